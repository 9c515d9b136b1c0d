/* PrlSrv_*: log-in and log-off, the session, the list of machines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../nasty.h"
#include "api.h"
#include "machine.h"

#define PRODUCT_VERSION "Guestwright double 9.0"
#define SERVER_ID "{00000000-0000-4000-8000-000000000009}"
/* Where no file `accounts` says otherwise. */
#define DEFAULT_ACCOUNT "guestwright guestwright"

typedef struct login_response {
    object o;
    char session[UUID_SIZE];
} login_response;

i32 PrlSrv_Create(PRL_HANDLE *handle) {
    ENTER();
    if (!handle) return PRL_ERR_INVALID_ARG;
    session *s = session_new();
    *handle = object_handle(s);
    object_drop(s);
    return PRL_ERR_SUCCESS;
}

static int is_account(const char *folder, const char *user, const char *password) {
    char path[4096], line[512], wanted[512];
    snprintf(path, sizeof path, "%s/accounts", folder);
    snprintf(wanted, sizeof wanted, "%s %s", user, password);
    FILE *file = fopen(path, "re");
    if (!file) return strcmp(wanted, DEFAULT_ACCOUNT) == 0;
    int found = 0;
    while (!found && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        found = strcmp(line, wanted) == 0;
    }
    fclose(file);
    return found;
}

/* Texts: user, password (none: local), former session. */
static i32 perform_login(job *j, work *w) {
    session *s = j->session;
    if (!session_connect(s)) return PRL_ERR_CANT_CONNECT_TO_DISPATCHER;
    s->local = !w->texts[0];
    if (w->texts[0] && !is_account(service_folder(s->service), w->texts[0], w->texts[1])) {
        session_disconnect(s, NEVER_LOGGED_IN);
        return PRL_ERR_AUTHENTICATION_FAILED;
    }
    if (w->texts[2] && w->texts[2][0]) snprintf(s->uuid, sizeof s->uuid, "%s", w->texts[2]);
    else make_uuid(s->uuid);
    reply *hello = job_call(j, "hello", NULL);
    i32 code = job_take(j, hello, PRL_ERR_HANDSHAKE_FAILED);
    login_response *response = object_new(sizeof *response, LOGIN_RESPONSE, PHT_LOGIN_RESPONSE, NULL);
    memcpy(response->session, s->uuid, sizeof response->session);
    job_add_object(j, response);
    object_drop(response);
    return code;
}

static PRL_HANDLE login(PRL_HANDLE server, const char *function, u32 operation, i32 error, cstr user, cstr password, cstr former) {
    session *s = api_ready(function) == PRL_ERR_SUCCESS ? object_at(server, SESSION, function) : NULL;
    if (!s) error = PRL_ERR_INVALID_ARG;
    else if (s->state == LOGGED_IN) error = PRL_ERR_DOUBLE_INIT;
    work w = {.subject = object_hold(s), .texts = {copy_text(user), copy_text(password), copy_text(former)}};
    PRL_HANDLE job = job_start(s, function, operation, error, perform_login, w);
    object_drop(s);
    return job;
}

static int is_this_computer(cstr host) {
    return host && (!*host || strcmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0);
}

PRL_HANDLE PrlSrv_LoginLocal(PRL_HANDLE hServer, cstr sPrevSessionUuid, u32 port, u32 security_level) {
    i32 error = security_level > PSL_HIGH_SECURITY ? PRL_ERR_INVALID_ARG : PRL_ERR_SUCCESS;
    (void)port;
    return login(hServer, __func__, PJOC_SRV_LOGIN_LOCAL, error, NULL, NULL, sPrevSessionUuid);
}

PRL_HANDLE PrlSrv_LoginLocalEx(PRL_HANDLE hServer, cstr sPrevSessionUuid, u32 port, u32 security_level, u32 flags) {
    (void)flags;
    return PrlSrv_LoginLocal(hServer, sPrevSessionUuid, port, security_level);
}

