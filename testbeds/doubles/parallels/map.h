/* A small map of strings, in the order of insertion: a machine's configuration. */
#ifndef MAP_H
#define MAP_H

#include "../service-client.h"

typedef struct map {
    int count;
    char **keys;
    char **values;
} map;

/* NULL if there is none. */
const char *map_get(const map *m, const char *key);
/* `fallback` if there is none. */
const char *map_text(const map *m, const char *key, const char *fallback);
long map_number(const map *m, const char *key, long fallback);
void map_set(map *m, const char *key, const char *value);
void map_set_number(map *m, const char *key, long value);
void map_remove(map *m, const char *key);
/* All keys that begin with `prefix`. */
void map_remove_all(map *m, const char *prefix);
void map_clear(map *m);
map map_copy(const map *m);
/* From the answer to `get`. */
map map_of(const reply *r);
/* `format` with a number, as a key: lives until the thread's next eight. */
const char *key(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
