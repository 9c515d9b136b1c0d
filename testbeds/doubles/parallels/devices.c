/* PrlVmDev_*, PrlVmDevNet_*, PrlVmDevHd_*, PrlBootDev_*: one part of a machine's configuration each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../nasty.h"
#include "api.h"
#include "machine.h"

/* A statement on a part of the configuration, under its machine's lock; AT names its field. */
#define WITH_PART(part_kind, folder, handle, ...)                                     \
    ENTER();                                                                          \
    OBJECT(device, d, part_kind, handle);                                             \
    map *config = &d->machine->config;                                                \
    const char *const base = folder;                                                  \
    i32 code = PRL_ERR_SUCCESS;                                                       \
    pthread_mutex_lock(&d->machine->lock);                                            \
    if (!map_get(config, key("prl.%s.%d.type", base, d->number))) code = PRL_ERR_INVALID_ARG; \
    else { __VA_ARGS__; }                                                             \
    pthread_mutex_unlock(&d->machine->lock);                                          \
    object_drop(d);                                                                   \
    return code
#define AT(field) key("prl.%s.%d.%s", base, d->number, field)

#define GET(part, folder, name, type, field, fallback)                                \
    i32 name(PRL_HANDLE handle, type *out) {                                          \
        if (!out) return PRL_ERR_INVALID_ARG;                                         \
        WITH_PART(part, folder, handle, *out = (type)map_number(config, AT(field), fallback)); \
    }
#define SET(part, folder, name, type, field)                                          \
    i32 name(PRL_HANDLE handle, type value) { WITH_PART(part, folder, handle, map_set_number(config, AT(field), (long)value)); }
#define GET_TEXT(name, field)                                                         \
    i32 name(PRL_HANDLE handle, buf to, u32 *length) {                                \
        WITH_PART(DEVICE, "dev", handle, code = give_text(__func__, map_text(config, AT(field), ""), to, length)); \
    }
#define SET_TEXT(name, field)                                                         \
    i32 name(PRL_HANDLE handle, cstr value) {                                         \
        if (!value) return PRL_ERR_INVALID_ARG;                                       \
        WITH_PART(DEVICE, "dev", handle, map_set(config, AT(field), value));          \
    }

GET(DEVICE, "dev", PrlVmDev_GetType, u32, "type", 0)
GET(DEVICE, "dev", PrlVmDev_GetIndex, u32, "index", 0)
SET(DEVICE, "dev", PrlVmDev_SetIndex, u32, "index")
GET(DEVICE, "dev", PrlVmDev_GetEmulatedType, u32, "emulated", PDT_USE_REAL_DEVICE)
SET(DEVICE, "dev", PrlVmDev_SetEmulatedType, u32, "emulated")
GET_TEXT(PrlVmDev_GetSysName, "sysname")
SET_TEXT(PrlVmDev_SetSysName, "sysname")
GET_TEXT(PrlVmDev_GetImagePath, "image")
SET_TEXT(PrlVmDev_SetImagePath, "image")
GET_TEXT(PrlVmDev_GetFriendlyName, "friendly")
SET_TEXT(PrlVmDev_SetFriendlyName, "friendly")
GET(DEVICE, "dev", PrlVmDev_IsConnected, u32, "connected", 0)
SET(DEVICE, "dev", PrlVmDev_SetConnected, u32, "connected")
GET(DEVICE, "dev", PrlVmDev_IsEnabled, u32, "enabled", 0)
SET(DEVICE, "dev", PrlVmDev_SetEnabled, u32, "enabled")
GET(DEVICE, "dev", PrlVmDev_IsRemote, u32, "remote", 0)
SET(DEVICE, "dev", PrlVmDev_SetRemote, u32, "remote")
SET(DEVICE, "dev", PrlVmDev_SetIfaceType, u32, "iface")
SET(DEVICE, "dev", PrlVmDev_SetStackIndex, u32, "stack")

GET(DEVICE, "dev", PrlVmDevHd_GetDiskSize, u32, "size", 0)
SET(DEVICE, "dev", PrlVmDevHd_SetDiskSize, u32, "size")
SET(DEVICE, "dev", PrlVmDevHd_SetDiskType, u32, "disktype")

GET_TEXT(PrlVmDevNet_GetMacAddress, "mac")
SET_TEXT(PrlVmDevNet_SetMacAddress, "mac")
GET(DEVICE, "dev", PrlVmDevNet_GetBoundAdapterIndex, i32, "bound", -1)
SET(DEVICE, "dev", PrlVmDevNet_SetBoundAdapterIndex, i32, "bound")
GET_TEXT(PrlVmDevNet_GetBoundAdapterName, "boundname")
SET_TEXT(PrlVmDevNet_SetBoundAdapterName, "boundname")
GET_TEXT(PrlVmDevNet_GetVirtualNetworkId, "networkid")
SET_TEXT(PrlVmDevNet_SetVirtualNetworkId, "networkid")

i32 PrlVmDevNet_GenerateMacAddr(PRL_HANDLE hVmDev) {
    char mac[13];
    make_mac(mac);
    WITH_PART(DEVICE, "dev", hVmDev, map_set(config, AT("mac"), mac));
}

