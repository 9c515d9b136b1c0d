/* Problem reports: what the service knows about a machine, as text. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "machine.h"

typedef struct report {
    object o;
    char *text;
} report;

static void destroy(object *o) { free(((report *)o)->text); }

static char *join(const char *a, const char *b, const char *c, const char *d) {
    char *text = malloc(strlen(a) + strlen(b) + strlen(c) + strlen(d) + 1);
    if (!text) abort();
    strcpy(text, a);
    strcat(text, b);
    strcat(text, c);
    return strcat(text, d);
}

/* The subject: a machine, or none. */
static i32 perform_report(job *j, work *w) {
    machine *m = w->subject && w->subject->kind == MACHINE ? (machine *)w->subject : NULL;
    reply *r = m ? job_call(j, "state", m->id, NULL) : job_call(j, "hello", NULL);
    report *made = object_new(sizeof *made, REPORT, 0, destroy);
    made->text = join("<ParallelsProblemReport><State>", reply_field(r, 0), "</State><Detail>", reply_field(r, 1));
    char *whole = join(made->text, "</Detail>", "</ParallelsProblemReport>", "");
    free(made->text);
    made->text = whole;
    i32 code = job_take(j, r, PRL_ERR_FAILURE);
    if (code == PRL_ERR_SUCCESS) job_add_object(j, made);
    object_drop(made);
    return code;
}

PRL_HANDLE PrlVm_GetProblemReport(PRL_HANDLE hVm) { START_JOB(hVm, 0, perform_report, ); }
PRL_HANDLE PrlVm_GetPackedProblemReport(PRL_HANDLE hVm, u32 nFlags) {
    (void)nFlags;
    START_JOB(hVm, 0, perform_report, );
}

PRL_HANDLE PrlSrv_GetPackedProblemReport(PRL_HANDLE hServer, u32 nFlags) {
    (void)nFlags;
    i32 error = PRL_ERR_API_WASNT_INITIALIZED;
    session *s = api_ready(__func__) == PRL_ERR_SUCCESS ? session_at(hServer, __func__, &error) : NULL;
    return job_start(s, __func__, 0, error, perform_report, (work){.subject = (object *)s});
}

i32 PrlReport_AsString(PRL_HANDLE hProblemReport, buf sBuffer, u32 *pnBufLength) {
    ENTER();
    OBJECT(report, r, REPORT, hProblemReport);
    i32 code = give_text(__func__, r->text, sBuffer, pnBufLength);
    object_drop(r);
    return code;
}

i32 PrlReport_GetData(PRL_HANDLE hProblemReport, void *pBuffer, u32 *pnBufLength) {
    ENTER();
    OBJECT(report, r, REPORT, hProblemReport);
    i32 code = give_bytes(__func__, r->text, (u32)strlen(r->text), pBuffer, pnBufLength);
    object_drop(r);
    return code;
}

static i32 perform_assembly(job *j, work *w) {
    (void)j;
    (void)w;
    return PRL_ERR_SUCCESS;
}

PRL_HANDLE PrlReport_Assembly(PRL_HANDLE hProblemReport, u32 nFlags) {
    (void)nFlags;
    report *r = api_ready(__func__) == PRL_ERR_SUCCESS ? object_at(hProblemReport, REPORT, __func__) : NULL;
    return job_start(NULL, __func__, 0, r ? PRL_ERR_SUCCESS : PRL_ERR_INVALID_ARG, perform_assembly, (work){.subject = (object *)r});
}
