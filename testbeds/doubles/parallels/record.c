/* The SDK's configuration and the service's record of one machine: keys `prl.*` on one side, disks, drives, boot order on the other. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "machine.h"

#define MOST_DISKS 10
#define MOST_BOOT_DEVICES 16
/* QEMU counts its displays from 5900; below the ports that the system gives to clients. */
#define FIRST_VNC_PORT 20000
#define VNC_PORTS 10000

void make_mac(char to[13]) {
    unsigned char b[3];
    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b) abort();
    snprintf(to, 13, "001C42%02X%02X%02X", b[0], b[1], b[2]); /* the vendor's prefix */
}

int add_device(map *config, u32 type) {
    int number = (int)map_number(config, "prl.dev.next", 0);
    int index = 0;
    while (nth_device(config, type, index) >= 0) index++;
    map_set_number(config, "prl.dev.next", number + 1);
    map_set_number(config, key("prl.dev.%d.type", number), type);
    map_set_number(config, key("prl.dev.%d.index", number), index);
    map_set_number(config, key("prl.dev.%d.enabled", number), 1);
    map_set_number(config, key("prl.dev.%d.connected", number), 1);
    map_set_number(config, key("prl.dev.%d.stack", number), index);
    if (type == PDE_HARD_DISK || type == PDE_FLOPPY_DISK)
        map_set_number(config, key("prl.dev.%d.emulated", number), PDT_USE_IMAGE_FILE);
    return number;
}

int add_boot_device(map *config, u32 type, u32 sequence) {
    int number = (int)map_number(config, "prl.boot.next", 0);
    map_set_number(config, "prl.boot.next", number + 1);
    map_set_number(config, key("prl.boot.%d.type", number), type);
    map_set_number(config, key("prl.boot.%d.index", number), 0);
    map_set_number(config, key("prl.boot.%d.sequence", number), sequence);
    map_set_number(config, key("prl.boot.%d.use", number), 1);
    return number;
}

static int nth(const map *config, const char *kind, u32 type, int n) {
    int next = (int)map_number(config, key("prl.%s.next", kind), 0);
    for (int number = 0; number < next; number++) {
        long found = map_number(config, key("prl.%s.%d.type", kind, number), -1);
        if (found < 0 || (type != 0 && (u32)found != type)) continue;
        if (n-- == 0) return number;
    }
    return -1;
}

int nth_device(const map *config, u32 type, int n) { return nth(config, "dev", type, n); }
int nth_boot_device(const map *config, int n) { return nth(config, "boot", 0, n); }

void device_path(const map *config, int number, char *to, size_t size) {
    const char *image = map_text(config, key("prl.dev.%d.image", number), "");
    const char *name = *image ? image : map_text(config, key("prl.dev.%d.sysname", number), "");
    if (!*name || *name == '/') snprintf(to, size, "%s", name);
    else snprintf(to, size, "%s/%s", map_text(config, "home", "."), name);
}

static int is(const map *config, int number, const char *field) {
    return map_number(config, key("prl.dev.%d.%s", number, field), 0) != 0;
}

/* The medium in a drive, "" if there is none. */
static void medium(const map *config, int number, char *to, size_t size) {
    *to = 0;
    if (is(config, number, "connected") &&
        map_number(config, key("prl.dev.%d.emulated", number), PDT_USE_REAL_DEVICE) == PDT_USE_IMAGE_FILE)
        device_path(config, number, to, size);
}

static void derive_drives(map *config) {
    char path[4096];
    int disks = 0;
    for (int n = 0, number; (number = nth_device(config, PDE_HARD_DISK, n)) >= 0; n++) {
        if (!is(config, number, "enabled") || !is(config, number, "connected") || disks == MOST_DISKS) continue;
        device_path(config, number, path, sizeof path);
        map_set(config, key("disk%d", disks++), path);
    }
    static const struct { u32 type; const char *name; } drives[] = {{PDE_OPTICAL_DISK, "optical"}, {PDE_FLOPPY_DISK, "floppy"}};
    for (int i = 0; i < 2; i++) {
        int number = nth_device(config, drives[i].type, 0);
        if (number < 0 || !is(config, number, "enabled")) continue;
        medium(config, number, path, sizeof path);
        map_set(config, drives[i].name, path);
    }
}

static void derive_boot(map *config) {
    char order[128] = "";
    long last = -1;
    for (int turn = 0; turn < MOST_BOOT_DEVICES; turn++) {
        int best = -1;
        long lowest = 0;
        for (int n = 0, number; (number = nth_boot_device(config, n)) >= 0; n++) {
            long sequence = map_number(config, key("prl.boot.%d.sequence", number), 0);
            if (!map_number(config, key("prl.boot.%d.use", number), 1) || sequence <= last) continue;
            if (best >= 0 && sequence >= lowest) continue;
            best = number;
            lowest = sequence;
        }
        if (best < 0) break;
        last = lowest;
        long type = map_number(config, key("prl.boot.%d.type", best), 0);
        const char *word = type == PDE_HARD_DISK ? "disk" : type == PDE_OPTICAL_DISK ? "optical"
                         : type == PDE_FLOPPY_DISK ? "floppy" : type == PDE_GENERIC_NETWORK_ADAPTER ? "network" : NULL;
        if (word && !strstr(order, word)) {
            if (*order) strcat(order, ",");
            strcat(order, word);
        }
    }
    if (nth_boot_device(config, 0) >= 0) map_set(config, "boot", order);
}

