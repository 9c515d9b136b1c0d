/* PrlDevDisplay_*: Remote Desktop Access to a machine's screen. Virtuozzo's library has none of it. */
#ifndef VIRTUOZZO
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../nasty.h"
#include "api.h"
#include "buffers.h"
#include "display.h"

#define BITS_PER_PIXEL 32
#define ALL_PIXELS 0xffffffffu

/* ---- session ---- */

static i32 perform_connect(job *j, work *w) {
    machine *m = (machine *)w->subject;
    reply *r = job_call(j, "state", m->id, NULL);
    int off = r->ok && strcmp(reply_field(r, 0), "off") == 0;
    int suspended = r->ok && strcmp(reply_field(r, 0), "suspended") == 0;
    i32 code = job_take(j, r, PRL_ERR_FAILURE);
    if (code != PRL_ERR_SUCCESS) return code;
    if (off) return PRL_ERR_DISP_VM_IS_NOT_STARTED;
    if (suspended) return PRL_ERR_IO_STOPPED;
    if (m->connected == 1) return PRL_ERR_DEV_ALREADY_CONNECTED;
    m->connected = 1;
    m->buttons = 0;
    return PRL_ERR_SUCCESS;
}

PRL_HANDLE PrlDevDisplay_ConnectToVm(PRL_HANDLE hObj, u32 type) {
    i32 error;
    machine *m = registered_at(hObj, __func__, &error);
    u32 quality = type & 0xffff, compression = type >> 16;
    if (m && (quality == 0 || quality > 4 || (compression != 1 && compression != 4))) error = PRL_ERR_INVALID_ARG;
    return job_start(m ? m->session : NULL, __func__, 0, error, perform_connect, (work){.subject = (object *)m});
}

PRL_HANDLE PrlDevDisplay_ConnectToVmEx(PRL_HANDLE hObj, const PRL_IO_DISPLAY_ENCODING *pEnc, u32 format) {
    i32 error;
    machine *m = registered_at(hObj, __func__, &error);
    if (m && !pEnc) error = PRL_ERR_INVALID_ARG;
    if (m && format != PDBF_NO_CONVERSION && format != PDBF_RGB32) error = PRL_ERR_DISPLAY_FORMAT_NOT_SUPPORTED;
    return job_start(m ? m->session : NULL, __func__, 0, error, perform_connect, (work){.subject = (object *)m});
}

i32 PrlDevDisplay_DisconnectFromVm(PRL_HANDLE hObj) {
    ENTER();
    OBJECT(machine, m, MACHINE, hObj);
    i32 code = m->connected ? PRL_ERR_SUCCESS : PRL_ERR_IO_NO_CONNECTION;
    m->connected = 0;
    object_drop(m);
    return code;
}

machine *display_at(PRL_HANDLE handle, const char *function, i32 *error) {
    machine *m = registered_at(handle, function, error);
    if (!m) return NULL;
    if (m->connected == 1) return m;
    *error = m->connected < 0 ? PRL_ERR_IO_STOPPED : PRL_ERR_IO_NO_CONNECTION;
    object_drop(m);
    return NULL;
}

i32 display_cut(session *s, const char *function) {
    unsigned long long code;
    if (s->service && nasty(function, "dead", NULL, 0)) service_cut(s->service);
    return nasty_code(function, "error", &code) ? (i32)code : PRL_ERR_SUCCESS;
}

i32 PrlDevDisplay_GetScreenSize(PRL_HANDLE hObj, PRL_IO_SCREEN_SIZE *size) {
    ENTER();
    if (!size) return PRL_ERR_INVALID_ARG;
    i32 error;
    machine *m = display_at(hObj, __func__, &error);
    if (!m) return error;
    reply *r = service_call(m->session->service, NULL, "size", m->id, NULL);
    i32 code = code_of(r, PRL_ERR_IO_STOPPED);
    size->width = (u32)reply_number(r, 0);
    size->height = (u32)reply_number(r, 1);
    size->depth = BITS_PER_PIXEL;
    size->lineBytes = size->width * (BITS_PER_PIXEL / 8);
    reply_free(r);
    object_drop(m);
    return code;
}