PRL_HANDLE PrlSrv_Login(PRL_HANDLE hServer, cstr host, cstr user, cstr passwd, cstr sPrevSessionUuid, u32 port_cmd, u32 timeout, u32 security_level) {
    (void)timeout;
    i32 error = security_level > PSL_HIGH_SECURITY ? PRL_ERR_INVALID_ARG : PRL_ERR_SUCCESS;
    if (!is_this_computer(host) || (port_cmd != 0 && port_cmd != PRL_DISPATCHER_LISTEN_PORT)) error = PRL_ERR_CANT_CONNECT_TO_DISPATCHER;
    return login(hServer, __func__, PJOC_SRV_LOGIN, error, user ? user : "", passwd ? passwd : "", sPrevSessionUuid);
}

PRL_HANDLE PrlSrv_LoginEx(PRL_HANDLE hServer, cstr host, cstr user, cstr passwd, cstr sPrevSessionUuid, u32 port_cmd, u32 timeout, u32 security_level, u32 flags) {
    (void)flags;
    return PrlSrv_Login(hServer, host, user, passwd, sPrevSessionUuid, port_cmd, timeout, security_level);
}

static i32 perform_logoff(job *j, work *w) {
    (void)w;
    session_disconnect(j->session, LOGGED_OFF);
    return PRL_ERR_SUCCESS;
}

/* Jobs with a session as their subject. */
static PRL_HANDLE session_job(PRL_HANDLE server, const char *function, u32 operation, i32 (*perform)(job *, work *), work w) {
    i32 error = PRL_ERR_API_WASNT_INITIALIZED;
    session *s = api_ready(function) == PRL_ERR_SUCCESS ? session_at(server, function, &error) : NULL;
    w.subject = object_hold(s);
    PRL_HANDLE job = job_start(s, function, operation, error, perform, w);
    object_drop(s);
    return job;
}

PRL_HANDLE PrlSrv_Logoff(PRL_HANDLE hServer) {
    return session_job(hServer, __func__, PJOC_SRV_LOGOFF, perform_logoff, (work){0});
}

i32 PrlSrv_IsConnected(PRL_HANDLE hServer, u32 *pbConnected, u32 *pbIsConnectionLocal) {
    ENTER();
    OBJECT(session, s, SESSION, hServer);
    if (pbConnected) *pbConnected = s->state == LOGGED_IN;
    if (pbIsConnectionLocal) *pbIsConnectionLocal = (u32)s->local;
    object_drop(s);
    return pbConnected ? PRL_ERR_SUCCESS : PRL_ERR_INVALID_ARG;
}

i32 PrlSrv_GetServerInfo(PRL_HANDLE hServer, PRL_HANDLE *phServerInfo) {
    ENTER();
    if (!phServerInfo) return PRL_ERR_INVALID_ARG;
    i32 error;
    session *s = session_at(hServer, __func__, &error);
    if (!s) return error;
    object *info = object_new(sizeof *info, SERVER_INFO, PHT_SERVER_INFO, NULL);
    *phServerInfo = object_handle(info);
    object_drop(info);
    object_drop(s);
    return PRL_ERR_SUCCESS;
}

static i32 perform_get_config(job *j, work *w) {
    (void)w;
    object *config = object_new(sizeof *config, SERVER_CONFIG, PHT_SERVER_CONFIG, NULL);
    job_add_object(j, config);
    object_drop(config);
    return PRL_ERR_SUCCESS;
}

PRL_HANDLE PrlSrv_GetSrvConfig(PRL_HANDLE hServer) {
    return session_job(hServer, __func__, 0, perform_get_config, (work){0});
}

i32 PrlSrv_IsNonInteractiveSession(PRL_HANDLE hServer, u32 *pbNonInteractive) {
    ENTER();
    if (!pbNonInteractive) return PRL_ERR_INVALID_ARG;
    OBJECT(session, s, SESSION, hServer);
    *pbNonInteractive = (u32)s->non_interactive;
    object_drop(s);
    return PRL_ERR_SUCCESS;
}

static i32 perform_non_interactive(job *j, work *w) {
    j->session->non_interactive = w->numbers[0] != 0;
    return PRL_ERR_SUCCESS;
}

PRL_HANDLE PrlSrv_SetNonInteractiveSession(PRL_HANDLE hServer, u32 bNonInteractive, u32 nFlags) {
    (void)nFlags;
    return session_job(hServer, __func__, 0, perform_non_interactive, (work){.numbers = {bNonInteractive}});
}

/* ---- machines ---- */

