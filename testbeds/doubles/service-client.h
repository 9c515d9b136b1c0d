/* The doubles' way to service.ts: requests over its Unix socket, from any thread (protocol: README.md). */
#ifndef SERVICE_CLIENT_H
#define SERVICE_CLIENT_H

typedef struct service service;

/* An answer. Not ok: fields[0] is the code, fields[1] the message. */
typedef struct reply {
    int ok;
    int count;
    char **fields;
} reply;

/* Runs on the reading thread: must not block, nor call the service. `lost` (no fields) comes once, when the connection breaks. */
typedef void (*service_event)(void *context, const char *event, int count, char *const *fields);

/* What a call may have besides its fields; all may be 0. */
typedef struct service_options {
    void (*progress)(void *context, int percent); /* on the reading thread */
    void *context;
    /* Set before the request is sent, for service_cancel by another thread. */
    volatile unsigned *request;
} service_options;

/* The name of the environment variable that names the service's folder. */
#define SERVICE_FOLDER_VARIABLE "GUESTWRIGHT_DOUBLE_FOLDER"

/* Connects to the service of `folder` (NULL: the environment's). NULL: nobody listens. */
service *service_open(const char *folder, service_event on_event, void *context);
/* Ends the connection and its thread. Calls in flight answer `error lost`. No call may begin after it. */
void service_close(service *s);
/* 0: the connection is broken. */
int service_alive(service *s);
/* Breaks the connection, as if the service had gone. */
void service_cut(service *s);
const char *service_folder(service *s);

/* Sends `verb` with fields up to NULL and waits for the answer; never NULL. Free with reply_free. */
reply *service_call(service *s, const service_options *options, const char *verb, ...) __attribute__((sentinel));
reply *service_callv(service *s, const service_options *options, int count, const char *const *fields);
/* Asks the service to give `request` up; does not wait. */
void service_cancel(service *s, unsigned request);

/* A field, "" if the answer has fewer. */
const char *reply_field(const reply *r, int index);
long reply_number(const reply *r, int index);
/* Whether it is an error of that code. */
int reply_is(const reply *r, const char *code);
/* The value of `key` in an answer to `get`; NULL if the record has none. */
const char *reply_value(const reply *r, const char *key);
void reply_free(reply *r);

#endif
