/* The simulated guest tools: their state, log-in, variables, pictures. No program of ours runs in the guest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "double.h"

/* The one account of every guest. */
#define GUEST_USER "guest"
#define GUEST_PASSWORD "guest"
#define IS_ON (1 << POWER_ON | 1 << POWER_PAUSED | 1 << POWER_BLOCKED)
/* Between two looks at a machine whose tools may come, ms. */
#define TOOLS_INTERVAL 100

static VixError running(const call *of) { return machine_require(of, IS_ON, VIX_E_VM_NOT_RUNNING); }

VixError guest_ready(const call *of) {
  VixError error = running(of);
  if (error == VIX_OK && !has_tools(of)) error = VIX_E_TOOLS_NOT_RUNNING;
  if (error != VIX_OK) return error;
  pthread_mutex_lock(&table_lock);
  bool logged_in = object_held_locked(of->machine)->logged_in;
  pthread_mutex_unlock(&table_lock);
  return logged_in ? VIX_OK : VIX_E_ANON_GUEST_OPERATIONS_PROHIBITED;
}

char *guest_file(const call *of, const char *name) {
  if (!*name || strstr(name, "..")) return NULL;
  char *home = home_of(of->path);
  char *file = text_of("%s/guest/%s", home, *name == '/' ? name + 1 : name);
  free(home);
  for (char *at = file + strlen(file) - strlen(name); *at; at++)
    if (*at == '\\') *at = '/';
  return file;
}

/* The folders that every guest has. */
static void make_guest(const call *of) {
  char *home = home_of(of->path);
  for (const char *const *at = (const char *const[]){"", "/guest", "/guest/tmp", NULL}; *at; at++) {
    char *folder = text_of("%s%s", home, *at);
    mkdir(folder, 0700);
    free(folder);
  }
  free(home);
}

static VixError log_in(call *it, findings *found) {
  (void)found;
  VixError error = running(it);
  if (error == VIX_OK && !has_tools(it)) error = VIX_E_TOOLS_NOT_RUNNING;
  if (error == VIX_OK && !*it->texts[1]) error = VIX_E_EMPTY_PASSWORD_NOT_ALLOWED_IN_GUEST;
  bool known = error == VIX_OK && strcmp(it->texts[0], GUEST_USER) == 0 && strcmp(it->texts[1], GUEST_PASSWORD) == 0;
  if (error == VIX_OK && !known) error = VIX_E_CANNOT_AUTHENTICATE_WITH_GUEST;
  if (error != VIX_OK) return error;
  make_guest(it);
  pthread_mutex_lock(&table_lock);
  object *machine = object_held_locked(it->machine);
  machine->logged_in = true;
  machine->interactive = it->numbers[0] & VIX_LOGIN_IN_GUEST_REQUIRE_INTERACTIVE_ENVIRONMENT;
  pthread_mutex_unlock(&table_lock);
  return VIX_OK;
}

EXPORTED VixHandle VixVM_LoginInGuest(VixHandle vmHandle, const char *userName, const char *password, int options,
                                      VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_LoginInGuest", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  call_text(it, 0, userName, true);
  call_text(it, 1, password, false);
  call_options(it, 0, options, VIX_LOGIN_IN_GUEST_REQUIRE_INTERACTIVE_ENVIRONMENT);
  return call_start(it, log_in);
}

static VixError log_out(call *it, findings *found) {
  (void)found;
  VixError error = guest_ready(it);
  if (error != VIX_OK) return error;
  pthread_mutex_lock(&table_lock);
  object_held_locked(it->machine)->logged_in = false;
  pthread_mutex_unlock(&table_lock);
  return VIX_OK;
}

EXPORTED VixHandle VixVM_LogoutFromGuest(VixHandle vmHandle, VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_LogoutFromGuest", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  return call_start(it, log_out);
}

static VixError wait_for_tools(call *it, findings *found) {
  (void)found;
  VixError error = running(it);
  pthread_mutex_lock(&table_lock);
  object_held_locked(it->machine)->tools_known = true;
  pthread_mutex_unlock(&table_lock);
  bool for_ever = it->numbers[0] <= 0;
  for (int64_t left = it->numbers[0] * 1000; error == VIX_OK && !has_tools(it); left -= TOOLS_INTERVAL) {
    if (left <= 0 && !for_ever) return VIX_E_TIMEOUT_WAITING_FOR_TOOLS;
    wait_milliseconds(TOOLS_INTERVAL);
    error = running(it);
  }
  return error;
}