i32 PrlDevSecondaryDisplay_GetScreenSize(PRL_HANDLE hObj, u32 display, PRL_IO_DISPLAY_SCREEN_SIZE *size) {
    PRL_IO_SCREEN_SIZE first;
    if (display != 0 || !size) return PRL_ERR_INVALID_ARG;
    i32 code = PrlDevDisplay_GetScreenSize(hObj, &first);
    *size = (PRL_IO_DISPLAY_SCREEN_SIZE){.width = first.width, .height = first.height, .depth = first.depth, .lineBytes = first.lineBytes};
    return code;
}

i32 PrlDevDisplay_GetAvailableDisplaysCount(PRL_HANDLE hVm, u32 *pDisplaysCount) {
    ENTER();
    if (!pDisplaysCount) return PRL_ERR_INVALID_ARG;
    OBJECT(machine, m, MACHINE, hVm);
    *pDisplaysCount = 1;
    object_drop(m);
    return PRL_ERR_SUCCESS;
}

/* Whether the guest listens to absolute positions now. */
i32 PrlDevDisplay_IsSlidingMouseEnabled(PRL_HANDLE hObj, u32 *flag) {
    ENTER();
    if (!flag) return PRL_ERR_INVALID_ARG;
    i32 error;
    machine *m = display_at(hObj, __func__, &error);
    if (!m) return error;
    reply *r = service_call(m->session->service, NULL, "pointer", m->id, NULL);
    i32 code = code_of(r, PRL_ERR_IO_STOPPED);
    *flag = (u32)reply_number(r, 0);
    reply_free(r);
    object_drop(m);
    return code;
}

i32 PrlDevDisplay_GetDynResToolStatus(PRL_HANDLE hVm, u32 *status) {
    ENTER();
    if (!status) return PRL_ERR_INVALID_ARG;
    OBJECT(machine, m, MACHINE, hVm);
    *status = 0;
    object_drop(m);
    return PRL_ERR_SUCCESS;
}

/* ---- capture ---- */

static const char *format_word(u32 format) {
    switch ((int)format) {
    case PIF_PNG: return "png";
    case PIF_BMP: return "bmp";
    case PIF_RAW: return "raw";
    default: return NULL;
    }
}

static i32 check(const capture *c) {
    if (!format_word(c->format)) {
        double_says("capture: this image format is not offered (%08x)", c->format);
        return PRL_ERR_DISPLAY_FORMAT_NOT_SUPPORTED;
    }
    if (c->quality < -1 || c->quality > 100 || c->width == 0 || c->height == 0) return PRL_ERR_INVALID_ARG;
    if (c->width == ALL_PIXELS || c->height == ALL_PIXELS) double_says("capture: -1 for all of the screen is in no C header");
    return PRL_ERR_SUCCESS;
}

static i32 capture_to(machine *m, const capture *c, const char *path) {
    u32 numbers[6] = {c->x, c->y, c->width, c->height, c->scale_width, c->scale_height};
    char texts[6][12];
    for (int i = 0; i < 6; i++) snprintf(texts[i], sizeof texts[i], "%u", numbers[i]);
    reply *r = service_call(m->session->service, NULL, "capture", m->id, path, format_word(c->format), texts[0], texts[1],
                            texts[2], texts[3], texts[4], texts[5], NULL);
    i32 code = code_of(r, PRL_ERR_IO_STOPPED);
    reply_free(r);
    return code;
}

i32 capture_file(PRL_HANDLE handle, const char *function, cstr path, capture c) {
    i32 error;
    machine *m = display_at(handle, function, &error);
    if (!m) return error;
    i32 code = path ? check(&c) : PRL_ERR_INVALID_ARG;
    if (code == PRL_ERR_SUCCESS) code = display_cut(m->session, function);
    if (code == PRL_ERR_SUCCESS) code = capture_to(m, &c, path);
    object_drop(m);
    return code;
}

/* All of a picture's file in new memory. */
static char *capture_bytes(machine *m, const capture *c, i32 *code, u32 *size) {
    static unsigned count;
    char path[4096];
    snprintf(path, sizeof path, "%s/capture-%d-%u", service_folder(m->session->service), (int)getpid(),
             __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST));
    *code = capture_to(m, c, path);
    if (*code != PRL_ERR_SUCCESS) return NULL;
    struct stat facts;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    char *bytes = NULL;
    if (file >= 0 && fstat(file, &facts) == 0) {
        bytes = malloc((size_t)facts.st_size + 1);
        *size = (u32)facts.st_size;
        if (!bytes || read(file, bytes, *size) != (ssize_t)*size) abort();
    } else {
        *code = PRL_ERR_FAILURE;
    }
    if (file >= 0) close(file);
    unlink(path);
    return bytes;
}

