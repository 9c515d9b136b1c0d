/* See job.h. */
#include "job.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../nasty.h"
#include "api.h"
#include "machine.h"

#define MOST_RUNNING 1024
#define MOST_FIELDS 64

static pthread_mutex_t running_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended = PTHREAD_COND_INITIALIZER;
static job *running[MOST_RUNNING];
static int threads;

static void free_work(work *w) {
    object_drop(w->subject);
    for (int i = 0; i < 2; i++) object_drop(w->more[i]);
    for (int i = 0; i < MOST_TEXTS; i++) free(w->texts[i]);
}

static void destroy_result(object *o) {
    result *r = (result *)o;
    for (int i = 0; i < r->count; i++) {
        object_drop(r->objects[i]);
        free(r->texts[i]);
    }
    free(r->objects);
    free(r->texts);
}

static void destroy(object *o) {
    job *j = (job *)o;
    object_drop(j->session);
    object_drop(j->error);
    object_drop(j->result);
    free(j->data);
    free(j->failure);
    free_work(&j->work);
    pthread_mutex_destroy(&j->lock);
    pthread_cond_destroy(&j->changed);
}

static void add(job *j, void *o, const char *text) {
    result *r = j->result;
    int at = r->count++;
    r->objects = realloc(r->objects, (size_t)r->count * sizeof *r->objects);
    r->texts = realloc(r->texts, (size_t)r->count * sizeof *r->texts);
    if (!r->objects || !r->texts) abort();
    r->objects[at] = object_hold(o);
    r->texts[at] = text ? strdup(text) : NULL;
}

void job_add_object(job *j, void *o) { add(j, o, NULL); }
void job_add_text(job *j, const char *text) { add(j, NULL, text); }

/* ---- the service ---- */

static void post_progress(job *j) {
    if (!j->session) return;
    event *e = event_new(j->session, PET_DSP_EVT_JOB_PROGRESS_CHANGED, NULL);
    e->job = object_hold(j);
    char number[16];
    snprintf(number, sizeof number, "%u", j->progress);
    event_add(e, "progress_changed", PFD_UINT32, number);
    session_post(j->session, e, NULL);
    object_drop(e);
}

void job_set_progress(job *j, int percent) {
    pthread_mutex_lock(&j->lock);
    j->progress = (u32)percent;
    pthread_mutex_unlock(&j->lock);
    post_progress(j);
}

static void on_progress(void *context, int percent) { job_set_progress(context, percent); }

reply *job_callv(job *j, int count, const char *const *fields) {
    service_options options = {.progress = on_progress, .context = j, .request = &j->request};
    reply *r = service_callv(j->session->service, &options, count, fields);
    j->request = 0;
    return r;
}

reply *job_call(job *j, const char *verb, ...) {
    const char *fields[MOST_FIELDS] = {verb};
    int count = 1;
    va_list list;
    va_start(list, verb);
    for (const char *field; count < MOST_FIELDS && (field = va_arg(list, const char *));) fields[count++] = field;
    va_end(list);
    return job_callv(j, count, fields);
}

i32 code_of(const reply *r, i32 when_state) {
    if (r->ok) return PRL_ERR_SUCCESS;
    if (reply_is(r, "state")) return when_state;
    if (reply_is(r, "unknown")) return PRL_ERR_VM_UUID_NOT_FOUND;
    if (reply_is(r, "argument")) return PRL_ERR_INVALID_ARG;
    if (reply_is(r, "cancelled")) return PRL_ERR_OPERATION_WAS_CANCELED;
    if (reply_is(r, "timeout")) return PRL_ERR_TIMEOUT;
    if (reply_is(r, "lost")) return PRL_ERR_NOT_CONNECTED_TO_DISPATCHER;
    return PRL_ERR_FAILURE;
}

i32 job_take(job *j, reply *r, i32 when_state) {
    i32 code = code_of(r, when_state);
    if (code != PRL_ERR_SUCCESS) {
        free(j->failure);
        j->failure = strdup(reply_field(r, 1));
    }
    reply_free(r);
    return code;
}

/* ---- running ---- */

static void finish(job *j, i32 code) {
    pthread_mutex_lock(&j->lock);
    j->code = code;
    if (code < 0) j->error = event_of_failure(j->session, code, j->failure ? j->failure : result_text(code));
    j->progress = 100;
    j->status = PJS_FINISHED;
    pthread_cond_broadcast(&j->changed);
    pthread_mutex_unlock(&j->lock);
    if (j->session) session_post(j->session, j, NULL);
}

static void sleep_ms(long ms) {
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    nanosleep(&time, NULL);
}

static void wait_for_cancel(job *j) {
    pthread_mutex_lock(&j->lock);
    while (!j->cancelled) pthread_cond_wait(&j->changed, &j->lock);
    pthread_mutex_unlock(&j->lock);
}

