/* See map.h. Configurations have tens of keys: a list does. */
#include "map.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int find(const map *m, const char *key) {
    for (int i = 0; i < m->count; i++)
        if (strcmp(m->keys[i], key) == 0) return i;
    return -1;
}

const char *map_get(const map *m, const char *key) {
    int at = find(m, key);
    return at < 0 ? NULL : m->values[at];
}

const char *map_text(const map *m, const char *key, const char *fallback) {
    const char *value = map_get(m, key);
    return value ? value : fallback;
}

long map_number(const map *m, const char *key, long fallback) {
    const char *value = map_get(m, key);
    return value ? strtol(value, NULL, 10) : fallback;
}

void map_set(map *m, const char *key, const char *value) {
    char *kept = strdup(value); /* `value` may be the old one */
    int at = find(m, key);
    if (at < 0) {
        at = m->count++;
        m->keys = realloc(m->keys, (size_t)m->count * sizeof *m->keys);
        m->values = realloc(m->values, (size_t)m->count * sizeof *m->values);
        if (!m->keys || !m->values) abort();
        m->keys[at] = strdup(key);
    } else {
        free(m->values[at]);
    }
    m->values[at] = kept;
}

void map_set_number(map *m, const char *key, long value) {
    char text[24];
    snprintf(text, sizeof text, "%ld", value);
    map_set(m, key, text);
}

static void remove_at(map *m, int at) {
    free(m->keys[at]);
    free(m->values[at]);
    m->count--;
    memmove(m->keys + at, m->keys + at + 1, (size_t)(m->count - at) * sizeof *m->keys);
    memmove(m->values + at, m->values + at + 1, (size_t)(m->count - at) * sizeof *m->values);
}

void map_remove(map *m, const char *key) {
    int at = find(m, key);
    if (at >= 0) remove_at(m, at);
}

void map_remove_all(map *m, const char *prefix) {
    for (int i = m->count - 1; i >= 0; i--)
        if (strncmp(m->keys[i], prefix, strlen(prefix)) == 0) remove_at(m, i);
}

void map_clear(map *m) {
    map_remove_all(m, "");
    free(m->keys);
    free(m->values);
    *m = (map){0};
}

map map_copy(const map *m) {
    map copy = {0};
    for (int i = 0; i < m->count; i++) map_set(&copy, m->keys[i], m->values[i]);
    return copy;
}

map map_of(const reply *r) {
    map m = {0};
    for (int i = 0; r->ok && i + 1 < r->count; i += 2) map_set(&m, r->fields[i], r->fields[i + 1]);
    return m;
}

const char *key(const char *format, ...) {
    static __thread char texts[8][64];
    static __thread unsigned turn;
    char *text = texts[turn++ % 8];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof texts[0], format, list);
    va_end(list);
    return text;
}
