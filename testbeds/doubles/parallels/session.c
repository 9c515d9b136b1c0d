/* See session.h. */
#define _GNU_SOURCE
#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "../nasty.h"
#include "event.h"

#define MOST_SESSIONS 4096

/* All that live, for Deinit; not held. */
static session *all[MOST_SESSIONS];
static pthread_mutex_t all_lock = PTHREAD_MUTEX_INITIALIZER;
static int notifiers;
static pthread_cond_t notifier_ended = PTHREAD_COND_INITIALIZER;

void make_uuid(char to[UUID_SIZE]) {
    unsigned char b[16];
    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b) abort();
    snprintf(to, UUID_SIZE, "{%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x}", b[0], b[1], b[2],
             b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

static void call_handlers(session *s, message *m) {
    pthread_mutex_lock(&s->registry);
    for (handler *h = s->handlers; h; h = h->next) {
        if (h->machine[0] && strcmp(h->machine, m->machine) != 0) continue;
        __atomic_add_fetch(&s->calling, 1, __ATOMIC_SEQ_CST);
        h->function(object_handle(m->what), h->user_data); /* it owns the reference */
        __atomic_sub_fetch(&s->calling, 1, __ATOMIC_SEQ_CST);
    }
    pthread_mutex_unlock(&s->registry);
}

static void *notify(void *argument) {
    session *s = argument;
    pthread_mutex_lock(&s->lock);
    for (;;) {
        while (!s->first && !s->ending) pthread_cond_wait(&s->changed, &s->lock);
        message *m = s->first;
        if (!m) break;
        s->first = m->next;
        if (!s->first) s->last = NULL;
        pthread_mutex_unlock(&s->lock);
        call_handlers(s, m);
        object_drop(m->what);
        free(m);
        pthread_mutex_lock(&s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    object_drop(s);
    pthread_mutex_lock(&all_lock);
    notifiers--;
    pthread_cond_broadcast(&notifier_ended);
    pthread_mutex_unlock(&all_lock);
    return NULL;
}

void session_end(session *s) {
    pthread_mutex_lock(&s->lock);
    s->ending = 1;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

static void unhandled(object *o) { session_end((session *)o); }

static void destroy(object *o) {
    session *s = (session *)o;
    pthread_mutex_lock(&all_lock);
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (all[i] == s) all[i] = NULL;
    pthread_mutex_unlock(&all_lock);
    if (s->service) service_close(s->service);
    for (int i = 0; i < s->formers; i++) service_close(s->former[i]);
    while (s->handlers) {
        handler *next = s->handlers->next;
        free(s->handlers);
        s->handlers = next;
    }
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->registry);
    pthread_cond_destroy(&s->changed);
}

session *session_new(void) {
    session *s = object_new(sizeof *s, SESSION, PHT_SERVER, destroy);
    s->o.unhandled = unhandled;
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->registry, NULL);
    pthread_cond_init(&s->changed, NULL);
    pthread_mutex_lock(&all_lock);
    for (int i = 0; i < MOST_SESSIONS; i++) {
        if (all[i]) continue;
        all[i] = s;
        break;
    }
    notifiers++;
    pthread_mutex_unlock(&all_lock);
    object_hold(s);
    if (pthread_create(&s->notifier, NULL, notify, s) != 0) abort();
    pthread_detach(s->notifier);
    return s;
}

void session_end_all(void) {
    pthread_mutex_lock(&all_lock);
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (all[i]) session_end(all[i]);
    while (notifiers > 0) pthread_cond_wait(&notifier_ended, &all_lock);
    pthread_mutex_unlock(&all_lock);
}

/* ---- connection ---- */

i32 session_usable(session *s, const char *function) {
    switch (s->state) {
    case LOGGED_IN:
        return PRL_ERR_SUCCESS;
    case LOGGED_OFF:
        double_misuse("%s: the server was logged off", function);
    default:
        return PRL_ERR_NOT_CONNECTED_TO_DISPATCHER;
    }
}

session *session_at(PRL_HANDLE handle, const char *function, i32 *error) {
    session *s = object_at(handle, SESSION, function);
    *error = s ? session_usable(s, function) : PRL_ERR_INVALID_ARG;
    if (*error == PRL_ERR_SUCCESS) return s;
    object_drop(s);
    return NULL;
}

/* On the connection's reading thread. */
static void on_service_event(void *context, const char *name, int count, char *const *fields) {
    session *s = context;
    if (strcmp(name, "lost") == 0) {
        char argument[32];
        if (nasty("connection", "notices-late", argument, sizeof argument)) usleep((useconds_t)strtol(argument, NULL, 10) * 1000);
        pthread_mutex_lock(&s->lock);
        int was = s->state;
        if (was == LOGGED_IN) s->state = CONNECTION_LOST;
        pthread_mutex_unlock(&s->lock);
        if (was != LOGGED_IN) return;
        event *e = event_new(s, PET_DSP_EVT_DISP_CONNECTION_CLOSED, NULL);
        session_post(s, e, NULL);
        object_drop(e);
        return;
    }
    if (count > 1 && strcmp(name, "state") == 0) event_state_changed(s, fields[0], fields[1]);
}

int session_connect(session *s) {
    service *connection = service_open(NULL, on_service_event, s);
    if (!connection) return 0;
    pthread_mutex_lock(&s->lock);
    if (s->service && s->formers < (int)(sizeof s->former / sizeof s->former[0])) s->former[s->formers++] = s->service;
    s->service = connection;
    s->state = LOGGED_IN;
    pthread_mutex_unlock(&s->lock);
    return 1;
}

void session_disconnect(session *s, session_state state) {
    pthread_mutex_lock(&s->lock);
    s->state = state;
    pthread_mutex_unlock(&s->lock);
    if (s->service) service_cut(s->service);
}

/* ---- handlers ---- */

void session_post(session *s, void *what, const char *machine) {
    message *m = calloc(1, sizeof *m);
    if (!m) abort();
    m->what = object_hold(what);
    snprintf(m->machine, sizeof m->machine, "%s", machine ? machine : "");
    pthread_mutex_lock(&s->lock);
    if (s->ending) {
        pthread_mutex_unlock(&s->lock);
        object_drop(m->what);
        free(m);
        return;
    }
    if (s->last) s->last->next = m;
    else s->first = m;
    s->last = m;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

void refuse_pending_callback(session *s, const char *function) {
    if (__atomic_load_n(&s->calling, __ATOMIC_SEQ_CST) == 0) return;
    if (pthread_equal(pthread_self(), s->notifier))
        double_misuse("%s inside a callback: the real library hangs on its own lock", function);
    if (gettid() == getpid())
        double_misuse("%s on the main thread while a callback is pending: the real library hangs", function);
}

void refuse_pending_callbacks(const char *function) {
    pthread_mutex_lock(&all_lock);
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (all[i]) refuse_pending_callback(all[i], function);
    pthread_mutex_unlock(&all_lock);
}

i32 session_add_handler(session *s, PRL_EVENT_HANDLER_PTR function, void *user_data, const char *machine) {
    if (!function) return PRL_ERR_INVALID_ARG;
    handler *h = calloc(1, sizeof *h);
    if (!h) abort();
    h->function = function;
    h->user_data = user_data;
    snprintf(h->machine, sizeof h->machine, "%s", machine ? machine : "");
    pthread_mutex_lock(&s->registry);
    h->next = s->handlers;
    s->handlers = h;
    pthread_mutex_unlock(&s->registry);
    return PRL_ERR_SUCCESS;
}

i32 session_remove_handler(session *s, PRL_EVENT_HANDLER_PTR function, void *user_data, const char *machine,
                           const char *caller) {
    refuse_pending_callback(s, caller);
    i32 result = PRL_ERR_INVALID_ARG;
    pthread_mutex_lock(&s->registry);
    for (handler **at = &s->handlers; *at; at = &(*at)->next) {
        handler *h = *at;
        if (h->function != function || h->user_data != user_data || strcmp(h->machine, machine ? machine : "") != 0)
            continue;
        *at = h->next;
        free(h);
        result = PRL_ERR_SUCCESS;
        break;
    }
    pthread_mutex_unlock(&s->registry);
    return result;
}
