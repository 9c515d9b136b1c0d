/* The properties of each kind of handle. */
#include <stdlib.h>
#include <string.h>

#include "double.h"

/* Workstation's; Player lacks snapshots. */
#define SOFTWARE_VERSION "double 17.6.0"
#define FEATURES (VIX_VM_SUPPORT_SHARED_FOLDERS | VIX_VM_SUPPORT_TOOLS_INSTALL | VIX_VM_SUPPORT_HARDWARE_UPGRADE)

/* VMware's word, as bits; several are set at once, as on the product. */
static int64_t power_bits(const call *it, power now, const char *word) {
  int64_t bits = 0;
  switch (now) {
    case POWER_OFF: bits = VIX_POWERSTATE_POWERED_OFF; break;
    case POWER_ON: bits = VIX_POWERSTATE_POWERED_ON | (has_tools(it) ? VIX_POWERSTATE_TOOLS_RUNNING : 0); break;
    case POWER_PAUSED: bits = VIX_POWERSTATE_POWERED_ON | VIX_POWERSTATE_PAUSED; break;
    case POWER_SUSPENDED: bits = VIX_POWERSTATE_POWERED_OFF | VIX_POWERSTATE_SUSPENDED; break;
    case POWER_BLOCKED: bits = VIX_POWERSTATE_POWERED_ON | VIX_POWERSTATE_BLOCKED_ON_MSG; break;
    case POWER_CHANGING:
      if (strcmp(word, "stopping") == 0) bits = VIX_POWERSTATE_POWERING_OFF;
      else if (strcmp(word, "suspending") == 0) bits = VIX_POWERSTATE_SUSPENDING;
      else if (strcmp(word, "resuming") == 0) bits = VIX_POWERSTATE_POWERING_ON | VIX_POWERSTATE_RESUMING;
      else if (strcmp(word, "starting") == 0) bits = VIX_POWERSTATE_POWERING_ON;
      else bits = VIX_POWERSTATE_POWERED_ON;
  }
  unsigned long long more;
  return nasty_code("Vix_GetProperties", "power-bits", &more) ? bits | (int64_t)more : bits;
}

static int64_t tools_state(const call *it, power now) {
  pthread_mutex_lock(&table_lock);
  bool known = object_held_locked(it->machine)->tools_known;
  pthread_mutex_unlock(&table_lock);
  if (!known || now != POWER_ON) return VIX_TOOLSSTATE_UNKNOWN;
  return has_tools(it) ? VIX_TOOLSSTATE_RUNNING : VIX_TOOLSSTATE_NOT_INSTALLED;
}

static VixError machine_facts(call *it, bag *to) {
  vmx content;
  VixError error = vmx_read(it->path, &content);
  if (error != VIX_OK) return error;
  power now;
  char word[32];
  error = machine_power(it, &now, word, sizeof word);
  if (error == VIX_OK) {
    bool player = it->provider == VIX_SERVICEPROVIDER_VMWARE_PLAYER;
    bag_number(to, VIX_PROPERTY_VM_NUM_VCPUS, strtol(vmx_get(&content, "numvcpus", "1"), NULL, 10));
    bag_text(to, VIX_PROPERTY_VM_VMX_PATHNAME, it->path);
    bag_text(to, VIX_PROPERTY_VM_VMTEAM_PATHNAME, "");
    bag_number(to, VIX_PROPERTY_VM_MEMORY_SIZE, strtol(vmx_get(&content, "memsize", "256"), NULL, 10));
    bag_number(to, VIX_PROPERTY_VM_READ_ONLY, 0);
    bag_text(to, VIX_PROPERTY_VM_NAME, vmx_get(&content, "displayName", ""));
    bag_text(to, VIX_PROPERTY_VM_GUESTOS, vmx_get(&content, "guestOS", "other"));
    bag_number(to, VIX_PROPERTY_VM_IN_VMTEAM, 0);
    bag_number(to, VIX_PROPERTY_VM_POWER_STATE, power_bits(it, now, word));
    bag_number(to, VIX_PROPERTY_VM_TOOLS_STATE, tools_state(it, now));
    bag_number(to, VIX_PROPERTY_VM_IS_RUNNING, now != POWER_OFF && now != POWER_SUSPENDED);
    bag_number(to, VIX_PROPERTY_VM_SUPPORTED_FEATURES, FEATURES | (player ? 0 : VIX_VM_SUPPORT_MULTIPLE_SNAPSHOTS));
    bag_number(to, VIX_PROPERTY_VM_SSL_ERROR, 0);
  }
  vmx_free(&content);
  return error;
}

static VixError host_facts(const call *it, bag *to) {
  bag_number(to, VIX_PROPERTY_HOST_HOSTTYPE, it->provider);
  bag_number(to, VIX_PROPERTY_HOST_API_VERSION, VIX_API_VERSION);
  bag_text(to, VIX_PROPERTY_HOST_SOFTWARE_VERSION, SOFTWARE_VERSION);
  return VIX_OK;
}

/* Of hosts, machines and snapshots, asked anew each time. */
static VixError current_facts(VixHandle handle, VixHandleType type, bag *to) {
  call *it = call_new("Vix_GetProperties", NULL, NULL);
  call_about(it, handle, type);
  VixError error = it->refused;
  if (error == VIX_OK) {
    if (type == VIX_HANDLETYPE_HOST) error = host_facts(it, to);
    else if (type == VIX_HANDLETYPE_VM) error = machine_facts(it, to);
    else error = snapshot_facts(it, to);
  }
  call_free(it);
  return error;
}

/* Of jobs and property lists: what they hold. */
static VixError held_facts(VixHandle handle, int first, va_list *tail) {
  pthread_mutex_lock(&table_lock);
  object *it = object_of_locked(handle, VIX_HANDLETYPE_NONE, "Vix_GetProperties");
  const bag *from = NULL;
  if (it && !it->job) from = &it->properties;
  if (it && it->job && it->job->complete) from = &it->job->found.own;
  if (it) it->holds++;
  pthread_mutex_unlock(&table_lock);
  if (!it) return VIX_E_INVALID_HANDLE;
  VixError error = from ? bag_read(from, first, tail, "Vix_GetProperties") : (VixError)VIX_E_UNFINISHED_JOB;
  pthread_mutex_lock(&table_lock);
  it->holds--;
  object_settle_locked(it);
  pthread_mutex_unlock(&table_lock);
  return error;
}

EXPORTED VixError Vix_GetProperties(VixHandle handle, int firstPropertyID, ...) {
  unsigned long long code;
  if (nasty_code("Vix_GetProperties", "error", &code)) return code;
  VixHandleType type = Vix_GetHandleType(handle);
  va_list tail;
  va_start(tail, firstPropertyID);
  VixError error;
  if (type == VIX_HANDLETYPE_JOB || type == VIX_HANDLETYPE_PROPERTY_LIST || type == VIX_HANDLETYPE_NONE) {
    error = held_facts(handle, firstPropertyID, &tail);
  } else {
    bag facts = {0};
    error = current_facts(handle, type, &facts);
    if (error == VIX_OK) error = bag_read(&facts, firstPropertyID, &tail, "Vix_GetProperties");
    bag_clear_locked(&facts); /* holds no handles: no lock is needed */
  }
  va_end(tail);
  return error;
}
