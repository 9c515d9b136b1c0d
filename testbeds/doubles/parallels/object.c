/* The table of handles. Numbers are never used twice, so that a freed one is known for what it is. */
#include "object.h"

#include <pthread.h>
#include <stdlib.h>

#include "../nasty.h"

/* As observed in the real library: a counter from here on. */
#define FIRST_HANDLE 64206

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static object **slots;
static size_t count, capacity;

void *object_new(size_t size, kind kind, u32 type, void (*destroy)(object *)) {
    object *o = calloc(1, size);
    if (!o) abort();
    o->kind = kind;
    o->type = type;
    o->references = 1;
    o->destroy = destroy;
    return o;
}

void *object_hold(void *memory) {
    object *o = memory;
    if (o) __atomic_add_fetch(&o->references, 1, __ATOMIC_SEQ_CST);
    return o;
}

void object_drop(void *memory) {
    object *o = memory;
    if (!o || __atomic_sub_fetch(&o->references, 1, __ATOMIC_SEQ_CST) > 0) return;
    if (o->destroy) o->destroy(o);
    free(o);
}

PRL_HANDLE object_handle(void *memory) {
    object *o = memory;
    pthread_mutex_lock(&lock);
    if (!o->handle) {
        if (count == capacity) {
            capacity = capacity ? 2 * capacity : 1024;
            slots = realloc(slots, capacity * sizeof *slots);
            if (!slots) abort();
        }
        o->handle = (PRL_HANDLE)(uintptr_t)(FIRST_HANDLE + count);
        slots[count++] = o;
    }
    if (o->handles++ == 0) object_hold(o);
    PRL_HANDLE handle = o->handle;
    pthread_mutex_unlock(&lock);
    return handle;
}

/* The slot of a handle, NULL if no such handle was ever given away. With the lock held. */
static object **slot_of(PRL_HANDLE handle) {
    uintptr_t number = (uintptr_t)handle;
    if (number < FIRST_HANDLE || number >= FIRST_HANDLE + count) return NULL;
    return &slots[number - FIRST_HANDLE];
}

static _Noreturn void freed(PRL_HANDLE handle, const char *function) {
    double_misuse("%s: handle %lu was freed already", function, (unsigned long)(uintptr_t)handle);
}

void *object_at(PRL_HANDLE handle, kind kind, const char *function) {
    pthread_mutex_lock(&lock);
    object **slot = slot_of(handle);
    if (slot && !*slot) freed(handle, function);
    object *o = slot && (kind == ANY_KIND || (*slot)->kind == kind) ? object_hold(*slot) : NULL;
    pthread_mutex_unlock(&lock);
    return o;
}

i32 object_free_handle(PRL_HANDLE handle) {
    pthread_mutex_lock(&lock);
    object **slot = slot_of(handle);
    if (slot && !*slot) freed(handle, "PrlHandle_Free");
    object *o = slot ? *slot : NULL;
    int last = o && --o->handles == 0;
    if (last) {
        *slot = NULL;
        o->handle = NULL; /* whoever asks for the object again gets a new number */
    }
    pthread_mutex_unlock(&lock);
    if (last) {
        if (o->unhandled) o->unhandled(o);
        object_drop(o);
    }
    return o ? PRL_ERR_SUCCESS : PRL_ERR_INVALID_ARG;
}

i32 object_add_handle(PRL_HANDLE handle) {
    object *o = object_at(handle, ANY_KIND, "PrlHandle_AddRef");
    if (!o) return PRL_ERR_INVALID_ARG;
    object_handle(o);
    object_drop(o);
    return PRL_ERR_SUCCESS;
}

u32 object_count(u32 type) {
    u32 found = 0;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < count; i++)
        if (slots[i] && (type == 0 || slots[i]->type == type)) found++;
    pthread_mutex_unlock(&lock);
    return found;
}
