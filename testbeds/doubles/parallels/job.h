/* Jobs: each on a thread of its own, with progress, a result, and an end that the handlers are told of. */
#ifndef JOB_H
#define JOB_H

#include "event.h"
#include "session.h"

/* What the work needs: copied, so that it may outlive the call that asked for it. */
#define MOST_TEXTS 6
#define MOST_NUMBERS 8

typedef struct work {
    object *subject; /* held: a machine, a device, a guest session */
    object *more[2]; /* held */
    char *texts[MOST_TEXTS]; /* NULL stays NULL */
    long numbers[MOST_NUMBERS];
} work;

typedef struct job {
    object o;
    session *session; /* may be NULL */
    const char *function;
    u32 operation;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    u32 status, progress;
    i32 code;
    event *error;
    struct result *result;
    char *data; /* bytes that PrlJob_GetDataPtr gives */
    u32 data_size;
    volatile int cancelled;
    volatile unsigned request; /* in flight, for cancelling */
    i32 (*perform)(struct job *, work *);
    work work;
    char *failure; /* a text for the error event */
} job;

/* The result of a job: objects or texts. */
typedef struct result {
    object o;
    int count;
    object **objects; /* held; NULL where a text is */
    char **texts;
} result;

/*
 * Starts `perform` on a thread, unless `error` says why not: then the job has failed already. `w` is taken over.
 * The job's handle; NULL where the API was not initialised.
 */
PRL_HANDLE job_start(session *s, const char *function, u32 operation, i32 error, i32 (*perform)(job *, work *), work w);

void job_add_object(job *j, void *o);
void job_add_text(job *j, const char *text);
void job_set_progress(job *j, int percent);
/* Calls the service for the job: progress goes on as events, cancelling works. Its fields end with NULL. */
reply *job_call(job *j, const char *verb, ...) __attribute__((sentinel));
reply *job_callv(job *j, int count, const char *const *fields);
/* The code for an answer, freed; 0 if it is ok. `when_state`: for `error state`. Keeps the message for the error event. */
i32 job_take(job *j, reply *r, i32 when_state);
i32 code_of(const reply *r, i32 when_state);

/* Cancels all that run and waits for their threads. */
void jobs_end(void);

#endif
