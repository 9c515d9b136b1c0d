/* PrlVm_LoginInGuest and PrlVmGuest_*: commands of the bundled guest, over its serial port, stand for a guest's programs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../nasty.h"
#include "api.h"
#include "lists.h"
#include "machine.h"

#define PRIVILEGED_SESSION "531582ac-3dce-446f-8c26-dd7e3384dcf4"
#define CURRENT_SESSION "4a5533a7-31c6-4d7a-a400-1f330dc57a9d"
/* The guest's shell: there is no such command. */
#define NOT_FOUND 127
#define LONGEST_COMMAND 250

typedef struct guest_session {
    object o;
    machine *machine;
    int ended;
} guest_session;

static void destroy(object *o) { object_drop(((guest_session *)o)->machine); }

/* Texts: user, password. */
static i32 perform_login(job *j, work *w) {
    machine *m = (machine *)w->subject;
    reply *r = job_call(j, "state", m->id, NULL);
    int on = r->ok && strcmp(reply_field(r, 0), "running") == 0;
    i32 code = job_take(j, r, PRL_ERR_FAILURE);
    if (code != PRL_ERR_SUCCESS) return code;
    if (!on) return PRL_ERR_DISP_VM_IS_NOT_STARTED;
    if (!map_number(&m->config, "tools", 1)) return PRL_ERR_GUEST_TOOLS_NOT_INSTALLED;
    const char *user = w->texts[0] ? w->texts[0] : "", *password = w->texts[1] ? w->texts[1] : "";
    int predefined = strcmp(user, PRIVILEGED_SESSION) == 0 || strcmp(user, CURRENT_SESSION) == 0;
    if (!predefined && (strcmp(user, "guestwright") != 0 || strcmp(password, "guestwright") != 0)) return PRL_ERR_AUTHENTICATION_FAILED;
    guest_session *g = object_new(sizeof *g, GUEST_SESSION, PHT_VM_GUEST_SESSION, destroy);
    g->machine = object_hold(m);
    job_add_object(j, g);
    object_drop(g);
    return PRL_ERR_SUCCESS;
}

PRL_HANDLE PrlVm_LoginInGuest(PRL_HANDLE hVm, cstr sUserName, cstr sUserPassword, u32 nFlags) {
    (void)nFlags;
    START_JOB(hVm, PJOC_VM_LOGIN_IN_GUEST, perform_login, .texts = {copy_text(sUserName), copy_text(sUserPassword)});
}

static void write_all(int to, const char *text) {
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t written = write(to, text, length);
        if (written <= 0) return;
        text += written;
        length -= (size_t)written;
    }
}

/* Texts: the command. Numbers: the descriptor for its output, -1 for none. */
static i32 perform_run(job *j, work *w) {
    guest_session *g = (guest_session *)w->subject;
    reply *r = job_call(j, "exec", g->machine->id, w->texts[0], NULL);
    long exit_code = reply_number(r, 0);
    if (r->ok && exit_code == NOT_FOUND) {
        reply_free(r);
        return PRL_ERR_VM_EXEC_PROGRAM_NOT_FOUND;
    }
    if (r->ok && w->numbers[0] >= 0) write_all((int)w->numbers[0], reply_field(r, 1));
    if (r->ok) {
        char number[16];
        snprintf(number, sizeof number, "%ld", exit_code);
        event *e = event_new(j->session, 0, g->machine->id);
        event_add(e, "vm_exec_app_ret_code", PFD_UINT32, number);
        job_add_object(j, e);
        object_drop(e);
    }
    return job_take(j, r, PRL_ERR_DISP_VM_IS_NOT_STARTED);
}

static i32 perform_logout(job *j, work *w) {
    (void)j;
    ((guest_session *)w->subject)->ended = 1;
    return PRL_ERR_SUCCESS;
}

static guest_session *guest_at(PRL_HANDLE handle, const char *function, i32 *error) {
    guest_session *g = api_ready(function) == PRL_ERR_SUCCESS ? object_at(handle, GUEST_SESSION, function) : NULL;
    *error = g ? session_usable(g->machine->session, function) : PRL_ERR_INVALID_ARG;
    if (g && g->ended) double_misuse("%s: the guest session was logged out", function);
    if (*error == PRL_ERR_SUCCESS) return g;
    object_drop(g);
    return NULL;
}

static void append(char *command, const char *word) {
    size_t length = strlen(command);
    snprintf(command + length, LONGEST_COMMAND - length, "%s%s", length ? " " : "", word);
}

PRL_HANDLE PrlVmGuest_RunProgram(PRL_HANDLE hVmGuest, cstr sAppName, PRL_HANDLE hArgsList, PRL_HANDLE hEnvsList, u32 nFlags,
                                 i32 nStdin, i32 nStdout, i32 nStderr) {
    (void)nStdin;
    (void)nStderr;
    i32 error;
    guest_session *g = guest_at(hVmGuest, __func__, &error);
    if (g && !sAppName) error = PRL_ERR_INVALID_ARG;
    if (hEnvsList) double_says("%s: the environment is not passed on", __func__);
    char command[LONGEST_COMMAND] = "";
    append(command, sAppName ? sAppName : "");
    text_list *args = g && hArgsList ? object_at(hArgsList, STRINGS, __func__) : NULL;
    for (int i = 0; args && i < args->count; i++) append(command, args->texts[i]);
    object_drop(args);
    long to = nFlags & PFD_STDOUT ? nStdout : -1;
    return job_start(g ? g->machine->session : NULL, __func__, PJOC_VM_GUEST_RUN_PROGRAM, error, perform_run,
                     (work){.subject = (object *)g, .texts = {copy_text(command)}, .numbers = {to}});
}

PRL_HANDLE PrlVmGuest_Logout(PRL_HANDLE hVmGuest, u32 nReserved) {
    (void)nReserved;
    i32 error;
    guest_session *g = guest_at(hVmGuest, __func__, &error);
    return job_start(g ? g->machine->session : NULL, __func__, PJOC_VM_GUEST_LOGOUT, error, perform_logout, (work){.subject = (object *)g});
}
