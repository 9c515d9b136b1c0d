/* One socket, one reading thread; each call waits for the answer with its number. */
#include "service-client.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST_FIELDS 128
#define READ_SIZE 65536

typedef struct pending {
    unsigned request;
    const service_options *options;
    reply *answer;
    struct pending *next;
} pending;

struct service {
    int socket;
    char *folder;
    service_event on_event;
    void *context;
    pthread_t reader;
    pthread_mutex_t writing;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t answered;
    pending *calls;
    unsigned last_request;
    int lost;
};

static void *must(void *memory) {
    if (!memory) abort();
    return memory;
}

/* ---- lines ---- */

typedef struct text {
    char *bytes;
    size_t length, capacity;
} text;

static void put(text *t, char byte) {
    if (t->length == t->capacity) {
        t->capacity = t->capacity ? 2 * t->capacity : 256;
        t->bytes = must(realloc(t->bytes, t->capacity));
    }
    t->bytes[t->length++] = byte;
}

static void put_field(text *t, const char *field) {
    static const char digits[] = "0123456789ABCDEF";
    for (const unsigned char *at = (const unsigned char *)field; *at; at++) {
        if (*at > 0x20 && *at < 0x7f && *at != '%') {
            put(t, (char)*at);
        } else {
            put(t, '%');
            put(t, digits[*at >> 4]);
            put(t, digits[*at & 15]);
        }
    }
}

static int hex(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    return (digit | 0x20) - 'a' + 10;
}

/* In place. */
static void decode(char *field) {
    char *to = field;
    for (const char *from = field; *from; to++) {
        if (*from == '%' && from[1] && from[2]) {
            *to = (char)(hex(from[1]) * 16 + hex(from[2]));
            from += 3;
        } else {
            *to = *from++;
        }
    }
    *to = 0;
}

/* Cuts a line at its tabs; the fields lie in it. Their number. */
static int split(char *line, char ***fields) {
    int count = 1;
    for (const char *at = line; *at; at++)
        if (*at == '\t') count++;
    char **list = must(calloc((size_t)count + 1, sizeof *list));
    int index = 0;
    for (char *at = line; at;) {
        char *end = strchr(at, '\t');
        if (end) *end++ = 0;
        decode(at);
        list[index++] = at;
        at = end;
    }
    *fields = list;
    return count;
}

/* ---- answers ---- */

static reply *make_reply(int ok, int count, char *const *fields) {
    reply *r = must(calloc(1, sizeof *r));
    r->ok = ok;
    r->count = count;
    r->fields = must(calloc((size_t)count + 1, sizeof *r->fields));
    for (int i = 0; i < count; i++) r->fields[i] = must(strdup(fields[i]));
    return r;
}

static reply *lost_reply(void) {
    char code[] = "lost", message[] = "the connection to the service is lost";
    char *fields[] = {code, message};
    return make_reply(0, 2, fields);
}

void reply_free(reply *r) {
    if (!r) return;
    for (int i = 0; i < r->count; i++) free(r->fields[i]);
    free(r->fields);
    free(r);
}

const char *reply_field(const reply *r, int index) { return index < r->count ? r->fields[index] : ""; }

long reply_number(const reply *r, int index) { return strtol(reply_field(r, index), NULL, 10); }

int reply_is(const reply *r, const char *code) { return !r->ok && strcmp(reply_field(r, 0), code) == 0; }

const char *reply_value(const reply *r, const char *key) {
    for (int i = 0; r->ok && i + 1 < r->count; i += 2)
        if (strcmp(r->fields[i], key) == 0) return r->fields[i + 1];
    return NULL;
}

/* ---- the reading thread ---- */

static void answer(service *s, unsigned request, const char *kind, int count, char *const *fields) {
    pthread_mutex_lock(&s->lock);
    pending *call = s->calls;
    while (call && call->request != request) call = call->next;
    void (*progress)(void *, int) = NULL;
    void *context = NULL;
    if (call && strcmp(kind, "progress") == 0) {
        if (call->options && call->options->progress) {
            progress = call->options->progress;
            context = call->options->context;
        }
    } else if (call) {
        call->answer = make_reply(strcmp(kind, "ok") == 0, count, fields);
        pthread_cond_broadcast(&s->answered);
    }
    /* The answer comes on this thread too: the call cannot end, and its context not go, while this runs. */
    pthread_mutex_unlock(&s->lock);
    if (progress) progress(context, count > 0 ? atoi(fields[0]) : 0);
}

static void take_line(service *s, char *line) {
    char **fields;
    int count = split(line, &fields);
    if (count >= 2 && strcmp(fields[0], "*") == 0) {
        if (s->on_event) s->on_event(s->context, fields[1], count - 2, fields + 2);
    } else if (count >= 2) {
        answer(s, (unsigned)strtoul(fields[0], NULL, 10), fields[1], count - 2, fields + 2);
    }
    free(fields);
}

