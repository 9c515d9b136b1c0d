/* PrlVm_Reg, Unreg, Clone, Delete, BeginEdit, Commit: machines come, go and change. */
#define _GNU_SOURCE
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../nasty.h"
#include "api.h"
#include "machine.h"

#define OPEN_FOLDERS 16

static void make_folder(const char *path) {
    char part[4096];
    snprintf(part, sizeof part, "%s", path);
    for (char *at = part + 1; *at; at++) {
        if (*at != '/') continue;
        *at = 0;
        mkdir(part, 0700);
        *at = '/';
    }
    mkdir(part, 0700);
}

static int remove_entry(const char *path, const struct stat *stat, int type, struct FTW *ftw) {
    (void)stat;
    (void)type;
    (void)ftw;
    return remove(path);
}

/* A new home NAME.pvm in `parent`, or in the service's folder. */
static void choose_home(session *s, const char *parent, const char *name, char *home, size_t size) {
    char folder[4096];
    if (parent && *parent) snprintf(folder, sizeof folder, "%s", parent);
    else snprintf(folder, sizeof folder, "%s/vms", service_folder(s->service));
    snprintf(home, size, "%.3900s/%.180s.pvm", folder, name);
}

static void fresh_macs(map *config) {
    char mac[13];
    for (int n = 0, number; (number = nth_device(config, PDE_GENERIC_NETWORK_ADAPTER, n)) >= 0; n++) {
        make_mac(mac);
        map_set(config, key("prl.dev.%d.mac", number), mac);
    }
}

/* Texts: parent folder. A machine without a name cannot be. */
static i32 perform_register(job *j, work *w) {
    machine *m = (machine *)w->subject;
    char home[4096];
    pthread_mutex_lock(&m->lock);
    const char *name = map_text(&m->config, "name", "");
    int registered = m->registered, named = *name != 0;
    choose_home(j->session, w->texts[0], name, home, sizeof home);
    if (named && !registered) {
        map_set(&m->config, "home", home);
        fresh_macs(&m->config);
    }
    pthread_mutex_unlock(&m->lock);
    if (registered || !named) {
        j->failure = strdup(registered ? "it is registered already" : "it has no name");
        return PRL_ERR_INVALID_ARG;
    }
    make_folder(home);
    i32 code = machine_commit(m);
    if (code == PRL_ERR_SUCCESS) m->registered = 1;
    return code;
}

static PRL_HANDLE start_register(PRL_HANDLE handle, const char *function, cstr parent) {
    i32 error;
    machine *m = machine_at(handle, function, &error);
    return job_start(m ? m->session : NULL, function, PJOC_VM_REG, error, perform_register,
                     (work){.subject = (object *)m, .texts = {copy_text(parent)}});
}

PRL_HANDLE PrlVm_Reg(PRL_HANDLE hVm, cstr sVmParentPath, u32 bNonInteractiveMode) {
    (void)bNonInteractiveMode;
    return start_register(hVm, __func__, sVmParentPath);
}

PRL_HANDLE PrlVm_RegEx(PRL_HANDLE hVm, cstr sVmParentPath, u32 nFlags) {
    (void)nFlags;
    return start_register(hVm, __func__, sVmParentPath);
}

/* The configuration in a home's settings file. */
static int read_file(const char *home, map *config) {
    char path[4096], line[8192];
    snprintf(path, sizeof path, "%s/config.pvs", home);
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        char *value = strchr(line, '=');
        if (!value) continue;
        *value++ = 0;
        map_set(config, line, value);
    }
    fclose(file);
    return 1;
}

