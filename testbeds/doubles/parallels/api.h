/* What every function of the API does first, and how strings leave it. */
#ifndef API_H
#define API_H

#include "object.h"

/* Refuses before the first init (the code), ends the process after the last deinit; then the script's `error`. */
i32 api_enter(const char *function);
/* The same without the script. */
i32 api_ready(const char *function);

/* At the beginning of a function that returns a result. */
#define ENTER()                                            \
    do {                                                   \
        i32 entered = api_enter(__func__);                 \
        if (entered != PRL_ERR_SUCCESS) return entered;    \
    } while (0)

/* The object behind `handle` in `o`, or the function returns PRL_ERR_INVALID_ARG. Drop it at the end. */
#define OBJECT(type, o, kind, handle)                          \
    type *o = object_at(handle, kind, __func__);               \
    if (!o) return PRL_ERR_INVALID_ARG

/* The two-call pattern: sizes in bytes with the end; too small a buffer is filled without one. */
i32 give_text(const char *function, const char *text, char *buffer, u32 *length);
i32 give_bytes(const char *function, const void *bytes, u32 size, void *buffer, u32 *length);

/* The name of a code and a sentence about it. */
const char *result_name(i32 code);
const char *result_text(i32 code);

#endif
