/* Reads the script of nasty cases, and the two ways in which a double raises its voice. */
#include "nasty.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 1024
#define MOST_COUNTED 64

/* Lines with a count, by their text, and how often they were used since the script with that name came. */
static struct {
    char line[LINE_SIZE];
    int used;
} counted[MOST_COUNTED];
static char script_name[LINE_SIZE];
static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;

static FILE *open_script(void) {
    const char *path = getenv("GUESTWRIGHT_DOUBLE_NASTY");
    if (path && *path) return fopen(path, "re");
    const char *folder = getenv("GUESTWRIGHT_DOUBLE_FOLDER");
    if (!folder || !*folder) return NULL;
    char in_folder[4096];
    snprintf(in_folder, sizeof in_folder, "%s/nasty", folder);
    return fopen(in_folder, "re");
}

/* 0: it was used as often as it may be. */
static int use(const char *line, int times) {
    int may = 0;
    pthread_mutex_lock(&counting);
    for (int i = 0; i < MOST_COUNTED; i++) {
        if (counted[i].line[0] && strcmp(counted[i].line, line) != 0) continue;
        snprintf(counted[i].line, LINE_SIZE, "%s", line);
        may = counted[i].used < times;
        if (may) counted[i].used++;
        break;
    }
    pthread_mutex_unlock(&counting);
    return may;
}

/* Another script counts from the beginning, also where its lines are those of an earlier one. */
static void begin_script(const char *name) {
    pthread_mutex_lock(&counting);
    if (strcmp(name, script_name) != 0) {
        memset(counted, 0, sizeof counted);
        snprintf(script_name, sizeof script_name, "%s", name);
    }
    pthread_mutex_unlock(&counting);
}

/* Cuts ` xN` off the end; N, or -1 if there is none. */
static int take_count(char *rest) {
    char *last = strrchr(rest, ' ');
    char *word = last ? last + 1 : rest;
    char *end;
    if (word[0] != 'x') return -1;
    long times = strtol(word + 1, &end, 10);
    if (end == word + 1 || *end) return -1;
    if (last) *last = 0;
    else *word = 0;
    return (int)times;
}

int nasty(const char *function, const char *what, char *argument, size_t size) {
    FILE *script = open_script();
    if (!script) return 0;
    char line[LINE_SIZE];
    int found = 0;
    while (!found && fgets(line, sizeof line, script)) {
        line[strcspn(line, "\r\n")] = 0;
        if (line[0] == '#') {
            begin_script(line);
            continue;
        }
        char whole[LINE_SIZE];
        memcpy(whole, line, sizeof whole);
        char *rest = line;
        char *name = strsep(&rest, " ");
        char *kind = strsep(&rest, " ");
        if (!kind || strcmp(kind, what) != 0) continue;
        if (strcmp(name, "*") != 0 && strcmp(name, function) != 0) continue;
        int times = rest ? take_count(rest) : -1;
        if (times >= 0 && !use(whole, times)) continue;
        if (argument && size) snprintf(argument, size, "%s", rest ? rest : "");
        found = 1;
    }
    fclose(script);
    return found;
}

int nasty_code(const char *function, const char *what, unsigned long long *code) {
    char argument[64];
    if (!nasty(function, what, argument, sizeof argument)) return 0;
    *code = strtoull(argument, NULL, 16);
    return 1;
}

static void say(const char *kind, const char *format, va_list list) {
    char message[2048];
    vsnprintf(message, sizeof message, format, list);
    fprintf(stderr, "guestwright double: %s%s\n", kind, message);
    fflush(stderr);
}

void double_says(const char *format, ...) {
    va_list list;
    va_start(list, format);
    say("", format, list);
    va_end(list);
}

void double_misuse(const char *format, ...) {
    va_list list;
    va_start(list, format);
    say("misuse: ", format, list);
    va_end(list);
    abort();
}
