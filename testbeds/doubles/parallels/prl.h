/* The SDK's types, structures, constants and prototypes as the double has them: by hand, from the facts about its ABI. */
#ifndef PRL_H
#define PRL_H

#include <stddef.h>
#include <stdint.h>

typedef unsigned int u32;
typedef int i32;
typedef unsigned long long u64;
typedef long long i64;
typedef const char *cstr;
typedef char *buf;

/* Opaque; never an address (see object.c). */
typedef struct prl_handle *PRL_HANDLE;
typedef i32 (*PRL_EVENT_HANDLER_PTR)(PRL_HANDLE event, void *user_data);

/* The one enumeration whose signedness differs. */
#ifdef VIRTUOZZO
typedef u32 addition_state;
#else
typedef i32 addition_state;
#endif

#include "structures.h"

#ifdef VIRTUOZZO
#define VALUE_DESKTOP(name, value) DOUBLE_##name = (int)(value),
#define VALUE_SERVER(name, value) name = (int)(value),
#else
#define VALUE_DESKTOP(name, value) name = (int)(value),
#define VALUE_SERVER(name, value) DOUBLE_##name = (int)(value),
#endif
#define VALUE(name, value) name = (int)(value),
enum {
#include "constants.def"
};
#undef VALUE
#undef VALUE_DESKTOP
#undef VALUE_SERVER

#define PRL_EXPORT __attribute__((visibility("default")))
#define FN(result, name, parameters) PRL_EXPORT result name parameters;
#ifdef VIRTUOZZO
#define FN_DESKTOP(result, name, parameters)
#define FN_SERVER FN
#else
#define FN_DESKTOP FN
#define FN_SERVER(result, name, parameters)
#endif
#include "prototypes.def"
#undef FN
#undef FN_DESKTOP
#undef FN_SERVER

#endif
