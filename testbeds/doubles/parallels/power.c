/* PrlVm_Start and all that follows: power, state, tools. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "machine.h"
#include "state.h"

typedef struct machine_info {
    object o;
    u32 state;
    int waiting;
} machine_info;

static i32 simple(job *j, work *w, const char *verb, i32 when_state) {
    return job_take(j, job_call(j, verb, ((machine *)w->subject)->id, NULL), when_state);
}

/* The service's word for the state; free it. */
static char *state_word(job *j, work *w, i32 *code) {
    reply *r = job_call(j, "state", ((machine *)w->subject)->id, NULL);
    char *word = strdup(reply_field(r, 0));
    *code = job_take(j, r, PRL_ERR_FAILURE);
    return word;
}

/* A paused machine continues. */
static i32 perform_start(job *j, work *w) {
    i32 code;
    char *word = state_word(j, w, &code);
    if (code == PRL_ERR_SUCCESS) code = simple(j, w, strcmp(word, "paused") == 0 ? "resume" : "start", PRL_ERR_DISP_VM_IS_NOT_STOPPED);
    free(word);
    return code;
}

static i32 perform_stop(job *j, work *w) {
    return simple(j, w, w->numbers[0] == PSM_KILL ? "stop" : "shutdown", PRL_ERR_DISP_VM_IS_NOT_STARTED);
}

static i32 perform_reset(job *j, work *w) { return simple(j, w, "reset", PRL_ERR_DISP_VM_IS_NOT_STARTED); }
static i32 perform_pause(job *j, work *w) { return simple(j, w, "pause", PRL_ERR_DISP_VM_IS_NOT_STARTED); }
static i32 perform_suspend(job *j, work *w) { return simple(j, w, "suspend", PRL_ERR_DISP_VM_IS_NOT_STARTED); }
static i32 perform_drop(job *j, work *w) { return simple(j, w, "discard", PRL_ERR_DISP_VM_COMMAND_CANT_BE_EXECUTED); }

static i32 perform_state(job *j, work *w) {
    i32 code;
    char *word = state_word(j, w, &code);
    machine_info *info = object_new(sizeof *info, MACHINE_INFO, PHT_VM_INFO, NULL);
    info->state = machine_state(word);
    info->waiting = has_question(((machine *)w->subject)->id);
    free(word);
    if (code == PRL_ERR_SUCCESS) job_add_object(j, info);
    object_drop(info);
    return code;
}

static i32 perform_tools(job *j, work *w) {
    i32 code;
    char *word = state_word(j, w, &code);
    machine_info *info = object_new(sizeof *info, TOOLS_INFO, PHT_VM_TOOLS_INFO, NULL);
    int on = strcmp(word, "running") == 0;
    info->state = !on ? PTS_UNKNOWN : map_number(&((machine *)w->subject)->config, "tools", 1) ? PTS_INSTALLED : PTS_NOT_INSTALLED;
    free(word);
    if (code == PRL_ERR_SUCCESS) job_add_object(j, info);
    object_drop(info);
    return code;
}

PRL_HANDLE PrlVm_Start(PRL_HANDLE hVm) { START_JOB(hVm, PJOC_VM_START, perform_start, ); }
PRL_HANDLE PrlVm_StartEx(PRL_HANDLE hVm, u32 nStartMode, u32 nReserved) {
    (void)nStartMode;
    (void)nReserved;
    START_JOB(hVm, PJOC_VM_START, perform_start, );
}
PRL_HANDLE PrlVm_Stop(PRL_HANDLE hVm, u32 bGraceful) {
    START_JOB(hVm, PJOC_VM_STOP, perform_stop, .numbers = {bGraceful ? PSM_SHUTDOWN : PSM_KILL});
}
PRL_HANDLE PrlVm_StopEx(PRL_HANDLE hVm, u32 nStopMode, u32 nFlags) {
    (void)nFlags;
    START_JOB(hVm, PJOC_VM_STOP, perform_stop, .numbers = {nStopMode});
}
PRL_HANDLE PrlVm_Reset(PRL_HANDLE hVm) { START_JOB(hVm, PJOC_VM_RESET, perform_reset, ); }
PRL_HANDLE PrlVm_Restart(PRL_HANDLE hVm) { START_JOB(hVm, PJOC_VM_RESET, perform_reset, ); }
PRL_HANDLE PrlVm_Pause(PRL_HANDLE hVm, u32 bAcpi) {
    (void)bAcpi;
    START_JOB(hVm, PJOC_VM_PAUSE, perform_pause, );
}
PRL_HANDLE PrlVm_Suspend(PRL_HANDLE hVm) { START_JOB(hVm, PJOC_VM_SUSPEND, perform_suspend, ); }
PRL_HANDLE PrlVm_Resume(PRL_HANDLE hVm) { START_JOB(hVm, PJOC_VM_RESUME, perform_start, ); }
PRL_HANDLE PrlVm_DropSuspendedState(PRL_HANDLE hVm) { START_JOB(hVm, 0, perform_drop, ); }
PRL_HANDLE PrlVm_GetState(PRL_HANDLE hVm) { START_JOB(hVm, PJOC_VM_GET_STATE, perform_state, ); }
PRL_HANDLE PrlVm_GetToolsState(PRL_HANDLE hVm) { START_JOB(hVm, 0, perform_tools, ); }

#define INFO_FIELD(name, kind, type, value)                   \
    i32 name(PRL_HANDLE handle, type *out) {                  \
        ENTER();                                              \
        if (!out) return PRL_ERR_INVALID_ARG;                 \
        OBJECT(machine_info, info, kind, handle);             \
        *out = (type)(value);                                 \
        object_drop(info);                                    \
        return PRL_ERR_SUCCESS;                               \
    }

INFO_FIELD(PrlVmInfo_GetState, MACHINE_INFO, u32, info->state)
INFO_FIELD(PrlVmInfo_GetAdditionState, MACHINE_INFO, addition_state, 0)
INFO_FIELD(PrlVmInfo_IsInvalid, MACHINE_INFO, u32, 0)
INFO_FIELD(PrlVmInfo_IsVmWaitingForAnswer, MACHINE_INFO, u32, info->waiting)
INFO_FIELD(PrlVmToolsInfo_GetState, TOOLS_INFO, u32, info->state)

i32 PrlVmToolsInfo_GetVersion(PRL_HANDLE handle, buf sName, u32 *pnNameBufLength) {
    ENTER();
    OBJECT(machine_info, info, TOOLS_INFO, handle);
    i32 code = give_text(__func__, info->state == PTS_INSTALLED ? "9.0" : "", sName, pnNameBufLength);
    object_drop(info);
    return code;
}
