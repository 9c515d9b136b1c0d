/* The library's lifetime, texts and codes; PrlHandle_*, PrlBuffer_*, PrlDbg_*. */
#include "api.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../nasty.h"
#include "buffers.h"
#include "event.h"
#include "job.h"
#include "session.h"

/* (major << 16) + minor of the headers that the facts are from. */
#define LIBRARY_VERSION 0x90000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int inits;
static int was_deinitialised;
static u32 app_mode;

i32 api_ready(const char *function) {
    pthread_mutex_lock(&lock);
    int ready = inits > 0, ended = was_deinitialised;
    pthread_mutex_unlock(&lock);
    if (ready) return PRL_ERR_SUCCESS;
    if (ended) double_misuse("%s after PrlApi_Deinit", function);
    return PRL_ERR_API_WASNT_INITIALIZED;
}

i32 api_enter(const char *function) {
    unsigned long long code;
    i32 ready = api_ready(function);
    if (ready == PRL_ERR_SUCCESS && nasty_code(function, "error", &code)) return (i32)code;
    return ready;
}

i32 PrlApi_InitEx(u32 nVersion, u32 nAppMode, u32 nFlags, u32 nReserved) {
    (void)nFlags;
    (void)nReserved;
    unsigned long long code;
    if (nVersion > LIBRARY_VERSION || nasty("PrlApi_InitEx", "version", NULL, 0)) return PRL_ERR_API_INCOMPATIBLE;
    if (nasty_code("PrlApi_InitEx", "error", &code)) return (i32)code;
    pthread_mutex_lock(&lock);
    if (inits++ == 0) app_mode = nAppMode;
    was_deinitialised = 0;
    pthread_mutex_unlock(&lock);
    return PRL_ERR_SUCCESS;
}

i32 PrlApi_Init(u32 version) { return PrlApi_InitEx(version, PAM_UNKNOWN, 0, 0); }

i32 PrlApi_Deinit(void) {
    refuse_pending_callbacks("PrlApi_Deinit");
    pthread_mutex_lock(&lock);
    int last = inits == 1;
    if (inits > 0) inits--;
    else last = -1;
    if (last == 1) was_deinitialised = 1;
    pthread_mutex_unlock(&lock);
    if (last < 0) return PRL_ERR_API_WASNT_INITIALIZED;
    if (!last) return PRL_ERR_SUCCESS;
    jobs_end();
    session_end_all();
    u32 left = object_count(0);
    if (left > 0) double_says("PrlApi_Deinit: %u handles were not freed", left);
    return PRL_ERR_SUCCESS;
}

i32 PrlApi_GetVersion(u32 *current_version) {
    ENTER();
    if (!current_version) return PRL_ERR_INVALID_ARG;
    *current_version = LIBRARY_VERSION;
    return PRL_ERR_SUCCESS;
}

i32 PrlApi_GetAppMode(u32 *mode) {
    ENTER();
    if (!mode) return PRL_ERR_INVALID_ARG;
    *mode = app_mode;
    return PRL_ERR_SUCCESS;
}

/* ---- texts ---- */

i32 give_bytes(const char *function, const void *bytes, u32 size, void *buffer, u32 *length) {
    if (!length) return PRL_ERR_INVALID_ARG;
    u32 room = *length;
    *length = size;
    if (!buffer) return PRL_ERR_SUCCESS;
    /* The text has grown since its size was asked for. */
    int grown = nasty(function, "short-buffer", NULL, 0);
    if (grown) *length = size + 16;
    if (grown || room < size) {
        memcpy(buffer, bytes, room < size ? room : size - 1);
        return PRL_ERR_BUFFER_OVERRUN;
    }
    memcpy(buffer, bytes, size);
    return PRL_ERR_SUCCESS;
}

i32 give_text(const char *function, const char *text, char *buffer, u32 *length) {
    return give_bytes(function, text, (u32)strlen(text) + 1, buffer, length);
}

