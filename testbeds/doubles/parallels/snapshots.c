/* PrlVm_*Snapshot*: states of the machine in a tree, as the service keeps them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "machine.h"

/* Fields of one snapshot in the service's list. */
enum { ID, PARENT, NAME, DESCRIPTION, STATE, CREATED, CURRENT, FIELDS };
#define MOST_DEEP 64

static i32 perform_create(job *j, work *w) {
    machine *m = (machine *)w->subject;
    char id[UUID_SIZE];
    make_uuid(id);
    i32 code = job_take(j, job_call(j, "snapshot-take", m->id, id, w->texts[0] ? w->texts[0] : "", w->texts[1] ? w->texts[1] : "", NULL),
                        PRL_ERR_DISP_VM_COMMAND_CANT_BE_EXECUTED);
    if (code == PRL_ERR_SUCCESS) job_add_text(j, id);
    return code;
}

static i32 perform_switch(job *j, work *w) {
    machine *m = (machine *)w->subject;
    i32 code = job_take(j, job_call(j, "snapshot-restore", m->id, w->texts[0], NULL), PRL_ERR_DISP_VM_COMMAND_CANT_BE_EXECUTED);
    return code == PRL_ERR_SUCCESS ? machine_refresh(m) : code;
}

static i32 perform_delete(job *j, work *w) {
    machine *m = (machine *)w->subject;
    return job_take(j, job_call(j, "snapshot-delete", m->id, w->texts[0], w->numbers[0] ? "1" : "0", NULL), PRL_ERR_DISP_VM_COMMAND_CANT_BE_EXECUTED);
}

static i32 perform_update(job *j, work *w) {
    machine *m = (machine *)w->subject;
    return job_take(j, job_call(j, "snapshot-update", m->id, w->texts[0], w->texts[1], w->texts[2], NULL), PRL_ERR_FAILURE);
}

/* ---- the tree ---- */

typedef struct text {
    char *bytes;
    size_t length;
} text;

static void put(text *t, const char *piece) {
    size_t more = strlen(piece);
    t->bytes = realloc(t->bytes, t->length + more + 1);
    if (!t->bytes) abort();
    memcpy(t->bytes + t->length, piece, more + 1);
    t->length += more;
}

static void put_escaped(text *t, const char *piece) {
    char one[2] = "";
    for (; *piece; piece++) {
        *one = *piece;
        put(t, *piece == '&' ? "&amp;" : *piece == '<' ? "&lt;" : *piece == '>' ? "&gt;" : *piece == '"' ? "&quot;" : one);
    }
}

static void put_element(text *t, const char *name, const char *value) {
    put(t, "<");
    put(t, name);
    put(t, ">");
    put_escaped(t, value);
    put(t, "</");
    put(t, name);
    put(t, ">");
}

/* 2026-11-20T12:00:00.000Z as 2026-11-20 12:00:00. */
static void put_time(text *t, const char *iso) {
    char time[20] = "";
    snprintf(time, sizeof time, "%s", iso);
    if (strlen(time) > 10) time[10] = ' ';
    put_element(t, "DateTime", time);
}

static void put_snapshots(text *t, const reply *r, const char *parent, int depth) {
    for (int at = 0; depth < MOST_DEEP && at + FIELDS <= r->count; at += FIELDS) {
        char *const *f = r->fields + at;
        if (strcmp(f[PARENT], parent) != 0) continue;
        put(t, "<SavedStateItem guid=\"");
        put_escaped(t, f[ID]);
        put(t, "\" state=\"");
        put(t, strcmp(f[STATE], "off") == 0 ? "poweroff" : strcmp(f[STATE], "paused") == 0 ? "pause" : "poweron");
        put(t, strcmp(f[CURRENT], "1") == 0 ? "\" current=\"yes\">" : "\">");
        put_element(t, "Name", f[NAME]);
        put_time(t, f[CREATED]);
        put(t, "<Creator/><ScreenShot/>");
        put_element(t, "Description", f[DESCRIPTION]);
        put_snapshots(t, r, f[ID], depth + 1);
        put(t, "</SavedStateItem>");
    }
}

static i32 perform_tree(job *j, work *w) {
    reply *r = job_call(j, "snapshot-list", ((machine *)w->subject)->id, NULL);
    text t = {0};
    put(&t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ParallelsSavedStates>");
    if (r->count > 0) {
        put(&t, "<SavedStateItem guid=\"\"><Name/><DateTime/><Creator/><ScreenShot/><Description/>");
        put_snapshots(&t, r, "", 0);
        put(&t, "</SavedStateItem>");
    }
    put(&t, "</ParallelsSavedStates>\n");
    i32 code = job_take(j, r, PRL_ERR_FAILURE);
    if (code == PRL_ERR_SUCCESS) job_add_text(j, t.bytes);
    free(t.bytes);
    return code;
}

/* ---- calls ---- */

PRL_HANDLE PrlVm_CreateSnapshot(PRL_HANDLE hVm, cstr sName, cstr sDescription) {
    START_JOB(hVm, PJOC_VM_CREATE_SNAPSHOT, perform_create, .texts = {copy_text(sName), copy_text(sDescription)});
}

#ifdef VIRTUOZZO
PRL_HANDLE PrlVm_CreateSnapshotEx(PRL_HANDLE hVm, cstr sName, cstr sDescription, u32 nFlags) {
    (void)nFlags;
    START_JOB(hVm, PJOC_VM_CREATE_SNAPSHOT, perform_create, .texts = {copy_text(sName), copy_text(sDescription)});
}
#endif

PRL_HANDLE PrlVm_SwitchToSnapshot(PRL_HANDLE hVm, cstr sSnapshotUuid) {
    START_JOB(hVm, PJOC_VM_SWITCH_TO_SNAPSHOT, perform_switch, .texts = {copy_text(sSnapshotUuid ? sSnapshotUuid : "")});
}

PRL_HANDLE PrlVm_SwitchToSnapshotEx(PRL_HANDLE hVm, cstr sSnapshotUuid, u32 nFlags) {
    (void)nFlags;
    START_JOB(hVm, PJOC_VM_SWITCH_TO_SNAPSHOT, perform_switch, .texts = {copy_text(sSnapshotUuid ? sSnapshotUuid : "")});
}

PRL_HANDLE PrlVm_DeleteSnapshot(PRL_HANDLE hVm, cstr sSnapshotUuid, u32 bChild) {
    START_JOB(hVm, PJOC_VM_DELETE_SNAPSHOT, perform_delete, .texts = {copy_text(sSnapshotUuid ? sSnapshotUuid : "")}, .numbers = {bChild});
}

PRL_HANDLE PrlVm_UpdateSnapshotData(PRL_HANDLE hVm, cstr sSnapshotUuid, cstr sNewName, cstr sNewDescription) {
    START_JOB(hVm, 0, perform_update, .texts = {copy_text(sSnapshotUuid ? sSnapshotUuid : ""), copy_text(sNewName ? sNewName : ""),
              copy_text(sNewDescription ? sNewDescription : "")});
}

PRL_HANDLE PrlVm_GetSnapshotsTree(PRL_HANDLE hVm) { START_JOB(hVm, PJOC_VM_GET_SNAPSHOTS_TREE, perform_tree, ); }
PRL_HANDLE PrlVm_GetSnapshotsTreeEx(PRL_HANDLE hVm, u32 nFlags) {
    (void)nFlags;
    START_JOB(hVm, PJOC_VM_GET_SNAPSHOTS_TREE, perform_tree, );
}
