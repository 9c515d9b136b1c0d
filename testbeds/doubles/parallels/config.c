/* PrlVmCfg_*: a machine's configuration, its devices and its boot order; local until it is committed. */
#include <stdio.h>
#include <string.h>

#include "../nasty.h"
#include "api.h"
#include "machine.h"

/* As a new machine of the product has them; the guest's kind decides more there. */
#define DEFAULT_MEMORY_MB 256
#define DEFAULT_VIDEO_MB 32
#define DEFAULT_DISK_MB 65536

/* A statement on the configuration of the machine behind `handle`, under its lock. */
#define WITH_CONFIG(handle, ...)             \
    ENTER();                                 \
    OBJECT(machine, m, MACHINE, handle);     \
    map *config = &m->config;                \
    i32 code = PRL_ERR_SUCCESS;              \
    pthread_mutex_lock(&m->lock);            \
    __VA_ARGS__;                             \
    (void)config;                            \
    pthread_mutex_unlock(&m->lock);          \
    object_drop(m);                          \
    return code

#define GET_NUMBER(name, at, fallback)                         \
    i32 name(PRL_HANDLE hVmCfg, u32 *out) {                    \
        if (!out) return PRL_ERR_INVALID_ARG;                  \
        WITH_CONFIG(hVmCfg, *out = (u32)map_number(config, at, fallback)); \
    }
#define SET_NUMBER(name, at)                                   \
    i32 name(PRL_HANDLE hVmCfg, u32 value) { WITH_CONFIG(hVmCfg, map_set_number(config, at, value)); }
#define GET_TEXT(name, at)                                     \
    i32 name(PRL_HANDLE hVmCfg, buf to, u32 *length) {         \
        WITH_CONFIG(hVmCfg, code = give_text(__func__, map_text(config, at, ""), to, length)); \
    }
#define SET_TEXT(name, at)                                     \
    i32 name(PRL_HANDLE hVmCfg, cstr value) {                  \
        if (!value) return PRL_ERR_INVALID_ARG;                \
        WITH_CONFIG(hVmCfg, map_set(config, at, value));       \
    }

GET_TEXT(PrlVmCfg_GetName, "name")
SET_TEXT(PrlVmCfg_SetName, "name")
GET_TEXT(PrlVmCfg_GetUuid, "prl.uuid")
GET_NUMBER(PrlVmCfg_GetOsVersion, "prl.os", 0)
SET_NUMBER(PrlVmCfg_SetOsVersion, "prl.os")
GET_NUMBER(PrlVmCfg_IsTemplate, "prl.template", 0)
GET_NUMBER(PrlVmCfg_GetVideoRamSize, "prl.video", DEFAULT_VIDEO_MB)
SET_NUMBER(PrlVmCfg_SetVideoRamSize, "prl.video")
SET_NUMBER(PrlVmCfg_SetRamSize, "memory")
SET_NUMBER(PrlVmCfg_SetCpuCount, "cpus")
SET_TEXT(PrlVmCfg_SetExternalBootDevice, "prl.external")

/* Remote display: the machine's VNC server. The two flavours name the port's calls differently. */
GET_NUMBER(PrlVmCfg_GetVNCMode, "prl.vnc.mode", PRD_DISABLED)
SET_NUMBER(PrlVmCfg_SetVNCMode, "prl.vnc.mode")
GET_TEXT(PrlVmCfg_GetVNCPassword, "prl.vnc.password")
SET_TEXT(PrlVmCfg_SetVNCPassword, "prl.vnc.password")
SET_TEXT(PrlVmCfg_SetVNCHostName, "prl.vnc.host")
#ifdef VIRTUOZZO
GET_NUMBER(PrlVmCfg_GetVNCPort, "prl.vnc.port", 0)
SET_NUMBER(PrlVmCfg_SetVNCPort, "prl.vnc.port")
#else
GET_NUMBER(PrlVmCfg_GetVNCPortNumber, "prl.vnc.port", 0)
SET_NUMBER(PrlVmCfg_SetVNCPortNumber, "prl.vnc.port")
#endif