EXPORTED VixHandle VixVM_WaitForToolsInGuest(VixHandle vmHandle, int timeoutInSeconds, VixEventProc *callbackProc,
                                             void *clientData) {
  call *it = call_new("VixVM_WaitForToolsInGuest", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  it->numbers[0] = timeoutInSeconds;
  return call_start(it, wait_for_tools);
}

static VixError install_tools(call *it, findings *found) {
  (void)found;
  return running(it);
}

EXPORTED VixHandle VixVM_InstallTools(VixHandle vmHandle, int options, const char *commandLineArgs,
                                      VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_InstallTools", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  call_options(it, 0, options, VIX_INSTALLTOOLS_AUTO_UPGRADE | VIX_INSTALLTOOLS_RETURN_IMMEDIATELY);
  call_text(it, 0, commandLineArgs, false);
  return call_start(it, install_tools);
}

/* Of the .vmx under `guestinfo.` for a guest's variables, as it is for settings; the environment's in the record. */
static char *variable_key(const call *it) {
  int kind = (int)it->numbers[0];
  const char *prefix = kind == VIX_VM_GUEST_VARIABLE ? "guestinfo." : kind == VIX_VM_CONFIG_RUNTIME_ONLY ? "" : "env.";
  return text_of("variable.%s%s", prefix, it->texts[0]);
}

static VixError may_touch_variable(const call *it) {
  return it->numbers[0] == VIX_GUEST_ENVIRONMENT_VARIABLE ? guest_ready(it) : running(it);
}

static VixError read_variable(call *it, findings *found) {
  VixError error = may_touch_variable(it);
  if (error != VIX_OK) return error;
  char *key = variable_key(it);
  reply *r = ask(it, "get", it->path, NULL);
  error = error_of(r);
  const char *value = reply_value(r, key);
  vmx content = {0};
  if (!value && it->numbers[0] == VIX_VM_CONFIG_RUNTIME_ONLY && vmx_read(it->path, &content) == VIX_OK)
    value = vmx_get(&content, it->texts[0], NULL);
  if (error == VIX_OK) bag_text(&found->own, VIX_PROPERTY_JOB_RESULT_VM_VARIABLE_STRING, value ? value : "");
  vmx_free(&content);
  reply_free(r);
  free(key);
  return error;
}

static VixError write_variable(call *it, findings *found) {
  (void)found;
  VixError error = may_touch_variable(it);
  if (error != VIX_OK) return error;
  char *key = variable_key(it);
  error = TELL(it, "set", it->path, key, it->texts[1]);
  free(key);
  return error;
}

static void about_variable(call *it, VixHandle machine, int kind, const char *name, int options) {
  call_about(it, machine, VIX_HANDLETYPE_VM);
  if (kind < VIX_VM_GUEST_VARIABLE || kind > VIX_GUEST_ENVIRONMENT_VARIABLE) call_refuse(it, VIX_E_INVALID_ARG);
  it->numbers[0] = kind;
  call_text(it, 0, name, true);
  call_options(it, 1, options, 0);
}

EXPORTED VixHandle VixVM_ReadVariable(VixHandle vmHandle, int variableType, const char *name, int options,
                                      VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_ReadVariable", callbackProc, clientData);
  about_variable(it, vmHandle, variableType, name, options);
  return call_start(it, read_variable);
}

EXPORTED VixHandle VixVM_WriteVariable(VixHandle vmHandle, int variableType, const char *valueName, const char *value,
                                       int options, VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_WriteVariable", callbackProc, clientData);
  about_variable(it, vmHandle, variableType, valueName, options);
  call_text(it, 1, value, true);
  return call_start(it, write_variable);
}

static VixError capture(call *it, findings *found) {
  VixError error = guest_ready(it);
  pthread_mutex_lock(&table_lock);
  bool interactive = object_held_locked(it->machine)->interactive;
  pthread_mutex_unlock(&table_lock);
  if (error == VIX_OK && !interactive) error = VIX_E_INTERACTIVE_SESSION_NOT_PRESENT;
  if (error != VIX_OK) return error;
  char name[] = "/tmp/vix-double-XXXXXX";
  int file = mkstemp(name);
  if (file < 0) return VIX_E_SCREEN_CAPTURE_ERROR;
  close(file);
  error = TELL(it, "capture", it->path, name, "png", "0", "0", "0", "0", "0", "0");
  size_t size;
  char *picture = error == VIX_OK ? file_read(name, &size) : NULL;
  if (picture) {
    bag_number(&found->own, VIX_PROPERTY_JOB_RESULT_SCREEN_IMAGE_SIZE, (int64_t)size);
    bag_blob(&found->own, VIX_PROPERTY_JOB_RESULT_SCREEN_IMAGE_DATA, picture, size);
  } else if (error == VIX_OK) {
    error = VIX_E_SCREEN_CAPTURE_ERROR;
  }
  free(picture);
  unlink(name);
  return error;
}

EXPORTED VixHandle VixVM_CaptureScreenImage(VixHandle vmHandle, int captureType, VixHandle additionalProperties,
                                            VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_CaptureScreenImage", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  if (captureType != VIX_CAPTURESCREENFORMAT_PNG && captureType != VIX_CAPTURESCREENFORMAT_PNG_NOCOMPRESS)
    call_refuse(it, VIX_E_SCREEN_CAPTURE_BAD_FORMAT);
  call_list(it, additionalProperties);
  return call_start(it, capture);
}

static VixError share_folders(call *it, findings *found) {
  (void)found;
  VixError error = running(it);
  return error == VIX_OK && !has_tools(it) ? (VixError)VIX_E_TOOLS_NOT_RUNNING : error;
}

EXPORTED VixHandle VixVM_EnableSharedFolders(VixHandle vmHandle, Bool enabled, int options,
                                             VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_EnableSharedFolders", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  if (enabled != 0 && enabled != 1) call_refuse(it, VIX_E_INVALID_ARG);
  call_options(it, 0, options, VIX_SHAREDFOLDER_WRITE_ACCESS);
  return call_start(it, share_folders);
}
