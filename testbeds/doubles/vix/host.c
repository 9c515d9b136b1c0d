/* Hosts: connecting, the list of machines, opening one. */
#include <stdlib.h>
#include <string.h>

#include "double.h"

/* The one account of a host that is named, or for a user who is. */
#define ACCOUNT "tester"
#define ACCOUNT_PASSWORD "secret"

static bool has_registry(const call *it) {
  return it->provider == VIX_SERVICEPROVIDER_VMWARE_SERVER || it->provider == VIX_SERVICEPROVIDER_VMWARE_VI_SERVER;
}

static bool is_provider(int type) {
  return (type >= VIX_SERVICEPROVIDER_DEFAULT && type <= VIX_SERVICEPROVIDER_VMWARE_PLAYER) ||
         type == VIX_SERVICEPROVIDER_VMWARE_VI_SERVER || type == VIX_SERVICEPROVIDER_VMWARE_WORKSTATION_SHARED;
}

static VixError connect_host(call *it, findings *found) {
  service_link *service = link_open();
  if (!service) return VIX_E_CANNOT_CONNECT_TO_HOST;
  pthread_mutex_lock(&table_lock);
  object *host = object_new_locked(VIX_HANDLETYPE_HOST, VIX_INVALID_HANDLE);
  host->provider = it->provider == VIX_SERVICEPROVIDER_DEFAULT ? (VixServiceProvider)VIX_SERVICEPROVIDER_VMWARE_WORKSTATION
                                                               : it->provider;
  host->service = service;
  bag_handle_locked(&found->own, host);
  pthread_mutex_unlock(&table_lock);
  return VIX_OK;
}

EXPORTED VixHandle VixHost_Connect(int apiVersion, int hostType, const char *hostName, int hostPort,
                                   const char *userName, const char *password, int options,
                                   VixHandle propertyListHandle, VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixHost_Connect", callbackProc, clientData);
  bool old = hostType == VIX_SERVICEPROVIDER_VMWARE_SERVER;
  if (apiVersion != VIX_API_VERSION && !(old && apiVersion == 1)) call_refuse(it, VIX_E_WRAPPER_VERSION_NOT_FOUND);
  if (!is_provider(hostType)) call_refuse(it, VIX_E_WRAPPER_SERVICEPROVIDER_NOT_FOUND);
  it->provider = hostType;
  call_text(it, 0, hostName, hostType == VIX_SERVICEPROVIDER_VMWARE_VI_SERVER);
  call_text(it, 1, userName, false);
  call_text(it, 2, password, false);
  call_options(it, 0, options, VIX_HOSTOPTION_VERIFY_SSL_CERT);
  call_list(it, propertyListHandle);
  bool remote = it->texts[0] && *it->texts[0];
  if (hostPort < 0 || hostPort > 65535 || (hostPort != 0 && !remote)) call_refuse(it, VIX_E_INVALID_ARG);
  bool named = remote || (it->texts[1] && *it->texts[1]);
  if (it->refused == VIX_OK && named &&
      (strcmp(it->texts[1], ACCOUNT) != 0 || strcmp(it->texts[2], ACCOUNT_PASSWORD) != 0))
    call_refuse(it, VIX_E_AUTHENTICATION_FAIL);
  return call_start(it, connect_host);
}

static VixError find_items(call *it, findings *found) {
  (void)found;
  bool registered = it->numbers[0] == VIX_FIND_REGISTERED_VMS;
  reply *list = ask(it, "list", NULL);
  VixError error = error_of(list);
  for (int index = 0; error == VIX_OK && index < list->count; index++) {
    reply *one = ask(it, registered ? "get" : "state", list->fields[index], NULL);
    const char *state = reply_field(one, 0);
    bool wanted = registered ? reply_value(one, "registered") != NULL
                             : one->ok && strcmp(state, "off") != 0 && strcmp(state, "suspended") != 0;
    if (wanted) call_found(it, list->fields[index]);
    reply_free(one);
  }
  reply_free(list);
  return error;
}

EXPORTED VixHandle VixHost_FindItems(VixHandle hostHandle, int searchType, VixHandle searchCriteria,
                                     int timeout, VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixHost_FindItems", callbackProc, clientData);
  call_about(it, hostHandle, VIX_HANDLETYPE_HOST);
  if (searchType != VIX_FIND_RUNNING_VMS && searchType != VIX_FIND_REGISTERED_VMS) call_refuse(it, VIX_E_INVALID_ARG);
  if (searchCriteria != VIX_INVALID_HANDLE || timeout != -1 || !callbackProc) call_refuse(it, VIX_E_INVALID_ARG);
  if (searchType == VIX_FIND_REGISTERED_VMS && !has_registry(it)) call_refuse(it, VIX_E_NOT_SUPPORTED);
  it->numbers[0] = searchType;
  return call_start(it, find_items);
}

