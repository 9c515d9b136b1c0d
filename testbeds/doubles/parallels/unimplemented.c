/* Functions of the SDK that no driver of ours calls: there, as in the real library, and loud. */
#include "../nasty.h"
#include "api.h"
#include "job.h"

static i32 refuse(const char *function) {
    double_says("%s is not implemented in the double", function);
    return PRL_ERR_UNIMPLEMENTED;
}

static i32 perform_nothing(job *j, work *w) {
    (void)j;
    (void)w;
    return PRL_ERR_UNIMPLEMENTED;
}

/* `...`: what keeps the compiler from complaining of parameters that nobody reads. */
#define RESULT_OF(name, parameters, ...)   \
    i32 name parameters {                  \
        __VA_ARGS__;                       \
        ENTER();                           \
        return refuse(__func__);           \
    }
#define JOB_OF(name, parameters, ...)                                             \
    PRL_HANDLE name parameters {                                                  \
        __VA_ARGS__;                                                              \
        return job_start(NULL, __func__, 0, refuse(__func__), perform_nothing, (work){0}); \
    }
#define H PRL_HANDLE h

RESULT_OF(PrlApi_GetMessageType, (i32 nErrCode, u32 *pnMsgType), (void)nErrCode, (void)pnMsgType)
RESULT_OF(PrlHandle_GetPackageId, (H, u64 *id), (void)h, (void)id)
RESULT_OF(PrlHandle_ToString, (H, void **ppXml), (void)h, (void)ppXml)
RESULT_OF(PrlHandle_FromString, (H, cstr sXml), (void)h, (void)sXml)
RESULT_OF(PrlEvtPrm_ToHandle, (H, PRL_HANDLE *to), (void)h, (void)to)
RESULT_OF(PrlEvtPrm_GetBuffer, (H, void *to, u32 *length), (void)h, (void)to, (void)length)
RESULT_OF(PrlReport_GetType, (H, u32 *type), (void)h, (void)type)
JOB_OF(PrlReport_Send, (H, u32 proxy, cstr host, u32 port, cstr user, cstr password, u32 timeout, u32 reserved,
                        PRL_EVENT_HANDLER_PTR handler, void *data),
       (void)h, (void)proxy, (void)host, (void)port, (void)user, (void)password, (void)timeout, (void)reserved,
       (void)handler, (void)data)
JOB_OF(PrlVmGuest_GetNetworkSettings, (H, u32 reserved), (void)h, (void)reserved)
JOB_OF(PrlVmGuest_SetUserPasswd, (H, cstr user, cstr password, u32 flags), (void)h, (void)user, (void)password, (void)flags)
JOB_OF(PrlVm_Connect, (H, u32 flags), (void)h, (void)flags)
RESULT_OF(PrlVm_Disconnect, (H), (void)h)

#ifndef VIRTUOZZO
RESULT_OF(PrlVmCfg_SetDefaultConfigEx, (H, PRL_HANDLE server, PRL_HANDLE guest, u32 devices), (void)h, (void)server, (void)guest, (void)devices)
RESULT_OF(PrlSrv_GetDisplayEncodingList, (H, PRL_IO_DISPLAY_ENCODING_LIST *to), (void)h, (void)to)
RESULT_OF(PrlDevDisplay_GetDisplayEncoding, (H, PRL_IO_DISPLAY_ENCODING *to), (void)h, (void)to)
RESULT_OF(PrlDevDisplay_SetDisplayEncoding, (H, const PRL_IO_DISPLAY_ENCODING *from), (void)h, (void)from)
RESULT_OF(PrlDevDisplay_NeedCursorData, (H), (void)h)
RESULT_OF(PrlDevDisplay_SendCaptureScreenRequest, (H, const PRL_IO_SCREEN_REGION *region), (void)h, (void)region)
RESULT_OF(PrlDevDisplay_SendScreenSizeEvent, (H, const PRL_IO_SCREEN_SIZE *size), (void)h, (void)size)
RESULT_OF(PrlDevDisplay_SetConfiguration, (H, const PRL_IO_DISPLAY_SCREEN_SIZE *displays, i32 count), (void)h, (void)displays, (void)count)
RESULT_OF(PrlDevDisplay_SetDpiConfiguration, (H, const PRL_IO_DPI_DISPLAY_SCREEN_SIZE *displays, i32 count), (void)h, (void)displays, (void)count)
RESULT_OF(PrlDevSecondaryDisplay_GetScreenBuffer, (H, u32 display, u32 **to, i32 *line), (void)h, (void)display, (void)to, (void)line)
RESULT_OF(PrlDevSecondaryDisplay_GetScreenBufferFormat, (H, u32 display, u32 *format), (void)h, (void)display, (void)format)
#endif