/* Texts: the home, or the settings file in it. Numbers: flags. */
static i32 perform_register_folder(job *j, work *w) {
    map config = {0};
    char home[4096];
    snprintf(home, sizeof home, "%s", w->texts[0]);
    if (strlen(home) > 4 && strcmp(home + strlen(home) - 4, ".pvs") == 0) *strrchr(home, '/') = 0;
    if (!read_file(home, &config)) {
        j->failure = strdup("there is no config.pvs");
        return PRL_ERR_INVALID_ARG;
    }
    machine *m = machine_new(j->session);
    map_set(&config, "home", home);
    if (w->numbers[0] & PRVF_REGENERATE_VM_UUID) map_set(&config, "prl.uuid", m->id);
    else machine_set_id(m, map_text(&config, "prl.uuid", m->id));
    pthread_mutex_lock(&m->lock);
    map_clear(&m->config);
    m->config = config;
    pthread_mutex_unlock(&m->lock);
    i32 code = machine_commit(m);
    if (code == PRL_ERR_SUCCESS) {
        m->registered = 1;
        job_add_object(j, m);
    }
    object_drop(m);
    return code;
}

PRL_HANDLE PrlSrv_RegisterVmEx(PRL_HANDLE hServer, cstr strVmDirPath, u32 nFlags) {
    i32 error = PRL_ERR_API_WASNT_INITIALIZED;
    session *s = api_ready(__func__) == PRL_ERR_SUCCESS ? session_at(hServer, __func__, &error) : NULL;
    if (s && !strVmDirPath) error = PRL_ERR_INVALID_ARG;
    return job_start(s, __func__, PJOC_VM_REG, error, perform_register_folder,
                     (work){.subject = (object *)s, .texts = {copy_text(strVmDirPath)}, .numbers = {nFlags}});
}

PRL_HANDLE PrlSrv_RegisterVm(PRL_HANDLE hServer, cstr strVmDirPath, u32 bNonInteractiveMode) {
    (void)bNonInteractiveMode;
    return PrlSrv_RegisterVmEx(hServer, strVmDirPath, 0);
}

static i32 perform_unregister(job *j, work *w) {
    machine *m = (machine *)w->subject;
    i32 code = job_take(j, job_call(j, "forget", m->id, NULL), PRL_ERR_DISP_VM_IS_NOT_STOPPED);
    if (code == PRL_ERR_SUCCESS) m->registered = 0;
    return code;
}

