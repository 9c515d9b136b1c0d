/* From a .vmx to the record by which the service knows a machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "double.h"

#define MOST_DISKS 10
#define SERIAL_PORTS 4
#define MOST_UNITS 4
#define VNC_PORT "5900"
/* Classic VNC authentication takes no more. */
#define LONGEST_PASSWORD 8
#define KEY_SIZE 64

/* Disks and optical drives are looked for in this order, as a BIOS does. */
static const struct {
  const char *name;
  int buses;
  int units;
} controllers[] = {{"ide", 2, 2}, {"sata", 1, MOST_UNITS}, {"scsi", 1, MOST_UNITS}, {"nvme", 1, MOST_UNITS}};

void record_add(record *to, const char *key, const char *value) {
  to->fields = realloc(to->fields, (size_t)(to->count + 2) * sizeof *to->fields);
  if (!to->fields) abort();
  to->fields[to->count++] = copy_of(key);
  to->fields[to->count++] = copy_of(value);
}

void record_free(record *it) {
  for (int index = 0; index < it->count; index++) free(it->fields[index]);
  free(it->fields);
  *it = (record){0};
}

static const char *part(const vmx *from, const char *device, const char *name, const char *otherwise) {
  char key[KEY_SIZE];
  snprintf(key, sizeof key, "%s.%s", device, name);
  return vmx_get(from, key, otherwise);
}

static bool part_is(const vmx *from, const char *device, const char *name, const char *otherwise) {
  return strcasecmp(part(from, device, name, otherwise), "TRUE") == 0;
}

/* The file in a removable drive; "" for an empty one. */
static char *medium(const char *path, const vmx *from, const char *device) {
  const char *file = part(from, device, "fileName", "");
  bool in = part_is(from, device, "startConnected", "TRUE") && *file && strcasecmp(file, "auto detect") != 0;
  return in ? beside(path, file) : copy_of("");
}

static bool is_optical(const char *kind) { return strncasecmp(kind, "cdrom", 5) == 0 || strstr(kind, "cdrom"); }

static VixError add_disk(const char *path, const vmx *from, const char *device, const char *controller, int number,
                         record *to) {
  const char *file = part(from, device, "fileName", "");
  if (!*file) return VIX_E_CANNOT_READ_VM_CONFIG;
  char key[KEY_SIZE];
  char *image = beside(path, file);
  snprintf(key, sizeof key, "disk%d", number);
  record_add(to, key, image);
  snprintf(key, sizeof key, "disk%d.interface", number);
  record_add(to, key, strcmp(controller, "nvme") == 0 ? "virtio" : controller);
  FILE *there = fopen(image, "r");
  if (there) fclose(there);
  free(image);
  return there ? VIX_OK : VIX_E_FILE_NOT_FOUND;
}

static VixError add_drives(const char *path, const vmx *from, record *to) {
  int disks = 0;
  bool optical = false;
  for (size_t kind = 0; kind < sizeof controllers / sizeof *controllers; kind++) {
    for (int place = 0; place < controllers[kind].buses * controllers[kind].units; place++) {
      char device[KEY_SIZE];
      const char *controller = controllers[kind].name;
      snprintf(device, sizeof device, "%s%d:%d", controller, place / controllers[kind].units,
               place % controllers[kind].units);
      if (!part_is(from, device, "present", "FALSE")) continue;
      if (is_optical(part(from, device, "deviceType", "disk"))) {
        if (optical) continue;
        optical = true;
        char *disc = medium(path, from, device);
        record_add(to, "optical", disc);
        free(disc);
        continue;
      }
      VixError error = disks < MOST_DISKS ? add_disk(path, from, device, controller, disks++, to) : VIX_E_NOT_SUPPORTED;
      if (error != VIX_OK) return error;
    }
  }
  if (!vmx_is(from, "floppy0.present")) return VIX_OK;
  char *disk = medium(path, from, "floppy0");
  record_add(to, "floppy", disk);
  free(disk);
  return VIX_OK;
}