static void derive_network(map *config) {
    int number = nth_device(config, PDE_GENERIC_NETWORK_ADAPTER, 0);
    if (number < 0 || !is(config, number, "enabled") || !is(config, number, "connected")) return;
    const char *mac = map_text(config, key("prl.dev.%d.mac", number), "");
    char text[18] = "";
    if (strlen(mac) == 12)
        snprintf(text, sizeof text, "%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", mac, mac + 2, mac + 4, mac + 6, mac + 8, mac + 10);
    map_set(config, "network", "user");
    map_set(config, "mac", text);
}

static void derive_serial(map *config) {
    char path[4000], target[4096];
    for (int n = 0, number; n < 4 && (number = nth_device(config, PDE_SERIAL_PORT, n)) >= 0; n++) {
        *target = 0;
        device_path(config, number, path, sizeof path);
        long kind = map_number(config, key("prl.dev.%d.emulated", number), PDT_USE_REAL_DEVICE);
        if (*path && kind == PDT_USE_OUTPUT_FILE) snprintf(target, sizeof target, "file:%s", path);
        if (*path && kind == PDT_USE_OTHER) snprintf(target, sizeof target, "listen:%s", path);
        map_set(config, key("serial%d", n), target);
    }
}

static int is_free(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int bound = fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
    if (fd >= 0) close(fd);
    return bound;
}

/* The machine's VNC server: a port of its own choice (automatic), or the one that was set. */
static void derive_vnc(map *config) {
    long mode = map_number(config, "prl.vnc.mode", PRD_DISABLED);
    if (mode == PRD_DISABLED) return;
    long port = map_number(config, "prl.vnc.port", 0);
    unsigned random = 0;
    while (mode == PRD_AUTO && (port == 0 || !is_free((int)port))) {
        if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random) abort();
        port = FIRST_VNC_PORT + (long)(random % VNC_PORTS);
    }
    map_set_number(config, "prl.vnc.port", port);
    map_set_number(config, "vnc.port", port);
    map_set(config, "vnc.password", map_text(config, "prl.vnc.password", ""));
}

void derive_record(map *config) {
    static const char *const derived[] = {"disk", "optical", "floppy", "boot", "network", "mac", "serial", "vnc."};
    for (unsigned i = 0; i < sizeof derived / sizeof derived[0]; i++) map_remove_all(config, derived[i]);
    derive_drives(config);
    derive_boot(config);
    derive_network(config);
    derive_serial(config);
    derive_vnc(config);
}

static void adopt_drive(map *config, u32 type, const char *path) {
    int number = add_device(config, type);
    map_set_number(config, key("prl.dev.%d.emulated", number), *path ? PDT_USE_IMAGE_FILE : PDT_USE_REAL_DEVICE);
    map_set(config, key("prl.dev.%d.image", number), path);
}

void adopt_record(map *config, const char *id) {
    static const struct { const char *word; u32 type; } words[] = {
        {"disk", PDE_HARD_DISK}, {"optical", PDE_OPTICAL_DISK}, {"floppy", PDE_FLOPPY_DISK}, {"network", PDE_GENERIC_NETWORK_ADAPTER}};
    char uuid[UUID_SIZE];
    make_uuid(uuid);
    map_set(config, "prl.uuid", id[0] == '{' ? id : uuid);
    if (!map_get(config, "name")) map_set(config, "name", id);
    for (int i = 0; i < MOST_DISKS; i++)
        if (map_get(config, key("disk%d", i))) adopt_drive(config, PDE_HARD_DISK, map_get(config, key("disk%d", i)));
    if (map_get(config, "optical")) adopt_drive(config, PDE_OPTICAL_DISK, map_get(config, "optical"));
    if (map_get(config, "floppy")) adopt_drive(config, PDE_FLOPPY_DISK, map_get(config, "floppy"));
    if (strcmp(map_text(config, "network", "none"), "none") != 0) add_device(config, PDE_GENERIC_NETWORK_ADAPTER);
    char order[128];
    snprintf(order, sizeof order, "%s", map_text(config, "boot", "disk,optical,floppy"));
    u32 sequence = 0;
    char *rest = NULL;
    for (char *word = strtok_r(order, ",", &rest); word; word = strtok_r(NULL, ",", &rest))
        for (int i = 0; i < 4; i++)
            if (strcmp(words[i].word, word) == 0) add_boot_device(config, words[i].type, sequence++);
}
