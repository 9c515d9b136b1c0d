/* PrlEvent_*, PrlEvtPrm_*, event handlers, questions and answers. */
#include <stdlib.h>
#include <string.h>

#include "../nasty.h"
#include "api.h"
#include "event.h"
#include "lists.h"
#include "machine.h"

#define MOST_PENDING 16

i32 PrlSrv_RegEventHandler(PRL_HANDLE hServer, PRL_EVENT_HANDLER_PTR handler, void *userData) {
    ENTER();
    OBJECT(session, s, SESSION, hServer);
    i32 code = session_add_handler(s, handler, userData, NULL);
    object_drop(s);
    return code;
}

i32 PrlSrv_UnregEventHandler(PRL_HANDLE hServer, PRL_EVENT_HANDLER_PTR handler, void *userData) {
    ENTER();
    OBJECT(session, s, SESSION, hServer);
    i32 code = session_remove_handler(s, handler, userData, NULL, __func__);
    object_drop(s);
    return code;
}

i32 PrlVm_RegEventHandler(PRL_HANDLE hObj, PRL_EVENT_HANDLER_PTR handler, void *userData) {
    ENTER();
    OBJECT(machine, m, MACHINE, hObj);
    i32 code = session_add_handler(m->session, handler, userData, m->id);
    object_drop(m);
    return code;
}

i32 PrlVm_UnregEventHandler(PRL_HANDLE hObj, PRL_EVENT_HANDLER_PTR handler, void *userData) {
    ENTER();
    OBJECT(machine, m, MACHINE, hObj);
    i32 code = session_remove_handler(m->session, handler, userData, m->id, __func__);
    object_drop(m);
    return code;
}

#define EVENT_FIELD(name, type, value)             \
    i32 name(PRL_HANDLE hEvent, type *out) {       \
        ENTER();                                   \
        if (!out) return PRL_ERR_INVALID_ARG;      \
        OBJECT(event, e, EVENT, hEvent);           \
        *out = (type)(value);                      \
        object_drop(e);                            \
        return PRL_ERR_SUCCESS;                    \
    }

EVENT_FIELD(PrlEvent_GetType, u32, e->type)
EVENT_FIELD(PrlEvent_GetErrCode, i32, e->code)
EVENT_FIELD(PrlEvent_GetIssuerType, u32, e->machine[0] ? PIE_VIRTUAL_MACHINE : PIE_DISPATCHER)
EVENT_FIELD(PrlEvent_GetParamsCount, u32, e->count)
EVENT_FIELD(PrlEvent_IsAnswerRequired, u32, e->question != NULL && e->type == PET_DSP_EVT_VM_QUESTION)

static i32 give(object *o, PRL_HANDLE *to) {
    if (o && to) *to = object_handle(o);
    return o ? PRL_ERR_SUCCESS : PRL_ERR_NO_DATA;
}

i32 PrlEvent_GetServer(PRL_HANDLE hEvent, PRL_HANDLE *server) {
    ENTER();
    if (!server) return PRL_ERR_INVALID_ARG;
    OBJECT(event, e, EVENT, hEvent);
    i32 code = give((object *)e->session, server);
    object_drop(e);
    return code;
}

i32 PrlEvent_GetJob(PRL_HANDLE hEvent, PRL_HANDLE *pJob) {
    ENTER();
    if (!pJob) return PRL_ERR_INVALID_ARG;
    OBJECT(event, e, EVENT, hEvent);
    i32 code = give((object *)e->job, pJob);
    object_drop(e);
    return code;
}

i32 PrlEvent_GetVm(PRL_HANDLE hEvent, PRL_HANDLE *pVm) {
    ENTER();
    if (!pVm) return PRL_ERR_INVALID_ARG;
    OBJECT(event, e, EVENT, hEvent);
    i32 code = PRL_ERR_NO_DATA;
    machine *m = e->session && e->machine[0] ? machine_of(e->session, e->machine, &code) : NULL;
    if (m) code = give((object *)m, pVm);
    object_drop(m);
    object_drop(e);
    return code;
}

i32 PrlEvent_GetErrString(PRL_HANDLE hEvent, u32 bIsBriefMessage, u32 bFormated, buf sErrString, u32 *pnErrStringBufLength) {
    (void)bIsBriefMessage;
    (void)bFormated;
    ENTER();
    OBJECT(event, e, EVENT, hEvent);
    i32 code = give_text(__func__, e->text ? e->text : "", sErrString, pnErrStringBufLength);
    object_drop(e);
    return code;
}

i32 PrlEvent_GetIssuerId(PRL_HANDLE hEvent, buf sIssuerId, u32 *pnIssuerIdBufLength) {
    ENTER();
    OBJECT(event, e, EVENT, hEvent);
    machine *m = e->session ? machine_known(e->session, e->machine) : NULL;
    const char *id = m ? map_text(&m->config, "prl.uuid", e->machine) : e->machine;
    i32 code = give_text(__func__, id, sIssuerId, pnIssuerIdBufLength);
    object_drop(m);
    object_drop(e);
    return code;
}