/* Its home with all in it. Images elsewhere are the user's. */
static i32 perform_delete(job *j, work *w) {
    machine *m = (machine *)w->subject;
    i32 code = perform_unregister(j, w);
    const char *home = map_get(&m->config, "home");
    if (code == PRL_ERR_SUCCESS && home && *home) nftw(home, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    return code;
}

PRL_HANDLE PrlVm_Unreg(PRL_HANDLE hVm) { START_JOB(hVm, PJOC_VM_UNREG, perform_unregister, ); }
PRL_HANDLE PrlVm_Delete(PRL_HANDLE hVm, PRL_HANDLE hDevicesList) {
    if (hDevicesList) double_says("PrlVm_Delete: the list of devices is not looked at: the home goes, all else stays");
    START_JOB(hVm, PJOC_VM_DELETE, perform_delete, );
}

/* ---- editing ---- */

static i32 perform_begin(job *j, work *w) {
    (void)j;
    machine *m = (machine *)w->subject;
    i32 code = machine_refresh(m);
    m->editing = code == PRL_ERR_SUCCESS;
    return code;
}

static i32 perform_commit(job *j, work *w) {
    machine *m = (machine *)w->subject;
    if (!m->editing) {
        j->failure = strdup("PrlVm_Commit without PrlVm_BeginEdit");
        double_says("%s", j->failure);
        return PRL_ERR_UNEXPECTED;
    }
    return machine_commit(m);
}

static i32 perform_refresh(job *j, work *w) {
    (void)j;
    return machine_refresh((machine *)w->subject);
}

PRL_HANDLE PrlVm_BeginEdit(PRL_HANDLE hVm) { START_JOB(hVm, PJOC_VM_BEGIN_EDIT, perform_begin, ); }
PRL_HANDLE PrlVm_Commit(PRL_HANDLE hVm) { START_JOB(hVm, PJOC_VM_COMMIT, perform_commit, ); }
PRL_HANDLE PrlVm_CommitEx(PRL_HANDLE hVm, u32 nFlags) {
    (void)nFlags;
    START_JOB(hVm, PJOC_VM_COMMIT, perform_commit, );
}
PRL_HANDLE PrlVm_RefreshConfig(PRL_HANDLE hVm) { START_JOB(hVm, 0, perform_refresh, ); }

i32 PrlVm_GetConfig(PRL_HANDLE hVm, PRL_HANDLE *phVmCfg) {
    ENTER();
    if (!phVmCfg) return PRL_ERR_INVALID_ARG;
    OBJECT(machine, m, MACHINE, hVm);
    *phVmCfg = object_handle(m);
    object_drop(m);
    return PRL_ERR_SUCCESS;
}

/* ---- clones ---- */

/* Texts: name, root, uuid. Numbers: flags. The copy's paths inside the home are relative, so that they hold there too. */
static i32 perform_clone(job *j, work *w) {
    machine *m = (machine *)w->subject;
    char uuid[UUID_SIZE], home[4096];
    make_uuid(uuid);
    const char *id = w->texts[2] && *w->texts[2] ? w->texts[2] : uuid;
    choose_home(j->session, w->texts[1], w->texts[0], home, sizeof home);
    make_folder(home);
    const char *how = w->numbers[0] & PCVF_LINKED_CLONE ? "linked" : "full";
    i32 code = job_take(j, job_call(j, "clone", m->id, id, home, "", how, "name", w->texts[0], "prl.uuid", id, NULL),
                        PRL_ERR_DISP_VM_IS_NOT_STOPPED);
    if (code != PRL_ERR_SUCCESS) return code;
    machine *copy = machine_of(j->session, id, &code);
    if (!copy) return code;
    pthread_mutex_lock(&copy->lock);
    fresh_macs(&copy->config);
    for (int n = 0, number; (number = nth_device(&copy->config, PDE_HARD_DISK, n)) >= 0; n++) {
        const char *path = map_get(&copy->config, key("disk%d", n));
        if (path) map_set(&copy->config, key("prl.dev.%d.image", number), strrchr(path, '/') + 1);
    }
    if (w->numbers[0] & PCVF_CLONE_TO_TEMPLATE) map_set(&copy->config, "prl.template", "1");
    pthread_mutex_unlock(&copy->lock);
    code = machine_commit(copy);
    if (code == PRL_ERR_SUCCESS) job_add_object(j, copy);
    object_drop(copy);
    return code;
}

static PRL_HANDLE start_clone(PRL_HANDLE handle, const char *function, cstr name, cstr root, cstr uuid, u32 flags) {
    i32 error;
    machine *m = registered_at(handle, function, &error);
    if (m && (!name || !*name)) error = PRL_ERR_INVALID_ARG;
    return job_start(m ? m->session : NULL, function, PJOC_VM_CLONE, error, perform_clone,
                     (work){.subject = (object *)m, .texts = {copy_text(name), copy_text(root), copy_text(uuid)}, .numbers = {flags}});
}

PRL_HANDLE PrlVm_Clone(PRL_HANDLE hVm, cstr new_vm_name, cstr new_vm_root_path, u32 bCreateTemplate) {
    return start_clone(hVm, __func__, new_vm_name, new_vm_root_path, NULL, bCreateTemplate ? PCVF_CLONE_TO_TEMPLATE : 0);
}

PRL_HANDLE PrlVm_CloneEx(PRL_HANDLE hVm, cstr new_vm_name, cstr new_vm_root_path, u32 nFlags) {
    return start_clone(hVm, __func__, new_vm_name, new_vm_root_path, NULL, nFlags);
}

#ifdef VIRTUOZZO
PRL_HANDLE PrlVm_CloneWithUuid(PRL_HANDLE hVm, cstr new_vm_name, cstr new_vm_uuid, cstr new_vm_root_path, u32 nFlags) {
    return start_clone(hVm, __func__, new_vm_name, new_vm_root_path, new_vm_uuid, nFlags);
}
#endif
