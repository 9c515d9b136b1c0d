/* PrlJob_* and PrlResult_*. */
#include <errno.h>
#include <time.h>

#include "../nasty.h"
#include "api.h"
#include "job.h"

i32 PrlJob_Wait(PRL_HANDLE hJob, u32 msecs) {
    ENTER();
    OBJECT(job, j, JOB, hJob);
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += msecs / 1000;
    until.tv_nsec += msecs % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    int late = 0;
    pthread_mutex_lock(&j->lock);
    while (j->status != (u32)PJS_FINISHED && late != ETIMEDOUT) late = pthread_cond_timedwait(&j->changed, &j->lock, &until);
    i32 code = j->status == (u32)PJS_FINISHED ? PRL_ERR_SUCCESS : PRL_ERR_TIMEOUT;
    pthread_mutex_unlock(&j->lock);
    object_drop(j);
    return code;
}

/* A field of a job, read under its lock. */
#define JOB_FIELD(hJob, out, field)            \
    ENTER();                                   \
    if (!(out)) return PRL_ERR_INVALID_ARG;    \
    OBJECT(job, j, JOB, hJob);                 \
    pthread_mutex_lock(&j->lock);              \
    *(out) = j->field;                         \
    pthread_mutex_unlock(&j->lock);            \
    object_drop(j);                            \
    return PRL_ERR_SUCCESS

i32 PrlJob_GetStatus(PRL_HANDLE hJob, u32 *status) { JOB_FIELD(hJob, status, status); }
i32 PrlJob_GetProgress(PRL_HANDLE hJob, u32 *percentage) { JOB_FIELD(hJob, percentage, progress); }
i32 PrlJob_GetOpCode(PRL_HANDLE hJob, u32 *pnOpCode) { JOB_FIELD(hJob, pnOpCode, operation); }

static int is_finished(job *j) {
    pthread_mutex_lock(&j->lock);
    int finished = j->status == (u32)PJS_FINISHED;
    pthread_mutex_unlock(&j->lock);
    return finished;
}

i32 PrlJob_GetRetCode(PRL_HANDLE hJob, i32 *retcode) {
    ENTER();
    if (!retcode) return PRL_ERR_INVALID_ARG;
    OBJECT(job, j, JOB, hJob);
    int finished = is_finished(j);
    if (finished) *retcode = j->code;
    object_drop(j);
    return finished ? PRL_ERR_SUCCESS : PRL_ERR_UNINITIALIZED;
}

i32 PrlJob_GetResult(PRL_HANDLE hJob, PRL_HANDLE *handle) {
    ENTER();
    if (!handle) return PRL_ERR_INVALID_ARG;
    OBJECT(job, j, JOB, hJob);
    int finished = is_finished(j);
    if (finished) *handle = object_handle(j->result);
    object_drop(j);
    return finished ? PRL_ERR_SUCCESS : PRL_ERR_OPERATION_PENDING;
}

i32 PrlJob_GetError(PRL_HANDLE hJob, PRL_HANDLE *phError) {
    ENTER();
    if (!phError) return PRL_ERR_INVALID_ARG;
    OBJECT(job, j, JOB, hJob);
    i32 code = !is_finished(j) ? PRL_ERR_OPERATION_PENDING : j->error ? event_give(j->error, phError) : PRL_ERR_NO_DATA;
    object_drop(j);
    return code;
}

i32 PrlJob_GetDataPtr(PRL_HANDLE hJob, void *data_ptr, u32 *data_size) {
    ENTER();
    OBJECT(job, j, JOB, hJob);
    i32 code = !is_finished(j) ? PRL_ERR_OPERATION_PENDING
               : j->data ? give_bytes(__func__, j->data, j->data_size, data_ptr, data_size) : PRL_ERR_UNIMPLEMENTED;
    if (code == PRL_ERR_UNIMPLEMENTED) double_says("PrlJob_GetDataPtr: this job has no bytes");
    object_drop(j);
    return code;
}

i32 PrlJob_IsRequestWasSent(PRL_HANDLE hJob, u32 *pbIsRequestWasSent) {
    ENTER();
    if (!pbIsRequestWasSent) return PRL_ERR_INVALID_ARG;
    OBJECT(job, j, JOB, hJob);
    *pbIsRequestWasSent = 1;
    object_drop(j);
    return PRL_ERR_SUCCESS;
}

/* ---- results ---- */

i32 PrlResult_GetParamsCount(PRL_HANDLE hResult, u32 *pCount) {
    ENTER();
    if (!pCount) return PRL_ERR_INVALID_ARG;
    OBJECT(result, r, RESULT, hResult);
    *pCount = (u32)r->count;
    object_drop(r);
    return PRL_ERR_SUCCESS;
}

static i32 give_object(PRL_HANDLE hResult, u32 index, PRL_HANDLE *to, const char *function) {
    result *r = object_at(hResult, RESULT, function);
    if (!r || !to) {
        object_drop(r);
        return PRL_ERR_INVALID_ARG;
    }
    object *o = index < (u32)r->count ? r->objects[index] : NULL;
    if (o) *to = object_handle(o);
    object_drop(r);
    return o ? PRL_ERR_SUCCESS : PRL_ERR_NO_DATA;
}

i32 PrlResult_GetParam(PRL_HANDLE hResult, PRL_HANDLE *pHandle) {
    ENTER();
    return give_object(hResult, 0, pHandle, __func__);
}

i32 PrlResult_GetParamByIndex(PRL_HANDLE hResult, u32 nIndex, PRL_HANDLE *phParam) {
    ENTER();
    return give_object(hResult, nIndex, phParam, __func__);
}

static i32 give_result_text(PRL_HANDLE hResult, u32 index, buf to, u32 *size, const char *function) {
    result *r = object_at(hResult, RESULT, function);
    if (!r) return PRL_ERR_INVALID_ARG;
    const char *text = index < (u32)r->count ? r->texts[index] : NULL;
    i32 code = text ? give_text(function, text, to, size) : PRL_ERR_NO_DATA;
    object_drop(r);
    return code;
}

i32 PrlResult_GetParamAsString(PRL_HANDLE hResult, buf sParamBuf, u32 *pnParamBufSize) {
    ENTER();
    return give_result_text(hResult, 0, sParamBuf, pnParamBufSize, __func__);
}

i32 PrlResult_GetParamByIndexAsString(PRL_HANDLE hResult, u32 nIndex, buf sParamBuf, u32 *pnParamBufSize) {
    ENTER();
    return give_result_text(hResult, nIndex, sParamBuf, pnParamBufSize, __func__);
}
