/* Questions of the service: an event with choices, a job that waits, an answer by another event. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api.h"
#include "event.h"
#include "job.h"

#define LOOK_EVERY_NS 20000000L
#define MOST_QUESTIONS 16

typedef struct question {
    object o;
    int answered;
    i32 answer;
} question;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t answered = PTHREAD_COND_INITIALIZER;
static event *waiting[MOST_QUESTIONS];

static void put(event *e, event *instead) {
    for (int i = 0; i < MOST_QUESTIONS; i++) {
        if (waiting[i] != e) continue;
        waiting[i] = instead;
        return;
    }
}

static void add_choice(event *e, const char *name, i32 answer) {
    char number[16];
    snprintf(number, sizeof number, "%d", answer);
    event_add(e, name, PFD_INT32, number);
}

static int wait_for_answer(question *q, volatile int *cancelled, session *s) {
    while (!q->answered && !*cancelled && s->state == LOGGED_IN) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += LOOK_EVERY_NS;
        if (until.tv_nsec >= 1000000000L) {
            until.tv_nsec -= 1000000000L;
            until.tv_sec++;
        }
        pthread_cond_timedwait(&answered, &lock, &until);
    }
    return q->answered;
}

i32 ask_question(session *s, const char *machine, const char *text, volatile int *cancelled) {
    if (s->non_interactive) return PRL_ERR_USER_OPERATION_NOT_AUTHORISED;
    event *e = event_new(s, PET_DSP_EVT_VM_QUESTION, machine);
    question *q = object_new(sizeof *q, ANY_KIND, 0, NULL);
    e->question = q;
    e->code = (i32)0x80031001; /* of the question itself; the double's own */
    e->text = strdup(text);
    add_choice(e, "vm_message_choice_0", ANSWER_GO_ON);
    add_choice(e, "vm_message_choice_1", ANSWER_GIVE_UP);
    pthread_mutex_lock(&lock);
    put(NULL, e);
    pthread_mutex_unlock(&lock);
    session_post(s, e, machine);
    pthread_mutex_lock(&lock);
    int got = wait_for_answer(q, cancelled, s);
    i32 answer = q->answer;
    put(e, NULL);
    pthread_mutex_unlock(&lock);
    object_drop(e);
    if (!got) return *cancelled ? PRL_ERR_OPERATION_WAS_CANCELED : PRL_ERR_NOT_CONNECTED_TO_DISPATCHER;
    return answer == ANSWER_GO_ON ? PRL_ERR_SUCCESS : PRL_ERR_OPERATION_WAS_CANCELED;
}

int pending_questions(const char *machine, event **events, int most) {
    int found = 0;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < MOST_QUESTIONS && found < most; i++)
        if (waiting[i] && strcmp(waiting[i]->machine, machine) == 0) events[found++] = object_hold(waiting[i]);
    pthread_mutex_unlock(&lock);
    return found;
}

int has_question(const char *machine) {
    event *e;
    int found = pending_questions(machine, &e, 1);
    if (found) object_drop(e);
    return found;
}

i32 answer_question(event *answer) {
    question *q = answer->question;
    if (!q) return PRL_ERR_INVALID_ARG;
    pthread_mutex_lock(&lock);
    q->answered = 1;
    q->answer = answer->answer;
    pthread_cond_broadcast(&answered);
    pthread_mutex_unlock(&lock);
    return PRL_ERR_SUCCESS;
}
