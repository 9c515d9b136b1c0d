/* Compiles only if the SDK's headers (given by -include) agree with the double's prototypes, structures and values. */
#include <stddef.h>

typedef unsigned int u32;
typedef int i32;
typedef unsigned long long u64;
typedef long long i64;
typedef const char *cstr;
typedef char *buf;
#ifdef VIRTUOZZO
typedef u32 addition_state;
#else
typedef i32 addition_state;
#endif

_Static_assert(sizeof(PRL_HANDLE) == sizeof(void *), "PRL_HANDLE: as wide as a pointer");
_Static_assert(__builtin_types_compatible_p(PRL_EVENT_HANDLER_PTR, i32 (*)(PRL_HANDLE, void *)), "PRL_EVENT_HANDLER_PTR: its type");

/* Each function is there, and may be declared a second time by the double's words. */
#define DECLARED(result, name, parameters) _Static_assert(sizeof(&name) == sizeof(void *), #name);
#define AGAIN(result, name, parameters) result name parameters;
#define NONE(result, name, parameters)
#ifdef VIRTUOZZO
#define FN_DESKTOP NONE
#define FN_SERVER FN
#else
#define FN_DESKTOP FN
#define FN_SERVER NONE
#endif
#define FN DECLARED
#include "prototypes.def"
#undef FN
#define FN AGAIN
#include "prototypes.def"

#define SAME(name, value) _Static_assert((u32)(name) == (u32)(value), #name " is " #value);
#define VALUE SAME
#define NO_VALUE(name, value)
#ifdef VIRTUOZZO
#define VALUE_DESKTOP NO_VALUE
#define VALUE_SERVER SAME
#else
#define VALUE_DESKTOP SAME
#define VALUE_SERVER NO_VALUE
#endif
#include "constants.def"

#define LAYOUT(type, size, last, at) \
    _Static_assert(sizeof(type) == (size) && offsetof(type, last) == (at), #type ": " #size " bytes, " #last " at " #at);
LAYOUT(PRL_IO_SCREEN_SIZE, 16, lineBytes, 12)
LAYOUT(PRL_IO_DISPLAY_SCREEN_SIZE, 28, displayY, 24)
LAYOUT(PRL_IO_DPI_DISPLAY_SCREEN_SIZE, 36, flags, 32)
LAYOUT(PRL_IO_SCREEN_REGION, 16, height, 12)
LAYOUT(PRL_IO_DISPLAY_SCREEN_REGION, 20, display, 16)
LAYOUT(PRL_IO_MOUSE_EVENT, 16, buttons, 12)
LAYOUT(PRL_IO_MOUSE_EVENT_EX, 20, w, 16)
#ifndef VIRTUOZZO
LAYOUT(PRL_IO_MOUSE_EVENT_EX4, 44, twist, 40)
LAYOUT(PRL_IO_DISPLAY_ENCODING, 40, encodingName, 8)
LAYOUT(PRL_IO_DISPLAY_ENCODING_LIST, 1288, encodingList, 8)
#endif