i32 PrlVmCfg_GetVNCHostName(PRL_HANDLE hVmCfg, buf to, u32 *length) {
    WITH_CONFIG(hVmCfg, code = give_text(__func__, map_text(config, "prl.vnc.host", "127.0.0.1"), to, length));
}

/* The settings file in the machine's home, as the product has it. */
i32 PrlVmCfg_GetHomePath(PRL_HANDLE hVmCfg, buf to, u32 *length) {
    WITH_CONFIG(hVmCfg, {
        char path[4096] = "";
        if (map_get(config, "home")) snprintf(path, sizeof path, "%s/config.pvs", map_get(config, "home"));
        code = give_text(__func__, path, to, length);
    });
}

/* The kind is the upper byte of the version's 16 bits: a fact of the SDK's list of systems, unused by the double. */
i32 PrlVmCfg_GetOsType(PRL_HANDLE hVmCfg, u32 *pnVmOsType) {
    if (!pnVmOsType) return PRL_ERR_INVALID_ARG;
    WITH_CONFIG(hVmCfg, *pnVmOsType = (u32)map_number(config, "prl.os", 0) >> 8);
}

/* ---- defaults ---- */

static int add_default(map *config, u32 type) {
    int number = add_device(config, type);
    int index = (int)map_number(config, key("prl.dev.%d.index", number), 0);
    if (type == PDE_HARD_DISK) {
        map_set(config, key("prl.dev.%d.image", number), index ? key("harddisk%d.hdd", index) : "harddisk.hdd");
        map_set_number(config, key("prl.dev.%d.size", number), DEFAULT_DISK_MB);
    }
    if (type == PDE_GENERIC_NETWORK_ADAPTER) {
        char mac[13];
        make_mac(mac);
        map_set(config, key("prl.dev.%d.mac", number), mac);
        map_set_number(config, key("prl.dev.%d.emulated", number), 1); /* PNA_SHARED */
    }
    return number;
}

static void set_default(map *config, u32 version, u32 devices) {
    map_set_number(config, "prl.os", version);
    map_set_number(config, "memory", DEFAULT_MEMORY_MB);
    map_set_number(config, "cpus", 1);
    map_set_number(config, "prl.video", DEFAULT_VIDEO_MB);
    if (!devices) return;
    static const u32 types[] = {PDE_HARD_DISK, PDE_OPTICAL_DISK, PDE_FLOPPY_DISK, PDE_GENERIC_NETWORK_ADAPTER};
    for (u32 i = 0; i < 4; i++) {
        add_default(config, types[i]);
        add_boot_device(config, types[i], i);
    }
}

i32 PrlVmCfg_SetDefaultConfig(PRL_HANDLE hVmCfg, PRL_HANDLE hSrvConfig, u32 guestOsVersion, u32 needCreateDevices) {
    ENTER();
    OBJECT(object, server, SERVER_CONFIG, hSrvConfig);
    object_drop(server);
    WITH_CONFIG(hVmCfg, set_default(config, guestOsVersion, needCreateDevices));
}

i32 PrlVmCfg_AddDefaultDevice(PRL_HANDLE hVmCfg, PRL_HANDLE hSrvConfig, u32 deviceType) {
    ENTER();
    OBJECT(object, server, SERVER_CONFIG, hSrvConfig);
    object_drop(server);
    WITH_CONFIG(hVmCfg, add_default(config, deviceType));
}

/* ---- devices ---- */

static void destroy_device(object *o) { object_drop(((device *)o)->machine); }

static PRL_HANDLE give_device(machine *m, kind kind, int number) {
    long type = map_number(&m->config, key("prl.dev.%d.type", number), 0);
    u32 pht = kind == BOOT_DEVICE ? 0 : type == PDE_OPTICAL_DISK ? PHT_VIRTUAL_DEV_OPTICAL_DISK
              : type == PDE_HARD_DISK ? PHT_VIRTUAL_DEV_HARD_DISK : 0;
    device *d = object_new(sizeof *d, kind, pht, destroy_device);
    d->machine = object_hold(m);
    d->number = number;
    PRL_HANDLE handle = object_handle(d);
    object_drop(d);
    return handle;
}

static u32 count_devices(const map *config, u32 type) {
    int n = 0;
    while (nth_device(config, type, n) >= 0) n++;
    return (u32)n;
}

