/* Machines as files: clones, deleting, newer virtual hardware. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "double.h"

#define IS_OFF (1 << POWER_OFF | 1 << POWER_SUSPENDED)
#define NEWEST_HARDWARE 21

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* The .vmx of the source, with what is the copy's own; disks lie beside it under their old names. */
static VixError write_clone(const char *text, const char *to) {
  FILE *file = fopen(to, "w");
  if (!file) return VIX_E_FILE_ACCESS_ERROR;
  fputs(text, file);
  fclose(file);
  vmx content;
  VixError error = vmx_read(to, &content);
  if (error != VIX_OK) return error;
  char *name = copy_of(base_name(to));
  name[strlen(name) - strlen(".vmx")] = 0;
  vmx_set(&content, "displayName", name);
  vmx_set(&content, "checkpoint.vmState", "");
  vmx_set(&content, "cleanShutdown", "TRUE");
  for (int index = 0; index < content.count; index++) {
    const char *key = content.keys[index];
    const char *value = content.values[index];
    size_t length = strlen(value);
    bool disk = length > 5 && strcasecmp(value + length - 5, ".vmdk") == 0;
    if (disk && strcasestr(key, ".fileName")) {
      char *own = copy_of(base_name(value));
      vmx_set(&content, key, own);
      free(own);
    }
  }
  free(name);
  bool good = vmx_write(to, &content);
  vmx_free(&content);
  return good ? VIX_OK : VIX_E_FILE_ACCESS_ERROR;
}

/* Disks go into the folder of the new .vmx, where the service has the home of a copy. */
static VixError copy_disks(const call *it, const char *to, const char *folder) {
  const char *kind = it->numbers[0] == VIX_CLONETYPE_LINKED ? "linked" : "full";
  VixError error = TELL(it, "clone", it->path, to, folder, it->snapshot ? it->snapshot : "", kind);
  char *home = home_of(to);
  if (error == VIX_OK) error = TELL(it, "set", to, "home", home);
  free(home);
  return error;
}

static char *snapshot_text(const call *it) {
  reply *r = ask(it, "get", it->path, NULL);
  const char *text = reply_value(r, "vmx");
  char *copy = copy_of(text ? text : "");
  reply_free(r);
  return copy;
}

static VixError clone_machine(call *it, findings *found) {
  VixError error = VIX_OK;
  if (!it->snapshot) {
    error = machine_require(it, 1 << POWER_OFF, VIX_E_VM_IS_RUNNING);
    if (error == VIX_OK) error = machine_tell(it, false);
  }
  if (error != VIX_OK) return error;
  char *folder = copy_of(it->texts[0]);
  char *slash = strrchr(folder, '/');
  if (slash) *slash = 0;
  mkdir(folder, 0777);
  char *resolved = slash ? realpath(folder, NULL) : NULL;
  free(folder);
  if (!resolved) return VIX_E_FILE_ACCESS_ERROR;
  char *to = text_of("%s/%s", resolved, base_name(it->texts[0]));
  if (access(to, F_OK) == 0) error = VIX_E_FILE_ALREADY_EXISTS;
  if (error == VIX_OK) error = copy_disks(it, to, resolved);
  char *text = snapshot_text(it);
  if (error == VIX_OK) error = write_clone(text, to);
  free(text);
  if (error == VIX_OK) {
    pthread_mutex_lock(&table_lock);
    bag_handle_locked(&found->own, object_for_locked(it->host, VIX_HANDLETYPE_VM, to, NULL));
    pthread_mutex_unlock(&table_lock);
  }
  free(to);
  free(resolved);
  return error;
}

EXPORTED VixHandle VixVM_Clone(VixHandle vmHandle, VixHandle snapshotHandle, int cloneType,
                               const char *destConfigPathName, int options, VixHandle propertyListHandle,
                               VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_Clone", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  call_snapshot(it, snapshotHandle, false);
  if (cloneType != VIX_CLONETYPE_FULL && cloneType != VIX_CLONETYPE_LINKED) call_refuse(it, VIX_E_INVALID_ARG);
  call_text(it, 0, destConfigPathName, true);
  size_t length = it->texts[0] ? strlen(it->texts[0]) : 0;
  if (length < 5 || strcmp(it->texts[0] + length - 4, ".vmx") != 0) call_refuse(it, VIX_E_FILE_NAME_INVALID);
  call_options(it, 1, options, 0);
  it->numbers[0] = cloneType;
  call_list(it, propertyListHandle);
  call_not_on_player(it);
  return call_start(it, clone_machine);
}

/* Files that belong to the machine beside its disks. */
static void remove_settings(const call *it) {
  static const char *const endings[] = {".vmx", ".vmxf", ".nvram", ".vmsd", ".log"};
  const char *dot = strrchr(it->path, '.');
  for (size_t index = 0; index < sizeof endings / sizeof *endings; index++) {
    char *file = text_of("%.*s%s", (int)(dot - it->path), it->path, endings[index]);
    unlink(file);
    free(file);
  }
  char *folder = copy_of(it->path);
  *strrchr(folder, '/') = 0;
  rmdir(folder); /* where nothing else lies in it */
  free(folder);
}

static VixError delete_machine(call *it, findings *found) {
  (void)found;
  VixError error = machine_require(it, IS_OFF, VIX_E_VM_IS_RUNNING);
  if (error == VIX_OK) error = machine_check_lock(it);
  if (error == VIX_OK) error = machine_tell(it, false);
  /* A disk that is missing already must not keep the rest. */
  if (error == VIX_OK || error == VIX_E_FILE_NOT_FOUND)
    error = TELL(it, it->numbers[0] & VIX_VMDELETE_DISK_FILES ? "delete" : "forget", it->path);
  if (error == VIX_OK) remove_settings(it);
  return error;
}

EXPORTED VixHandle VixVM_Delete(VixHandle vmHandle, int deleteOptions, VixEventProc *callbackProc,
                                void *clientData) {
  call *it = call_new("VixVM_Delete", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  call_options(it, 0, deleteOptions, VIX_VMDELETE_DISK_FILES);
  return call_start(it, delete_machine);
}

static VixError upgrade(call *it, findings *found) {
  (void)found;
  VixError error = machine_require(it, 1 << POWER_OFF, VIX_E_VM_IS_RUNNING);
  if (error != VIX_OK) return error;
  vmx content;
  error = vmx_read(it->path, &content);
  if (error != VIX_OK) return error;
  long version = strtol(vmx_get(&content, "virtualHW.version", "0"), NULL, 10);
  vmx_free(&content);
  if (version >= NEWEST_HARDWARE) return VIX_E_VM_ALREADY_UP_TO_DATE;
  char *newest = text_of("%d", NEWEST_HARDWARE);
  error = machine_set(it->path, "virtualHW.version", newest);
  free(newest);
  return error;
}

EXPORTED VixHandle VixVM_UpgradeVirtualHardware(VixHandle vmHandle, int options, VixEventProc *callbackProc,
                                                void *clientData) {
  call *it = call_new("VixVM_UpgradeVirtualHardware", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  call_options(it, 0, options, 0);
  return call_start(it, upgrade);
}