static VixError add_serial(const char *path, const vmx *from, record *to) {
  for (int port = 0; port < SERIAL_PORTS; port++) {
    char device[KEY_SIZE];
    snprintf(device, sizeof device, "serial%d", port);
    if (!part_is(from, device, "present", "FALSE")) continue;
    const char *kind = part(from, device, "fileType", "device");
    bool server = strcasecmp(part(from, device, "pipe.endPoint", "server"), "server") == 0;
    const char *way = NULL;
    if (strcasecmp(kind, "file") == 0) way = "file";
    if (strcasecmp(kind, "pipe") == 0) way = server ? "listen" : "connect";
    const char *name = part(from, device, "fileName", "");
    bool connected = way && *name && part_is(from, device, "startConnected", "TRUE");
    char *file = beside(path, name);
    char *target = connected ? text_of("%s:%s", way, file) : copy_of("");
    record_add(to, device, target);
    free(target);
    free(file);
  }
  return VIX_OK;
}

static void add_boot_order(const vmx *from, record *to) {
  static const char *const names[][2] = {
      {"hdd", "disk"}, {"cdrom", "optical"}, {"floppy", "floppy"}, {"ethernet", "network"}};
  const char *order = vmx_get(from, "bios.bootOrder", "");
  if (!*order) return;
  char *rest = copy_of(order);
  char *whole = rest;
  char *text = copy_of("");
  for (char *word; (word = strsep(&rest, ", "));) {
    for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
      if (strncasecmp(word, names[index][0], strlen(names[index][0])) != 0) continue;
      char *longer = text_of("%s%s%s", text, *text ? "," : "", names[index][1]);
      free(text);
      text = longer;
    }
  }
  record_add(to, "boot", text);
  free(text);
  free(whole);
}

/* VMware writes the password back in this form; one that is left over and does not fit makes every log-in fail. */
static char *key_of(const char *password) {
  uint64_t hash = 0xcbf29ce484222325; /* FNV-1a */
  for (; *password; password++) hash = (hash ^ (unsigned char)*password) * 0x100000001b3;
  return text_of("%016llx", (unsigned long long)hash);
}

static VixError add_vnc(vmx *from, record *to) {
  if (!vmx_is(from, "RemoteDisplay.vnc.enabled")) return VIX_OK;
  const char *password = vmx_get(from, "RemoteDisplay.vnc.password", "");
  const char *address = vmx_get(from, "RemoteDisplay.vnc.ip", "0.0.0.0");
  if (strcmp(address, "127.0.0.1") != 0 || !*password || strlen(password) > LONGEST_PASSWORD) {
    double_says("vix: RemoteDisplay.vnc wants ip 127.0.0.1 and a password of 1 to 8 characters, got ip %s and %zu characters",
                address, strlen(password));
    return VIX_E_CANNOT_POWER_ON_VM;
  }
  char *key = key_of(password);
  bool fits = strcmp(vmx_get(from, "RemoteDisplay.vnc.key", key), key) == 0;
  record_add(to, "vnc.port", vmx_get(from, "RemoteDisplay.vnc.port", VNC_PORT));
  record_add(to, "vnc.password", fits ? password : "leftover");
  vmx_set(from, "RemoteDisplay.vnc.key", key);
  free(key);
  return VIX_OK;
}

static void add_network(const vmx *from, record *to) {
  if (!vmx_is(from, "ethernet0.present")) return;
  record_add(to, "network", "user");
  const char *address = vmx_get(from, "ethernet0.address", vmx_get(from, "ethernet0.generatedAddress", ""));
  if (*address) record_add(to, "mac", address);
}

static void add_clock(const vmx *from, record *to) {
  const char *start = vmx_get(from, "rtc.startTime", "");
  if (*start) record_add(to, "clock", start);
}

VixError record_of(const char *path, vmx *from, record *to) {
  char *home = home_of(path);
  record_add(to, "name", vmx_get(from, "displayName", path));
  record_add(to, "home", home);
  free(home);
  record_add(to, "memory", vmx_get(from, "memsize", "256"));
  record_add(to, "cpus", vmx_get(from, "numvcpus", "1"));
  record_add(to, "firmware", strcasecmp(vmx_get(from, "firmware", "bios"), "efi") == 0 ? "uefi" : "bios");
  VixError error = add_drives(path, from, to);
  if (error == VIX_OK) error = add_serial(path, from, to);
  add_boot_order(from, to);
  add_network(from, to);
  add_clock(from, to);
  return error == VIX_OK ? add_vnc(from, to) : error;
}
