/* A machine's power: on, off, reset, suspended, paused. */
#include <stdlib.h>
#include <string.h>

#include "double.h"

#define IS_OFF (1 << POWER_OFF | 1 << POWER_SUSPENDED)
#define IS_ON (1 << POWER_ON | 1 << POWER_PAUSED | 1 << POWER_BLOCKED)
/* In the .vmx: the file with the memory of a suspended machine. Without it the machine boots. */
#define STATE_FILE_KEY "checkpoint.vmState"

/* Whether it continues; a state whose mention was taken out of the .vmx is thrown away. */
static VixError prepare_state(const call *it, power now) {
  if (now != POWER_SUSPENDED) return VIX_OK;
  vmx content;
  VixError error = vmx_read(it->path, &content);
  if (error != VIX_OK) return error;
  bool kept = *vmx_get(&content, STATE_FILE_KEY, "") != 0;
  vmx_free(&content);
  return kept ? (VixError)VIX_OK : TELL(it, "discard", it->path);
}

static VixError start(const call *it) {
  reply *r = ask(it, "start", it->path, NULL);
  VixError error = error_of(r);
  reply_free(r);
  return error == VIX_E_FAIL ? (VixError)VIX_E_CANNOT_POWER_ON_VM : error;
}

static VixError power_on(call *it, findings *found) {
  (void)found;
  power now;
  VixError error = machine_power(it, &now, NULL, 0);
  if (error == VIX_OK) error = machine_check_lock(it);
  if (error == VIX_OK) error = machine_require(it, IS_OFF, VIX_E_VM_IS_RUNNING);
  if (error == VIX_OK) error = machine_tell(it, true);
  /* Only now does the service know of a state that lies in a folder new to it. */
  if (error == VIX_OK) error = machine_power(it, &now, NULL, 0);
  if (error == VIX_OK) error = prepare_state(it, now);
  if (error == VIX_OK) error = machine_set(it->path, STATE_FILE_KEY, "");
  if (error == VIX_OK) error = machine_tell(it, true);
  if (error == VIX_OK) error = start(it);
  if (error == VIX_OK) error = machine_opened(it);
  if (error == VIX_OK && it->numbers[0] & VIX_VMPOWEROP_START_VM_PAUSED) error = TELL(it, "pause", it->path);
  return error;
}

static VixError soft(const call *it) {
  if (!(it->numbers[0] & VIX_VMPOWEROP_FROM_GUEST)) return VIX_OK;
  VixError error = machine_require(it, IS_ON, VIX_E_VM_NOT_RUNNING);
  if (error != VIX_OK) return error;
  return has_tools(it) ? VIX_OK : VIX_E_TOOLS_NOT_RUNNING;
}

static VixError power_off(call *it, findings *found) {
  (void)found;
  VixError error = machine_require(it, IS_ON, VIX_E_VM_NOT_RUNNING);
  if (error == VIX_OK) error = soft(it);
  if (error == VIX_OK) error = TELL(it, it->numbers[0] & VIX_VMPOWEROP_FROM_GUEST ? "shutdown" : "stop", it->path);
  return error == VIX_OK ? machine_closed(it) : error;
}

static VixError reset(call *it, findings *found) {
  (void)found;
  VixError error = machine_require(it, IS_ON, VIX_E_VM_NOT_RUNNING);
  if (error == VIX_OK) error = soft(it);
  return error == VIX_OK ? TELL(it, "reset", it->path) : error;
}

static VixError suspend(call *it, findings *found) {
  (void)found;
  VixError error = machine_require(it, IS_ON, VIX_E_VM_NOT_RUNNING);
  if (error == VIX_OK) error = soft(it);
  if (error == VIX_OK) error = TELL(it, "suspend", it->path);
  if (error == VIX_OK) error = machine_closed(it);
  if (error != VIX_OK) return error;
  char *home = home_of(it->path);
  char *file = text_of("%s/suspended.memory", strrchr(home, '/') + 1);
  error = machine_set(it->path, STATE_FILE_KEY, file);
  free(file);
  free(home);
  return error;
}

static VixError pause_machine(call *it, findings *found) {
  (void)found;
  VixError error = machine_require(it, IS_ON, VIX_E_VM_NOT_RUNNING);
  return error == VIX_OK ? TELL(it, "pause", it->path) : error;
}

static VixError unpause(call *it, findings *found) {
  (void)found;
  VixError error = machine_require(it, IS_ON, VIX_E_VM_NOT_RUNNING);
  return error == VIX_OK ? TELL(it, "resume", it->path) : error;
}

EXPORTED VixHandle VixVM_PowerOn(VixHandle vmHandle, int powerOnOptions, VixHandle propertyListHandle,
                                 VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_PowerOn", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  call_options(it, 0, powerOnOptions, VIX_VMPOWEROP_LAUNCH_GUI | VIX_VMPOWEROP_START_VM_PAUSED);
  call_list(it, propertyListHandle);
  return call_start(it, power_on);
}

static VixHandle power_down(call *it, VixHandle machine, int options, work *run) {
  call_about(it, machine, VIX_HANDLETYPE_VM);
  call_options(it, 0, options, VIX_VMPOWEROP_FROM_GUEST);
  return call_start(it, run);
}

EXPORTED VixHandle VixVM_PowerOff(VixHandle vmHandle, int powerOffOptions, VixEventProc *callbackProc,
                                  void *clientData) {
  return power_down(call_new("VixVM_PowerOff", callbackProc, clientData), vmHandle, powerOffOptions, power_off);
}

EXPORTED VixHandle VixVM_Reset(VixHandle vmHandle, int resetOptions, VixEventProc *callbackProc,
                               void *clientData) {
  return power_down(call_new("VixVM_Reset", callbackProc, clientData), vmHandle, resetOptions, reset);
}

EXPORTED VixHandle VixVM_Suspend(VixHandle vmHandle, int suspendOptions, VixEventProc *callbackProc,
                                 void *clientData) {
  return power_down(call_new("VixVM_Suspend", callbackProc, clientData), vmHandle, suspendOptions, suspend);
}

static VixHandle pausing(call *it, VixHandle machine, int options, VixHandle list, work *run) {
  call_about(it, machine, VIX_HANDLETYPE_VM);
  call_options(it, 0, options, 0);
  call_list(it, list);
  call_not_on_player(it);
  return call_start(it, run);
}

EXPORTED VixHandle VixVM_Pause(VixHandle vmHandle, int options, VixHandle propertyList, VixEventProc *callbackProc,
                               void *clientData) {
  return pausing(call_new("VixVM_Pause", callbackProc, clientData), vmHandle, options, propertyList, pause_machine);
}

EXPORTED VixHandle VixVM_Unpause(VixHandle vmHandle, int options, VixHandle propertyList, VixEventProc *callbackProc,
                                 void *clientData) {
  return pausing(call_new("VixVM_Unpause", callbackProc, clientData), vmHandle, options, propertyList, unpause);
}
