/* Compiles only if the vix.h that is found agrees with the double's prototypes, types and values. */
#include <vix.h>

/* Its types instead of the double's own. */
#define DOUBLE_VIX_TYPES_H
#include "prototypes.h"

#include "constants.h"
#include "errors.h"

_Static_assert(sizeof(VixHandle) == 4 && (VixHandle)-1 < 0, "VixHandle: signed, 32 bits");
_Static_assert(sizeof(VixError) == 8 && (VixError)-1 > 0, "VixError: unsigned, 64 bits");
_Static_assert(sizeof(uint64) == 8 && (uint64)-1 > 0, "uint64: unsigned, 64 bits");
_Static_assert(sizeof(Bool) == 1, "Bool: one byte");

#define SAME(name, value) _Static_assert((name) == (value), #name " is " #value);
#define SAME_PROPERTY(name, value, type) SAME(name, value)
VIX_VALUES(SAME)
VIX_PROPERTIES(SAME_PROPERTY)
VIX_OLDER_ERRORS(SAME)
#ifndef VIX_HEADERS_OF_2008
VIX_NEWER_ERRORS(SAME)
#endif

static void event(VixHandle handle, int type, VixHandle more, void *data) { (void)handle, (void)type, (void)more, (void)data; }
VixEventProc *const vix_event_proc = event;
