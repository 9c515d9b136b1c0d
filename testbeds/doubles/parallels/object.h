/* Objects behind handles: counted, of a kind, and every handle that was ever given away is remembered. */
#ifndef OBJECT_H
#define OBJECT_H

#include "prl.h"

typedef enum kind {
    ANY_KIND,
    SESSION,
    SERVER_CONFIG,
    SERVER_INFO,
    LOGIN_RESPONSE,
    MACHINE, /* its configuration too */
    MACHINE_INFO,
    TOOLS_INFO,
    DEVICE,
    BOOT_DEVICE,
    JOB,
    RESULT,
    EVENT,
    EVENT_PARAMETER,
    STRINGS,
    HANDLES,
    GUEST_SESSION,
    REPORT,
} kind;

typedef struct object {
    kind kind;
    u32 type; /* PHT_..., 0 where the facts have no number */
    int references;
    int handles; /* references that the caller holds */
    PRL_HANDLE handle;
    void (*destroy)(struct object *);
    void (*unhandled)(struct object *); /* the caller has freed its last reference */
} object;

/* Zeroed memory of `size` bytes that begins with an object; the caller has one reference. */
void *object_new(size_t size, kind kind, u32 type, void (*destroy)(object *));
void *object_hold(void *o);
void object_drop(void *o); /* NULL is fine */

/* One more reference for the caller of the API. */
PRL_HANDLE object_handle(void *o);
/*
 * The object behind a handle, held; NULL if there never was one or it is of another kind. A freed handle ends the process.
 */
void *object_at(PRL_HANDLE handle, kind kind, const char *function);
/* What PrlHandle_Free and PrlHandle_AddRef do. */
i32 object_free_handle(PRL_HANDLE handle);
i32 object_add_handle(PRL_HANDLE handle);
/* How many objects the caller holds: of a type, or all for type 0. */
u32 object_count(u32 type);

#endif
