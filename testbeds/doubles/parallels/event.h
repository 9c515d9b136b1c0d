/* Events of the service, their parameters, and the questions among them. */
#ifndef EVENT_H
#define EVENT_H

#include "session.h"

typedef struct event_parameter {
    object o;
    char *name;
    u32 type; /* PFD_... */
    char *value;
} event_parameter;

#define MOST_PARAMETERS 8

struct job;

typedef struct event {
    object o;
    session *session; /* may be NULL */
    struct job *job;
    u32 type;
    i32 code;
    char *text;
    char machine[ID_SIZE];
    event_parameter *parameters[MOST_PARAMETERS];
    u32 count;
    struct question *question; /* an event that wants an answer, or is one */
    i32 answer;
} event;

/* `machine` may be NULL. */
event *event_new(session *s, u32 type, const char *machine);
void event_add(event *e, const char *name, u32 type, const char *value);
/* Tells the handlers of a machine's new state, by the service's word for it. */
void event_state_changed(session *s, const char *machine, const char *state);
/* The event that explains a failed job. */
event *event_of_failure(session *s, i32 code, const char *text);
i32 event_give(event *e, PRL_HANDLE *to);

/* Asks and waits; PRL_ERR_SUCCESS if the first choice was the answer. Gives up when `cancelled` becomes true. */
i32 ask_question(session *s, const char *machine, const char *text, volatile int *cancelled);
/* Whether a question about the machine waits for its answer. */
int has_question(const char *machine);
/* The events of such questions, held; at most `most`. */
int pending_questions(const char *machine, event **events, int most);
i32 answer_question(event *answer);

/* The choices of a question, as codes of messages: the first goes on, the second gives up. Not from the facts: our own. */
#define ANSWER_GO_ON 0x30001
#define ANSWER_GIVE_UP 0x30002

#endif
