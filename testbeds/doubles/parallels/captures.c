/* The twelve calls that capture: synchronous or not, scaled or not, to a file or a buffer, of a secondary display. */
#ifndef VIRTUOZZO
#include "../nasty.h"
#include "api.h"
#include "display.h"

#define PART format, quality, x, y, width, height
#define SCALED(...) ((capture){PART, ##__VA_ARGS__})

i32 PrlDevDisplay_SyncCaptureScreenRegionToFile(PRL_HANDLE hVm, cstr fileName, u32 format, i32 quality, u32 x, u32 y, u32 width, u32 height) {
    ENTER();
    return capture_file(hVm, __func__, fileName, SCALED(0, 0));
}

PRL_HANDLE PrlDevDisplay_AsyncCaptureScreenRegionToFile(PRL_HANDLE hVm, cstr fileName, u32 format, i32 quality, u32 x, u32 y, u32 width, u32 height) {
    return capture_job(hVm, __func__, fileName, 0, SCALED(0, 0));
}

i32 PrlDevDisplay_SyncCaptureScaledScreenRegionToFile(PRL_HANDLE hVm, cstr fileName, u32 format, i32 quality, u32 x, u32 y, u32 width, u32 height, u32 scaleWidth, u32 scaleHeight) {
    ENTER();
    return capture_file(hVm, __func__, fileName, SCALED(scaleWidth, scaleHeight));
}

PRL_HANDLE PrlDevDisplay_AsyncCaptureScaledScreenRegionToFile(PRL_HANDLE hVm, cstr fileName, u32 format, i32 quality, u32 x, u32 y, u32 width, u32 height, u32 scaleWidth, u32 scaleHeight) {
    return capture_job(hVm, __func__, fileName, 0, SCALED(scaleWidth, scaleHeight));
}

i32 PrlDevDisplay_SyncCaptureScaledScreenRegionToBuffer(PRL_HANDLE hVm, void **buff, u32 *buffSize, u32 format, i32 quality, u32 x, u32 y, u32 width, u32 height, u32 scaleWidth, u32 scaleHeight) {
    ENTER();
    if (scaleWidth == 0 || scaleHeight == 0) return PRL_ERR_INVALID_ARG;
    return capture_buffer(hVm, __func__, buff, buffSize, SCALED(scaleWidth, scaleHeight));
}

PRL_HANDLE PrlDevDisplay_AsyncCaptureScaledScreenRegionToBuffer(PRL_HANDLE hVm, u32 format, i32 quality, u32 x, u32 y, u32 width, u32 height, u32 scaleWidth, u32 scaleHeight) {
    return capture_job(hVm, __func__, NULL, 1, SCALED(scaleWidth, scaleHeight));
}

/* ---- the first display by the calls for others ---- */

static int is_first(u32 display, const char *function) {
    if (display == 0) return 1;
    double_says("%s: machines have one display", function);
    return 0;
}

i32 PrlDevSecondaryDisplay_SyncCaptureScaledScreenRegionToFile(PRL_HANDLE hVm, u32 display, cstr fileName, u32 format, i32 quality, u32 x, u32 y, u32 width, u32 height, u32 scaleWidth, u32 scaleHeight) {
    ENTER();
    if (!is_first(display, __func__)) return PRL_ERR_INVALID_ARG;
    return capture_file(hVm, __func__, fileName, SCALED(scaleWidth, scaleHeight));
}

PRL_HANDLE PrlDevSecondaryDisplay_AsyncCaptureScaledScreenRegionToFile(PRL_HANDLE hVm, u32 display, cstr fileName, u32 format, i32 quality, u32 x, u32 y, u32 width, u32 height, u32 scaleWidth, u32 scaleHeight) {
    if (!is_first(display, __func__)) quality = -2; /* which makes it fail */
    return capture_job(hVm, __func__, fileName, 0, SCALED(scaleWidth, scaleHeight));
}

i32 PrlDevSecondaryDisplay_SyncCaptureScaledScreenRegionToBuffer(PRL_HANDLE hVm, u32 display, void **buff, u32 *buffSize, u32 format, i32 quality, u32 x, u32 y, u32 width, u32 height, u32 scaleWidth, u32 scaleHeight) {
    ENTER();
    if (!is_first(display, __func__)) return PRL_ERR_INVALID_ARG;
    return capture_buffer(hVm, __func__, buff, buffSize, SCALED(scaleWidth, scaleHeight));
}

PRL_HANDLE PrlDevSecondaryDisplay_AsyncCaptureScaledScreenRegionToBuffer(PRL_HANDLE hVm, u32 display, u32 format, i32 quality, u32 x, u32 y, u32 width, u32 height, u32 scaleWidth, u32 scaleHeight) {
    if (!is_first(display, __func__)) quality = -2; /* which makes it fail */
    return capture_job(hVm, __func__, NULL, 1, SCALED(scaleWidth, scaleHeight));
}
#endif
