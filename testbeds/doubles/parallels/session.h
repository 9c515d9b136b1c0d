/* A log-in: its connection to the service, its event handlers, and the one thread that calls them. */
#ifndef SESSION_H
#define SESSION_H

#include <pthread.h>

#include "../service-client.h"
#include "object.h"

#define UUID_SIZE 40 /* {8-4-4-4-12} and the end */
#define ID_SIZE 256  /* a machine's id: a uuid, or what a test called it */

typedef enum session_state { NEVER_LOGGED_IN, LOGGED_IN, CONNECTION_LOST, LOGGED_OFF } session_state;

struct machine;

typedef struct handler {
    PRL_EVENT_HANDLER_PTR function;
    void *user_data;
    char machine[ID_SIZE]; /* only events of this machine; empty: all */
    struct handler *next;
} handler;

typedef struct message {
    object *what; /* an event or a finished job */
    char machine[ID_SIZE];
    struct message *next;
} message;

typedef struct session {
    object o;
    pthread_mutex_t lock; /* of what follows, but the handlers */
    pthread_cond_t changed;
    session_state state;
    service *service;
    service *former[16]; /* broken connections: others may still be in a call */
    int formers;
    int local;
    int non_interactive;
    char uuid[UUID_SIZE];
    struct machine *machines; /* not held */
    message *first, *last;
    int ending;
    pthread_mutex_t registry; /* of the handlers; held while they are called, as in the real library */
    handler *handlers;
    volatile int calling; /* a handler is being called: on this thread, or waited for until the caller's takes it */
    pthread_t notifier;
} session;

session *session_new(void);
/* The session behind a server handle if it is logged in; else NULL and why. Use after log-off ends the process. */
session *session_at(PRL_HANDLE handle, const char *function, i32 *error);
/* Whether calls may go through it; use after log-off ends the process. */
i32 session_usable(session *s, const char *function);
/* Opens the connection; 0 if nobody listens. */
int session_connect(session *s);
void session_disconnect(session *s, session_state state);

/* Hands an event or a job to the handlers, on the session's own thread. `machine` is NULL or a machine's id. */
void session_post(session *s, void *what, const char *machine);
i32 session_add_handler(session *s, PRL_EVENT_HANDLER_PTR function, void *user_data, const char *machine);
i32 session_remove_handler(session *s, PRL_EVENT_HANDLER_PTR function, void *user_data, const char *machine,
                           const char *caller);

/* Ends the thread; all sessions, and waits for their threads. */
void session_end(session *s);
void session_end_all(void);
/* Ends the process if a handler is being called and this is the main thread: the real library would hang. */
void refuse_pending_callback(session *s, const char *function);
void refuse_pending_callbacks(const char *function);

/* A new id in `to`, in braces. */
void make_uuid(char to[UUID_SIZE]);

#endif