static void lose(service *s) {
    pthread_mutex_lock(&s->lock);
    s->lost = 1;
    for (pending *call = s->calls; call; call = call->next)
        if (!call->answer) call->answer = lost_reply();
    pthread_cond_broadcast(&s->answered);
    pthread_mutex_unlock(&s->lock);
}

static void *read_lines(void *argument) {
    service *s = argument;
    text line = {0};
    char chunk[READ_SIZE];
    ssize_t size;
    while ((size = read(s->socket, chunk, sizeof chunk)) > 0) {
        for (ssize_t i = 0; i < size; i++) {
            if (chunk[i] != '\n') {
                put(&line, chunk[i]);
                continue;
            }
            put(&line, 0);
            take_line(s, line.bytes);
            line.length = 0;
        }
    }
    free(line.bytes);
    lose(s);
    if (s->on_event) s->on_event(s->context, "lost", 0, NULL);
    return NULL;
}

/* ---- connection ---- */

service *service_open(const char *folder, service_event on_event, void *context) {
    if (!folder) folder = getenv(SERVICE_FOLDER_VARIABLE);
    if (!folder || !*folder) return NULL;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int length = snprintf(address.sun_path, sizeof address.sun_path, "%s/service.sock", folder);
    if (length < 0 || (size_t)length >= sizeof address.sun_path) return NULL;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return NULL;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return NULL;
    }
    service *s = must(calloc(1, sizeof *s));
    s->socket = fd;
    s->folder = must(strdup(folder));
    s->on_event = on_event;
    s->context = context;
    pthread_mutex_init(&s->writing, NULL);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->answered, NULL);
    if (pthread_create(&s->reader, NULL, read_lines, s) != 0) abort();
    return s;
}

void service_cut(service *s) { shutdown(s->socket, SHUT_RDWR); }

void service_close(service *s) {
    service_cut(s);
    pthread_join(s->reader, NULL);
    pthread_mutex_lock(&s->lock);
    while (s->calls) pthread_cond_wait(&s->answered, &s->lock);
    pthread_mutex_unlock(&s->lock);
    close(s->socket);
    pthread_mutex_destroy(&s->writing);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->answered);
    free(s->folder);
    free(s);
}

int service_alive(service *s) {
    pthread_mutex_lock(&s->lock);
    int alive = !s->lost;
    pthread_mutex_unlock(&s->lock);
    return alive;
}

const char *service_folder(service *s) { return s->folder; }

/* ---- calls ---- */

static void send_line(service *s, unsigned request, int count, const char *const *fields) {
    text line = {0};
    char number[16];
    snprintf(number, sizeof number, "%u", request);
    put_field(&line, number);
    for (int i = 0; i < count; i++) {
        put(&line, '\t');
        put_field(&line, fields[i]);
    }
    put(&line, '\n');
    pthread_mutex_lock(&s->writing);
    for (size_t at = 0; at < line.length;) {
        ssize_t sent = send(s->socket, line.bytes + at, line.length - at, MSG_NOSIGNAL);
        if (sent <= 0) break; /* the reading thread notices */
        at += (size_t)sent;
    }
    pthread_mutex_unlock(&s->writing);
    free(line.bytes);
}

reply *service_callv(service *s, const service_options *options, int count, const char *const *fields) {
    pending call = {.options = options};
    pthread_mutex_lock(&s->lock);
    call.request = ++s->last_request;
    if (options && options->request) *options->request = call.request;
    call.next = s->calls;
    s->calls = &call;
    if (s->lost) call.answer = lost_reply();
    pthread_mutex_unlock(&s->lock);
    if (!call.answer) send_line(s, call.request, count, fields);
    pthread_mutex_lock(&s->lock);
    while (!call.answer) pthread_cond_wait(&s->answered, &s->lock);
    pending **at = &s->calls;
    while (*at != &call) at = &(*at)->next;
    *at = call.next;
    pthread_cond_broadcast(&s->answered); /* service_close waits for the last one */
    pthread_mutex_unlock(&s->lock);
    return call.answer;
}

reply *service_call(service *s, const service_options *options, const char *verb, ...) {
    const char *fields[MOST_FIELDS] = {verb};
    int count = 1;
    va_list list;
    va_start(list, verb);
    for (const char *field; count < MOST_FIELDS && (field = va_arg(list, const char *));) fields[count++] = field;
    va_end(list);
    return service_callv(s, options, count, fields);
}

void service_cancel(service *s, unsigned request) {
    char number[16];
    snprintf(number, sizeof number, "%u", request);
    const char *fields[] = {"cancel", number};
    /* Number 0 has no call that waits: its answer is dropped. */
    if (service_alive(s)) send_line(s, 0, 2, fields);
}