GET(BOOT_DEVICE, "boot", PrlBootDev_GetType, u32, "type", 0)
SET(BOOT_DEVICE, "boot", PrlBootDev_SetType, u32, "type")
GET(BOOT_DEVICE, "boot", PrlBootDev_GetIndex, u32, "index", 0)
SET(BOOT_DEVICE, "boot", PrlBootDev_SetIndex, u32, "index")
GET(BOOT_DEVICE, "boot", PrlBootDev_GetSequenceIndex, u32, "sequence", 0)
SET(BOOT_DEVICE, "boot", PrlBootDev_SetSequenceIndex, u32, "sequence")
GET(BOOT_DEVICE, "boot", PrlBootDev_IsInUse, u32, "use", 0)
SET(BOOT_DEVICE, "boot", PrlBootDev_SetInUse, u32, "use")

i32 PrlVmDev_Remove(PRL_HANDLE hVmDev) {
    WITH_PART(DEVICE, "dev", hVmDev, map_remove_all(config, key("prl.dev.%d.", d->number)));
}

i32 PrlBootDev_Remove(PRL_HANDLE hVmBootDev) {
    WITH_PART(BOOT_DEVICE, "boot", hVmBootDev, map_remove_all(config, key("prl.boot.%d.", d->number)));
}

/* ---- jobs on devices ---- */

static i32 perform_create_image(job *j, work *w) {
    device *d = (device *)w->subject;
    char path[4096], size[24];
    pthread_mutex_lock(&d->machine->lock);
    device_path(&d->machine->config, d->number, path, sizeof path);
    long mib = map_number(&d->machine->config, key("prl.dev.%d.size", d->number), 0);
    pthread_mutex_unlock(&d->machine->lock);
    if (!w->numbers[0] && access(path, F_OK) == 0) {
        j->failure = strdup("the image exists already");
        return PRL_ERR_FAILURE;
    }
    snprintf(size, sizeof size, "%ld", mib);
    return job_take(j, job_call(j, "disk-create", path, size, "qcow2", NULL), PRL_ERR_FAILURE);
}

/* A drive of a running machine: what the configuration says lies in it from now on. Numbers: whether something does. */
static i32 perform_connect(job *j, work *w) {
    device *d = (device *)w->subject;
    machine *m = d->machine;
    char path[4096];
    pthread_mutex_lock(&m->lock);
    device_path(&m->config, d->number, path, sizeof path);
    long type = map_number(&m->config, key("prl.dev.%d.type", d->number), 0);
    map_set_number(&m->config, key("prl.dev.%d.connected", d->number), w->numbers[0]);
    pthread_mutex_unlock(&m->lock);
    if (type != PDE_OPTICAL_DISK && type != PDE_FLOPPY_DISK) {
        double_says("PrlVmDev_Connect: only drives change while the machine runs");
        return PRL_ERR_UNIMPLEMENTED;
    }
    const char *drive = type == PDE_OPTICAL_DISK ? "optical" : "floppy";
    const char *verb = w->numbers[0] && *path ? "insert" : "eject";
    reply *state = job_call(j, "state", m->id, NULL);
    int on = state->ok && strcmp(reply_field(state, 0), "off") != 0 && strcmp(reply_field(state, 0), "suspended") != 0;
    i32 code = job_take(j, state, PRL_ERR_FAILURE);
    if (code != PRL_ERR_SUCCESS) return code;
    if (!on) return PRL_ERR_DISP_VM_IS_NOT_STARTED;
    code = job_take(j, job_call(j, verb, m->id, drive, path, NULL), PRL_ERR_FAILURE);
    if (code != PRL_ERR_SUCCESS) return code;
    int editing = m->editing;
    code = machine_commit(m);
    m->editing = editing;
    return code;
}

static PRL_HANDLE device_job(PRL_HANDLE handle, const char *function, u32 operation, i32 (*perform)(job *, work *), long number) {
    device *d = api_ready(function) == PRL_ERR_SUCCESS ? object_at(handle, DEVICE, function) : NULL;
    i32 error = d ? session_usable(d->machine->session, function) : PRL_ERR_INVALID_ARG;
    return job_start(d ? d->machine->session : NULL, function, operation, error, perform,
                     (work){.subject = (object *)d, .numbers = {number}});
}

PRL_HANDLE PrlVmDev_CreateImage(PRL_HANDLE hVmDev, u32 bRecreateIsAllowed, u32 bNonInteractiveMode) {
    (void)bNonInteractiveMode;
    return device_job(hVmDev, __func__, 0, perform_create_image, bRecreateIsAllowed);
}

PRL_HANDLE PrlVmDev_Connect(PRL_HANDLE hVmDev) { return device_job(hVmDev, __func__, PJOC_VM_DEV_CONNECT, perform_connect, 1); }
PRL_HANDLE PrlVmDev_Disconnect(PRL_HANDLE hVmDev) { return device_job(hVmDev, __func__, PJOC_VM_DEV_DISCONNECT, perform_connect, 0); }