i32 PrlEvent_GetParam(PRL_HANDLE hEvent, u32 nIndex, PRL_HANDLE *phEventParam) {
    ENTER();
    if (!phEventParam) return PRL_ERR_INVALID_ARG;
    OBJECT(event, e, EVENT, hEvent);
    i32 code = nIndex < e->count ? give(&e->parameters[nIndex]->o, phEventParam) : PRL_ERR_INVALID_ARG;
    object_drop(e);
    return code;
}

i32 PrlEvent_GetParamByName(PRL_HANDLE hEvent, cstr sParamName, PRL_HANDLE *phEventParam) {
    ENTER();
    if (!phEventParam || !sParamName) return PRL_ERR_INVALID_ARG;
    OBJECT(event, e, EVENT, hEvent);
    i32 code = PRL_ERR_NO_DATA;
    for (u32 i = 0; i < e->count && code != PRL_ERR_SUCCESS; i++)
        if (strcmp(e->parameters[i]->name, sParamName) == 0) code = give(&e->parameters[i]->o, phEventParam);
    object_drop(e);
    return code;
}

/* ---- parameters ---- */

i32 PrlEvtPrm_GetType(PRL_HANDLE hEventParam, u32 *pnParamType) {
    ENTER();
    if (!pnParamType) return PRL_ERR_INVALID_ARG;
    OBJECT(event_parameter, p, EVENT_PARAMETER, hEventParam);
    *pnParamType = p->type;
    object_drop(p);
    return PRL_ERR_SUCCESS;
}

#define PARAMETER_TEXT(name, field)                                         \
    i32 name(PRL_HANDLE hEventParam, buf to, u32 *length) {                 \
        ENTER();                                                            \
        OBJECT(event_parameter, p, EVENT_PARAMETER, hEventParam);           \
        i32 code = give_text(__func__, p->field, to, length);               \
        object_drop(p);                                                     \
        return code;                                                        \
    }
PARAMETER_TEXT(PrlEvtPrm_GetName, name)
PARAMETER_TEXT(PrlEvtPrm_ToString, value)
PARAMETER_TEXT(PrlEvtPrm_ToCData, value)

#define PARAMETER_NUMBER(name, type, parse)                                 \
    i32 name(PRL_HANDLE hEventParam, type *out) {                           \
        ENTER();                                                            \
        if (!out) return PRL_ERR_INVALID_ARG;                               \
        OBJECT(event_parameter, p, EVENT_PARAMETER, hEventParam);           \
        *out = (type)parse(p->value, NULL, 10);                             \
        object_drop(p);                                                     \
        return PRL_ERR_SUCCESS;                                             \
    }
PARAMETER_NUMBER(PrlEvtPrm_ToUint32, u32, strtoul)
PARAMETER_NUMBER(PrlEvtPrm_ToInt32, i32, strtol)
PARAMETER_NUMBER(PrlEvtPrm_ToUint64, u64, strtoull)
PARAMETER_NUMBER(PrlEvtPrm_ToInt64, i64, strtoll)
PARAMETER_NUMBER(PrlEvtPrm_ToBoolean, u32, strtoul)

/* ---- questions ---- */

i32 PrlVm_GetQuestions(PRL_HANDLE hVm, PRL_HANDLE *pQuestionsList) {
    ENTER();
    if (!pQuestionsList) return PRL_ERR_INVALID_ARG;
    OBJECT(machine, m, MACHINE, hVm);
    event *events[MOST_PENDING];
    int count = pending_questions(m->id, events, MOST_PENDING);
    handle_list *list = handle_list_new();
    for (int i = 0; i < count; i++) {
        handle_list_add(list, &events[i]->o);
        object_drop(events[i]);
    }
    *pQuestionsList = object_handle(list);
    object_drop(list);
    object_drop(m);
    return PRL_ERR_SUCCESS;
}

i32 PrlEvent_CreateAnswerEvent(PRL_HANDLE hEvent, PRL_HANDLE *phEvent, i32 nAnswer) {
    ENTER();
    if (!phEvent) return PRL_ERR_INVALID_ARG;
    OBJECT(event, e, EVENT, hEvent);
    event *answer = event_new(e->session, 0, e->machine);
    answer->question = object_hold(e->question);
    answer->answer = nAnswer;
    *phEvent = object_handle(answer);
    object_drop(answer);
    object_drop(e);
    return PRL_ERR_SUCCESS;
}

static i32 perform_answer(job *j, work *w) {
    (void)j;
    return answer_question((event *)w->more[0]);
}

PRL_HANDLE PrlSrv_SendAnswer(PRL_HANDLE hServer, PRL_HANDLE hAnswer) {
    i32 error = PRL_ERR_API_WASNT_INITIALIZED;
    session *s = api_ready(__func__) == PRL_ERR_SUCCESS ? session_at(hServer, __func__, &error) : NULL;
    event *answer = s ? object_at(hAnswer, EVENT, __func__) : NULL;
    if (s && !answer) error = PRL_ERR_INVALID_ARG;
    return job_start(s, __func__, 0, error, perform_answer, (work){.subject = (object *)s, .more = {(object *)answer}});
}
