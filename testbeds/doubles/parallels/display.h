/* What the calls for the screen share. */
#ifndef DISPLAY_H
#define DISPLAY_H

#include "machine.h"

typedef struct capture {
    u32 format;
    i32 quality;
    u32 x, y, width, height;
    u32 scale_width, scale_height; /* 0: as it is */
} capture;

/* A machine whose display is connected; else NULL and why. Held. */
machine *display_at(PRL_HANDLE handle, const char *function, i32 *error);
/* The nasty cases of a call that is no job. */
i32 display_cut(session *s, const char *function);

i32 capture_file(PRL_HANDLE handle, const char *function, cstr path, capture c);
/* The buffer is freed with PrlBuffer_Free. */
i32 capture_buffer(PRL_HANDLE handle, const char *function, void **to, u32 *size, capture c);
PRL_HANDLE capture_job(PRL_HANDLE handle, const char *function, cstr path, int to_buffer, capture c);

#endif