/* The path of the machine in the first text, as the service knows it. */
static VixError find_file(call *it) {
  char *path = realpath(it->texts[0], NULL);
  if (!path) return VIX_E_VM_NOT_FOUND;
  it->path = path;
  vmx content;
  VixError error = vmx_read(path, &content);
  if (error == VIX_OK) vmx_free(&content);
  return error == VIX_E_FILE_NOT_FOUND ? (VixError)VIX_E_VM_NOT_FOUND : error;
}

static VixError register_machine(call *it, findings *found) {
  (void)found;
  VixError error = find_file(it);
  if (error != VIX_OK || !has_registry(it)) return error;
  return TELL(it, "set", it->path, "registered", "1");
}

static VixError unregister_machine(call *it, findings *found) {
  (void)found;
  VixError error = find_file(it);
  if (error != VIX_OK || !has_registry(it)) return error;
  error = machine_require(it, 1 << POWER_OFF | 1 << POWER_SUSPENDED, VIX_E_VM_IS_RUNNING);
  return error == VIX_OK ? TELL(it, "unset", it->path, "registered") : error;
}

static VixHandle about_file(call *it, VixHandle host, const char *path, work *run) {
  call_about(it, host, VIX_HANDLETYPE_HOST);
  call_text(it, 0, path, true);
  return call_start(it, run);
}

EXPORTED VixHandle VixHost_RegisterVM(VixHandle hostHandle, const char *vmxFilePath, VixEventProc *callbackProc,
                                      void *clientData) {
  call *it = call_new("VixHost_RegisterVM", callbackProc, clientData);
  return about_file(it, hostHandle, vmxFilePath, register_machine);
}

EXPORTED VixHandle VixHost_UnregisterVM(VixHandle hostHandle, const char *vmxFilePath, VixEventProc *callbackProc,
                                        void *clientData) {
  call *it = call_new("VixHost_UnregisterVM", callbackProc, clientData);
  return about_file(it, hostHandle, vmxFilePath, unregister_machine);
}

/* A .vmx is encrypted if it has a key safe; the double's safe holds the password itself. */
static VixError check_encryption(const call *it) {
  vmx content;
  VixError error = vmx_read(it->path, &content);
  if (error != VIX_OK) return error;
  const char *safe = vmx_get(&content, "encryption.keySafe", NULL);
  const property *password = bag_find(&it->list, VIX_PROPERTY_VM_ENCRYPTION_PASSWORD);
  if (safe && !password) error = VIX_E_CRYPTO_NEED_PASSWORD;
  else if (safe && strcmp(safe, password->text) != 0) error = VIX_E_CRYPTO_BAD_PASSWORD;
  vmx_free(&content);
  return error;
}

static VixError check_registered(const call *it) {
  if (!has_registry(it)) return VIX_OK;
  reply *r = ask(it, "get", it->path, NULL);
  VixError error = r->ok && !reply_value(r, "registered") ? (VixError)VIX_E_VM_NOT_FOUND : error_of(r);
  reply_free(r);
  return error;
}

static VixError open_machine(call *it, findings *found) {
  VixError error = find_file(it);
  if (error == VIX_OK) error = check_registered(it);
  if (error == VIX_OK) error = check_encryption(it);
  power now;
  if (error == VIX_OK) error = machine_power(it, &now, NULL, 0);
  if (error != VIX_OK) return error;
  /* What is wrong with its disks shows at power-on. */
  if (now == POWER_OFF) machine_tell(it, false);
  pthread_mutex_lock(&table_lock);
  bag_handle_locked(&found->own, object_for_locked(it->host, VIX_HANDLETYPE_VM, it->path, NULL));
  pthread_mutex_unlock(&table_lock);
  return VIX_OK;
}

EXPORTED VixHandle VixHost_OpenVM(VixHandle hostHandle, const char *vmxFilePathName, int options,
                                  VixHandle propertyListHandle, VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixHost_OpenVM", callbackProc, clientData);
  call_options(it, 0, options, VIX_VMOPEN_NORMAL);
  call_list(it, propertyListHandle);
  return about_file(it, hostHandle, vmxFilePathName, open_machine);
}

EXPORTED VixHandle VixVM_Open(VixHandle hostHandle, const char *vmxFilePathName, VixEventProc *callbackProc,
                              void *clientData) {
  call *it = call_new("VixVM_Open", callbackProc, clientData);
  return about_file(it, hostHandle, vmxFilePathName, open_machine);
}

/* Removed in 1.11; libraries still export the symbol. */
EXPORTED void Vix_PumpEvents(VixHandle hostHandle, int options);
EXPORTED void Vix_PumpEvents(VixHandle hostHandle, int options) {
  double_misuse("Vix_PumpEvents(%d, %d): the event pump was removed in VIX 1.11", hostHandle, options);
}