i32 capture_buffer(PRL_HANDLE handle, const char *function, void **to, u32 *size, capture c) {
    if (!to || !size) return PRL_ERR_INVALID_ARG;
    i32 error;
    machine *m = display_at(handle, function, &error);
    if (!m) return error;
    i32 code = check(&c);
    if (code == PRL_ERR_SUCCESS) code = display_cut(m->session, function);
    char *bytes = code == PRL_ERR_SUCCESS ? capture_bytes(m, &c, &code, size) : NULL;
    if (bytes) {
        *to = buffer_new(*size);
        memcpy(*to, bytes, *size);
        free(bytes);
    }
    object_drop(m);
    return code;
}

static capture capture_of(const work *w) {
    const long *n = w->numbers;
    return (capture){(u32)n[0], (i32)n[1], (u32)n[2], (u32)n[3], (u32)n[4], (u32)n[5], (u32)n[6], (u32)n[7]};
}

static i32 perform_file(job *j, work *w) {
    (void)j;
    capture c = capture_of(w);
    return capture_to((machine *)w->subject, &c, w->texts[0]);
}

static i32 perform_buffer(job *j, work *w) {
    capture c = capture_of(w);
    i32 code;
    j->data = capture_bytes((machine *)w->subject, &c, &code, &j->data_size);
    return code;
}

PRL_HANDLE capture_job(PRL_HANDLE handle, const char *function, cstr path, int to_buffer, capture c) {
    i32 error = PRL_ERR_API_WASNT_INITIALIZED;
    machine *m = display_at(handle, function, &error);
    if (m && !to_buffer && !path) error = PRL_ERR_INVALID_ARG;
    else if (m) error = check(&c);
    work w = {.subject = (object *)m, .texts = {copy_text(path)},
              .numbers = {c.format, c.quality, c.x, c.y, c.width, c.height, c.scale_width, c.scale_height}};
    return job_start(m ? m->session : NULL, function, PJOC_VM_DEV_DISPLAY_CAPTURE_SCREEN, error, to_buffer ? perform_buffer : perform_file, w);
}

/* ---- the live screen buffer ---- */

i32 PrlDevDisplay_LockForRead(PRL_HANDLE hObj) {
    ENTER();
    i32 error;
    machine *m = display_at(hObj, __func__, &error);
    if (!m) return error;
    if (m->locked) double_misuse("%s twice: the real library hangs", __func__);
    capture all = {.format = (u32)PIF_RAW, .quality = -1};
    PRL_IO_SCREEN_SIZE size;
    i32 code = PrlDevDisplay_GetScreenSize(hObj, &size);
    u32 bytes = 0;
    free(m->screen);
    m->screen = code == PRL_ERR_SUCCESS ? capture_bytes(m, &all, &code, &bytes) : NULL;
    m->locked = code == PRL_ERR_SUCCESS;
    m->screen_width = size.width;
    object_drop(m);
    return code;
}

i32 PrlDevDisplay_GetScreenBuffer(PRL_HANDLE hObj, u32 **buffer, i32 *lineSize) {
    ENTER();
    if (!buffer || !lineSize) return PRL_ERR_INVALID_ARG;
    i32 error;
    machine *m = display_at(hObj, __func__, &error);
    if (!m) return error;
    if (!m->locked) double_misuse("%s without PrlDevDisplay_LockForRead", __func__);
    *buffer = (u32 *)m->screen;
    *lineSize = (i32)m->screen_width * 4;
    object_drop(m);
    return PRL_ERR_SUCCESS;
}

i32 PrlDevDisplay_Unlock(PRL_HANDLE hObj) {
    ENTER();
    OBJECT(machine, m, MACHINE, hObj);
    if (!m->locked) double_misuse("%s without PrlDevDisplay_LockForRead", __func__);
    m->locked = 0;
    object_drop(m);
    return PRL_ERR_SUCCESS;
}
#endif