static i32 perform_list(job *j, work *w) {
    (void)w;
    reply *r = job_call(j, "list", NULL);
    for (int i = 0; r->ok && i < r->count; i++) {
        i32 error;
        machine *m = machine_of(j->session, r->fields[i], &error);
        if (m) job_add_object(j, m); /* it may have gone meanwhile */
        object_drop(m);
    }
    return job_take(j, r, PRL_ERR_FAILURE);
}

PRL_HANDLE PrlSrv_GetVmList(PRL_HANDLE hServer) {
    return session_job(hServer, __func__, PJOC_SRV_GET_VM_LIST, perform_list, (work){0});
}

PRL_HANDLE PrlSrv_GetVmListEx(PRL_HANDLE hServer, u32 nFlags) {
    (void)nFlags;
    return session_job(hServer, __func__, PJOC_SRV_GET_VM_LIST, perform_list, (work){0});
}

/* By id, uuid or name. */
static i32 perform_search(job *j, work *w) {
    reply *r = job_call(j, "list", NULL);
    for (int i = 0; r->ok && i < r->count && j->result->count == 0; i++) {
        i32 error;
        machine *m = machine_of(j->session, r->fields[i], &error);
        if (!m) continue;
        const char *wanted = w->texts[0];
        if (strcmp(wanted, m->id) == 0 || strcmp(wanted, map_text(&m->config, "prl.uuid", "")) == 0 ||
            strcmp(wanted, map_text(&m->config, "name", "")) == 0)
            job_add_object(j, m);
        object_drop(m);
    }
    i32 code = job_take(j, r, PRL_ERR_FAILURE);
    return code == PRL_ERR_SUCCESS && j->result->count == 0 ? PRL_ERR_VM_UUID_NOT_FOUND : code;
}

PRL_HANDLE PrlSrv_GetVmConfig(PRL_HANDLE hServer, cstr sSearchId, u32 nFlags) {
    (void)nFlags;
    return session_job(hServer, __func__, 0, perform_search, (work){.texts = {copy_text(sSearchId ? sSearchId : "")}});
}

i32 PrlSrv_CreateVm(PRL_HANDLE hServer, PRL_HANDLE *phVm) {
    ENTER();
    if (!phVm) return PRL_ERR_INVALID_ARG;
    i32 error;
    session *s = session_at(hServer, __func__, &error);
    if (!s) return error;
    machine *m = machine_new(s);
    *phVm = object_handle(m);
    object_drop(m);
    object_drop(s);
    return PRL_ERR_SUCCESS;
}

/* ---- what log-in told ---- */

#define LOGIN_TEXT(name, to, length, text)                    \
    i32 name(PRL_HANDLE hLoginResp, buf to, u32 *length) {    \
        ENTER();                                              \
        OBJECT(login_response, r, LOGIN_RESPONSE, hLoginResp); \
        i32 code = give_text(__func__, text, to, length);     \
        object_drop(r);                                       \
        return code;                                          \
    }

LOGIN_TEXT(PrlLoginResponse_GetSessionUuid, sSessionUuid, pnSessionUuidBufLength, r->session)
LOGIN_TEXT(PrlLoginResponse_GetServerUuid, sServerUuid, pnServerUuidBufLength, SERVER_ID)
LOGIN_TEXT(PrlLoginResponse_GetProductVersion, sProductVersion, pnProductVersionBufLength, PRODUCT_VERSION)
LOGIN_TEXT(PrlLoginResponse_GetHostOsVersion, sHostOsVersion, pnHostOsVersionBufLength, "unknown")

i32 PrlSrvInfo_GetProductVersion(PRL_HANDLE hServerInfo, buf sProductVersion, u32 *pnProductVersionBufLength) {
    ENTER();
    OBJECT(object, o, SERVER_INFO, hServerInfo);
    i32 code = give_text(__func__, PRODUCT_VERSION, sProductVersion, pnProductVersionBufLength);
    object_drop(o);
    return code;
}

i32 PrlSrvInfo_GetApplicationMode(PRL_HANDLE hServerInfo, u32 *pnApplicationMode) {
    ENTER();
    if (!pnApplicationMode) return PRL_ERR_INVALID_ARG;
    OBJECT(object, o, SERVER_INFO, hServerInfo);
    *pnApplicationMode = 1; /* Desktop */
#ifdef VIRTUOZZO
    *pnApplicationMode = 0; /* Server */
#endif
    object_drop(o);
    return PRL_ERR_SUCCESS;
}