static const struct { const char *name; i32 code; } codes[] = {
#define VALUE(name, value) {#name, (i32)(value)},
#define VALUE_DESKTOP(name, value)
#define VALUE_SERVER(name, value)
#include "constants.def"
#undef VALUE
#undef VALUE_DESKTOP
#undef VALUE_SERVER
};

const char *result_name(i32 code) {
    for (unsigned i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i].code == code && strncmp(codes[i].name, "PRL_ERR_", 8) == 0) return codes[i].name;
    return "PRL_ERR_UNKNOWN";
}

const char *result_text(i32 code) {
    static __thread char text[128];
    snprintf(text, sizeof text, "The operation failed: %s.", result_name(code));
    return text;
}

i32 PrlApi_GetResultDescription(i32 nErrCode, u32 bIsBriefMessage, u32 bFormated, buf sErrString, u32 *pnErrStringBufLength) {
    (void)bFormated;
    ENTER();
    const char *text = nErrCode == ANSWER_GO_ON ? "Yes" : nErrCode == ANSWER_GIVE_UP ? "No" : NULL;
    if (!text) text = bIsBriefMessage ? result_name(nErrCode) : result_text(nErrCode);
    return give_text(__func__, text, sErrString, pnErrStringBufLength);
}

i32 PrlDbg_PrlResultToString(i32 value, cstr *name) {
    ENTER();
    if (!name) return PRL_ERR_INVALID_ARG;
    *name = result_name(value);
    return PRL_ERR_SUCCESS;
}

i32 PrlDbg_HandleTypeToString(u32 handle_type, cstr *name) {
    ENTER();
    if (!name) return PRL_ERR_INVALID_ARG;
    *name = "PHT_UNKNOWN";
    for (unsigned i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i].code == (i32)handle_type && strncmp(codes[i].name, "PHT_", 4) == 0) *name = codes[i].name;
    return PRL_ERR_SUCCESS;
}

i32 PrlDbg_GetHandlesNum(u32 *handles_num, u32 type) {
    ENTER();
    if (!handles_num) return PRL_ERR_INVALID_ARG;
    *handles_num = object_count(type);
    return PRL_ERR_SUCCESS;
}

/* ---- handles and buffers ---- */

i32 PrlHandle_Free(PRL_HANDLE handle) {
    ENTER();
    return object_free_handle(handle);
}

i32 PrlHandle_AddRef(PRL_HANDLE handle) {
    ENTER();
    return object_add_handle(handle);
}

i32 PrlHandle_GetType(PRL_HANDLE handle, u32 *type) {
    ENTER();
    if (!type) return PRL_ERR_INVALID_ARG;
    OBJECT(object, o, ANY_KIND, handle);
    i32 code = o->type ? PRL_ERR_SUCCESS : PRL_ERR_UNIMPLEMENTED;
    if (o->type) *type = o->type;
    else double_says("PrlHandle_GetType: the facts have no number for this kind of handle");
    object_drop(o);
    return code;
}

#define MOST_BUFFERS 4096
static void *buffers[MOST_BUFFERS];

void *buffer_new(size_t size) {
    void *memory = malloc(size ? size : 1);
    if (!memory) abort();
    pthread_mutex_lock(&lock);
    int at = 0;
    while (at < MOST_BUFFERS && buffers[at]) at++;
    if (at == MOST_BUFFERS) double_misuse("%d buffers were not freed", MOST_BUFFERS);
    buffers[at] = memory;
    pthread_mutex_unlock(&lock);
    return memory;
}

i32 PrlBuffer_Free(void *buffer) {
    ENTER();
    if (!buffer) return PRL_ERR_INVALID_ARG;
    pthread_mutex_lock(&lock);
    int at = 0;
    while (at < MOST_BUFFERS && buffers[at] != buffer) at++;
    if (at == MOST_BUFFERS) double_misuse("PrlBuffer_Free: %p is not a buffer of ours, or was freed already", buffer);
    buffers[at] = NULL;
    pthread_mutex_unlock(&lock);
    free(buffer);
    return PRL_ERR_SUCCESS;
}