/* The nasty cases of a job. Non-zero: it ends with that code. */
static i32 misbehave(job *j) {
    char argument[512];
    unsigned long long code;
    session *s = j->session;
    if (nasty(j->function, "never-ends", NULL, 0)) {
        wait_for_cancel(j);
        return PRL_ERR_OPERATION_WAS_CANCELED;
    }
    if (nasty(j->function, "late", argument, sizeof argument)) sleep_ms(strtol(argument, NULL, 10));
    if (s && nasty(j->function, "question", argument, sizeof argument)) {
        const char *id = j->work.subject && j->work.subject->kind == MACHINE ? ((machine *)j->work.subject)->id : "";
        i32 answer = ask_question(s, id, argument, &j->cancelled);
        if (answer != PRL_ERR_SUCCESS) return answer;
    }
    if (s && s->service && nasty(j->function, "dead", NULL, 0)) service_cut(s->service);
    if (nasty_code(j->function, "error", &code)) return (i32)code;
    return PRL_ERR_SUCCESS;
}

/* Kills the service while the job is under way. */
static void *kill_service(void *argument) {
    session *s = argument;
    reply_free(service_call(s->service, NULL, "die", NULL));
    object_drop(s);
    return NULL;
}

static void misbehave_meanwhile(job *j) {
    pthread_t killer;
    if (!j->session || !j->session->service || !nasty(j->function, "kill", NULL, 0)) return;
    if (pthread_create(&killer, NULL, kill_service, object_hold(j->session)) == 0) pthread_detach(killer);
}

static void *run(void *argument) {
    job *j = argument;
    i32 code = misbehave(j);
    if (code == PRL_ERR_SUCCESS && j->cancelled) code = PRL_ERR_OPERATION_WAS_CANCELED;
    if (code == PRL_ERR_SUCCESS) {
        misbehave_meanwhile(j);
        code = j->perform(j, &j->work);
    }
    finish(j, code);
    pthread_mutex_lock(&running_lock);
    for (int i = 0; i < MOST_RUNNING; i++)
        if (running[i] == j) running[i] = NULL;
    pthread_mutex_unlock(&running_lock);
    object_drop(j);
    pthread_mutex_lock(&running_lock);
    threads--;
    pthread_cond_broadcast(&ended);
    pthread_mutex_unlock(&running_lock);
    return NULL;
}

static void start_thread(job *j) {
    pthread_mutex_lock(&running_lock);
    int at = 0;
    while (at < MOST_RUNNING && running[at]) at++;
    if (at == MOST_RUNNING) double_misuse("%s: %d jobs at once", j->function, MOST_RUNNING);
    running[at] = object_hold(j);
    threads++;
    pthread_mutex_unlock(&running_lock);
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, j) != 0) abort();
    pthread_detach(thread);
}

/* Until the job has ended and its handlers are being told, or half a second is over: a handler may need this thread. */
static void let_callback_come(job *j, session *s) {
    for (int i = 0; i < 250; i++) {
        sleep_ms(2);
        int done = j->status == (u32)PJS_FINISHED;
        if (done && (!s || __atomic_load_n(&s->calling, __ATOMIC_SEQ_CST) > 0)) return;
        if (done && i > 50) return;
    }
}

PRL_HANDLE job_start(session *s, const char *function, u32 operation, i32 error, i32 (*perform)(job *, work *), work w) {
    if (api_ready(function) != PRL_ERR_SUCCESS) {
        free_work(&w);
        return NULL;
    }
    job *j = object_new(sizeof *j, JOB, PHT_JOB, destroy);
    j->session = object_hold(s);
    j->function = function;
    j->operation = operation;
    j->perform = perform;
    j->work = w;
    j->status = PJS_RUNNING;
    j->result = object_new(sizeof *j->result, RESULT, PHT_RESULT, destroy_result);
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->changed, NULL);
    PRL_HANDLE handle = object_handle(j);
    if (error != PRL_ERR_SUCCESS) {
        finish(j, error);
    } else {
        start_thread(j);
        if (nasty(function, "callback-before-return", NULL, 0)) let_callback_come(j, s);
    }
    object_drop(j);
    return handle;
}

static void cancel(job *j) {
    pthread_mutex_lock(&j->lock);
    j->cancelled = 1;
    pthread_cond_broadcast(&j->changed);
    pthread_mutex_unlock(&j->lock);
    unsigned request = j->request;
    if (request && j->session && j->session->service) service_cancel(j->session->service, request);
}

void jobs_end(void) {
    pthread_mutex_lock(&running_lock);
    for (int i = 0; i < MOST_RUNNING; i++)
        if (running[i]) cancel(running[i]);
    while (threads > 0) pthread_cond_wait(&ended, &running_lock);
    pthread_mutex_unlock(&running_lock);
}

static i32 perform_cancel(job *j, work *w) {
    (void)j;
    cancel((job *)w->subject);
    return PRL_ERR_SUCCESS;
}

PRL_HANDLE PrlJob_Cancel(PRL_HANDLE hJob) {
    job *j = api_ready(__func__) == PRL_ERR_SUCCESS ? object_at(hJob, JOB, __func__) : NULL;
    i32 error = j ? PRL_ERR_SUCCESS : PRL_ERR_INVALID_ARG;
    return job_start(j ? j->session : NULL, __func__, PJOC_JOB_CANCEL, error, perform_cancel, (work){.subject = (object *)j});
}