i32 PrlVmCfg_CreateVmDev(PRL_HANDLE hVmCfg, u32 nDeviceType, PRL_HANDLE *phVmDevice) {
    if (!phVmDevice) return PRL_ERR_INVALID_ARG;
    WITH_CONFIG(hVmCfg, *phVmDevice = give_device(m, DEVICE, add_device(config, nDeviceType)));
}

static i32 give_nth(machine *m, u32 type, u32 index, PRL_HANDLE *to) {
    int number = nth_device(&m->config, type, (int)index);
    if (number < 0) return PRL_ERR_INVALID_ARG;
    *to = give_device(m, DEVICE, number);
    return PRL_ERR_SUCCESS;
}

#define DEVICES(count_name, get_name, type)                                                       \
    i32 count_name(PRL_HANDLE hVmCfg, u32 *out) {                                                 \
        if (!out) return PRL_ERR_INVALID_ARG;                                                     \
        WITH_CONFIG(hVmCfg, *out = count_devices(config, type));                                  \
    }                                                                                             \
    i32 get_name(PRL_HANDLE hVmCfg, u32 nIndex, PRL_HANDLE *phDevice) {                           \
        if (!phDevice) return PRL_ERR_INVALID_ARG;                                                \
        WITH_CONFIG(hVmCfg, code = give_nth(m, type, nIndex, phDevice));                          \
    }

DEVICES(PrlVmCfg_GetOpticalDisksCount, PrlVmCfg_GetOpticalDisk, PDE_OPTICAL_DISK)
DEVICES(PrlVmCfg_GetNetAdaptersCount, PrlVmCfg_GetNetAdapter, PDE_GENERIC_NETWORK_ADAPTER)
/* Beyond the facts' tables, by the SDK's pattern of names: the other kinds of devices. */
DEVICES(PrlVmCfg_GetHardDisksCount, PrlVmCfg_GetHardDisk, PDE_HARD_DISK)
DEVICES(PrlVmCfg_GetFloppyDisksCount, PrlVmCfg_GetFloppyDisk, PDE_FLOPPY_DISK)
DEVICES(PrlVmCfg_GetSerialPortsCount, PrlVmCfg_GetSerialPort, PDE_SERIAL_PORT)

i32 PrlVmCfg_GetDevsCount(PRL_HANDLE hVmCfg, u32 *vmdev_handles_count) {
    if (!vmdev_handles_count) return PRL_ERR_INVALID_ARG;
    WITH_CONFIG(hVmCfg, *vmdev_handles_count = count_devices(config, 0));
}

/* ---- boot order ---- */

static u32 count_boot(const map *config) {
    int n = 0;
    while (nth_boot_device(config, n) >= 0) n++;
    return (u32)n;
}

static i32 give_boot(machine *m, u32 index, PRL_HANDLE *to) {
    int number = nth_boot_device(&m->config, (int)index);
    if (number < 0) return PRL_ERR_INVALID_ARG;
    *to = give_device(m, BOOT_DEVICE, number);
    return PRL_ERR_SUCCESS;
}

i32 PrlVmCfg_GetBootDevCount(PRL_HANDLE hVmCfg, u32 *pnBootDevCount) {
    if (!pnBootDevCount) return PRL_ERR_INVALID_ARG;
    WITH_CONFIG(hVmCfg, *pnBootDevCount = count_boot(config));
}

i32 PrlVmCfg_GetBootDev(PRL_HANDLE hVmCfg, u32 nBootDevIndex, PRL_HANDLE *phVmBootDev) {
    if (!phVmBootDev) return PRL_ERR_INVALID_ARG;
    WITH_CONFIG(hVmCfg, code = give_boot(m, nBootDevIndex, phVmBootDev));
}

i32 PrlVmCfg_CreateBootDev(PRL_HANDLE hVmCfg, PRL_HANDLE *phVmBootDev) {
    if (!phVmBootDev) return PRL_ERR_INVALID_ARG;
    WITH_CONFIG(hVmCfg, *phVmBootDev = give_device(m, BOOT_DEVICE, add_boot_device(config, 0, count_boot(config))));
}
