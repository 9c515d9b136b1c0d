/* Lists of texts and of handles. */
#ifndef LISTS_H
#define LISTS_H

#include "object.h"

typedef struct text_list {
    object o;
    int count;
    char **texts;
} text_list;

typedef struct handle_list {
    object o;
    int count;
    object **objects; /* held */
} handle_list;

handle_list *handle_list_new(void);
void handle_list_add(handle_list *list, object *o);

#endif
