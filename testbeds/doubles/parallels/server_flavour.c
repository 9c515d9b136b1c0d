/* What Virtuozzo's library has in place of Remote Desktop Access: a screenshot, scaled, as base64 PNG. */
#ifdef VIRTUOZZO
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "api.h"
#include "machine.h"

#define MOST_BYTES (64 << 20)

static char *base64(const unsigned char *bytes, size_t size) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = malloc((size + 2) / 3 * 4 + 1), *to = text;
    if (!text) abort();
    for (size_t at = 0; at < size; at += 3) {
        size_t left = size - at;
        unsigned group = (unsigned)bytes[at] << 16 | (left > 1 ? (unsigned)bytes[at + 1] << 8 : 0) | (left > 2 ? bytes[at + 2] : 0);
        *to++ = digits[group >> 18];
        *to++ = digits[group >> 12 & 63];
        *to++ = left > 1 ? digits[group >> 6 & 63] : '=';
        *to++ = left > 2 ? digits[group & 63] : '=';
    }
    *to = 0;
    return text;
}

/* Numbers: width, height. */
static i32 perform_capture(job *j, work *w) {
    machine *m = (machine *)w->subject;
    char path[4096], width[12], height[12];
    snprintf(path, sizeof path, "%s/capture-%d-%p", service_folder(j->session->service), (int)getpid(), (void *)j);
    snprintf(width, sizeof width, "%ld", w->numbers[0]);
    snprintf(height, sizeof height, "%ld", w->numbers[1]);
    i32 code = job_take(j, job_call(j, "capture", m->id, path, "png", "0", "0", "0", "0", width, height, NULL), PRL_ERR_DISP_VM_IS_NOT_STARTED);
    if (code != PRL_ERR_SUCCESS) return code;
    FILE *file = fopen(path, "rbe");
    unsigned char *bytes = malloc(MOST_BYTES);
    if (!file || !bytes) abort();
    size_t size = fread(bytes, 1, MOST_BYTES, file);
    fclose(file);
    unlink(path);
    char *text = base64(bytes, size);
    job_add_text(j, text);
    free(text);
    free(bytes);
    return PRL_ERR_SUCCESS;
}

PRL_HANDLE PrlVm_CaptureScreen(PRL_HANDLE hVm, u32 nWidth, u32 nHeight, u32 nFlags) {
    (void)nFlags;
    START_JOB(hVm, PJOC_VM_DEV_DISPLAY_CAPTURE_SCREEN, perform_capture, .numbers = {nWidth, nHeight});
}
#endif
