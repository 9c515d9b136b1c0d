/* Snapshots: the tree, taking, going back, removing; clones. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "double.h"

/* Of a machine that was off, or of its disks alone: going back to it leaves the machine off. */
#define DISKS_ONLY 'd'
#define WITH_MEMORY 'm'
#define IS_ON (1 << POWER_ON | 1 << POWER_PAUSED | 1 << POWER_BLOCKED)

/* What the service tells of each snapshot, in this order. */
typedef struct {
  const char *id;
  const char *parent;
  const char *name;
  const char *description;
  const char *state;
  const char *created;
  const char *current;
} entry;
#define ENTRY_FIELDS 7

typedef struct {
  reply *raw;
  const entry *entries;
  int count;
} tree;

static VixError read_tree(const call *of, tree *to) {
  *to = (tree){.raw = ask(of, "snapshot-list", of->path, NULL)};
  if (reply_is(to->raw, "unknown")) return VIX_OK; /* never told of: it has none */
  VixError error = error_of(to->raw);
  if (error != VIX_OK) return error;
  to->entries = (const entry *)(const void *)to->raw->fields;
  to->count = to->raw->count / ENTRY_FIELDS;
  return VIX_OK;
}

/* The `index`th snapshot on `parent` ("": on nothing); NULL: fewer. */
static const entry *child(const tree *in, const char *parent, int index) {
  for (int at = 0; at < in->count; at++)
    if (strcmp(in->entries[at].parent, parent) == 0 && index-- == 0) return &in->entries[at];
  return NULL;
}

static int children(const tree *in, const char *parent) {
  int count = 0;
  while (child(in, parent, count)) count++;
  return count;
}

static const entry *with_id(const tree *in, const char *id) {
  for (int at = 0; at < in->count; at++)
    if (strcmp(in->entries[at].id, id) == 0) return &in->entries[at];
  return NULL;
}

/* "a/b/c" is c on b on a; a name alone is looked for in the whole tree. */
static VixError named(const tree *in, const char *name, const entry **found) {
  *found = NULL;
  for (int at = 0; at < in->count; at++) {
    if (strcmp(in->entries[at].name, name) != 0) continue;
    if (*found) return VIX_E_SNAPSHOT_NONUNIQUE_NAME;
    *found = &in->entries[at];
  }
  if (*found) return VIX_OK;
  char *path = copy_of(name);
  char *rest = path;
  const char *parent = "";
  for (char *word; (word = strsep(&rest, "/"));) {
    const entry *step = NULL;
    for (int index = 0; (step = child(in, parent, index)) && strcmp(step->name, word) != 0;) index++;
    *found = step;
    if (!step) break;
    parent = step->id;
  }
  free(path);
  return *found ? VIX_OK : VIX_E_SNAPSHOT_NOTFOUND;
}

static object *snapshot_of_locked(const call *of, const char *id) {
  return object_for_locked(of->host, VIX_HANDLETYPE_SNAPSHOT, of->path, id);
}

static VixError give(const call *of, const entry *found, VixError otherwise, VixHandle *to) {
  if (!found) return otherwise;
  pthread_mutex_lock(&table_lock);
  *to = object_give_locked(snapshot_of_locked(of, found->id));
  pthread_mutex_unlock(&table_lock);
  return VIX_OK;
}

typedef VixError question(const call *of, const tree *in, int index, const char *name, void *result);

/* Asks the tree of a machine, or of a snapshot's machine, at once. */
static VixError ask_tree(const char *function, VixHandle handle, VixHandleType type, question *what, int index,
                         const char *name, void *result) {
  unsigned long long code;
  if (nasty_code(function, "error", &code)) return code;
  if (!result) return VIX_E_INVALID_ARG;
  call *it = call_new(function, NULL, NULL);
  call_about(it, handle, type);
  call_not_on_player(it);
  VixError error = it->refused;
  tree all = {0};
  if (error == VIX_OK) error = read_tree(it, &all);
  if (error == VIX_OK) error = what(it, &all, index, name, result);
  reply_free(all.raw);
  call_free(it);
  return error;
}

static VixError count_children(const call *of, const tree *in, int index, const char *name, void *result) {
  (void)index, (void)name;
  *(int *)result = children(in, of->snapshot ? of->snapshot : "");
  return VIX_OK;
}

static VixError nth_child(const call *of, const tree *in, int index, const char *name, void *result) {
  (void)name;
  if (index < 0) return VIX_E_INVALID_ARG;
  return give(of, child(in, of->snapshot ? of->snapshot : "", index), VIX_E_SNAPSHOT_NOTFOUND, result);
}

static VixError current(const call *of, const tree *in, int index, const char *name, void *result) {
  (void)index, (void)name;
  const entry *found = NULL;
  for (int at = 0; at < in->count; at++)
    if (strcmp(in->entries[at].current, "1") == 0) found = &in->entries[at];
  return give(of, found, VIX_E_SNAPSHOT_NOTFOUND, result);
}

static VixError by_name(const call *of, const tree *in, int index, const char *name, void *result) {
  (void)index;
  if (!name) return VIX_E_INVALID_ARG;
  if (!is_utf8(name)) return VIX_E_INVALID_UTF8_STRING;
  const entry *found;
  VixError error = named(in, name, &found);
  return error == VIX_OK ? give(of, found, VIX_E_SNAPSHOT_NOTFOUND, result) : error;
}

static VixError parent_of(const call *of, const tree *in, int index, const char *name, void *result) {
  (void)index, (void)name;
  const entry *it = with_id(in, of->snapshot);
  return give(of, it ? with_id(in, it->parent) : NULL, VIX_E_SNAPSHOT_NOTFOUND, result);
}

EXPORTED VixError VixVM_GetNumRootSnapshots(VixHandle vmHandle, int *result) {
  return ask_tree("VixVM_GetNumRootSnapshots", vmHandle, VIX_HANDLETYPE_VM, count_children, 0, NULL, result);
}

EXPORTED VixError VixVM_GetRootSnapshot(VixHandle vmHandle, int index, VixHandle *snapshotHandle) {
  return ask_tree("VixVM_GetRootSnapshot", vmHandle, VIX_HANDLETYPE_VM, nth_child, index, NULL, snapshotHandle);
}

EXPORTED VixError VixVM_GetCurrentSnapshot(VixHandle vmHandle, VixHandle *snapshotHandle) {
  return ask_tree("VixVM_GetCurrentSnapshot", vmHandle, VIX_HANDLETYPE_VM, current, 0, NULL, snapshotHandle);
}

EXPORTED VixError VixVM_GetNamedSnapshot(VixHandle vmHandle, const char *name, VixHandle *snapshotHandle) {
  return ask_tree("VixVM_GetNamedSnapshot", vmHandle, VIX_HANDLETYPE_VM, by_name, 0, name, snapshotHandle);
}

EXPORTED VixError VixSnapshot_GetNumChildren(VixHandle parentSnapshotHandle, int *numChildSnapshots) {
  return ask_tree("VixSnapshot_GetNumChildren", parentSnapshotHandle, VIX_HANDLETYPE_SNAPSHOT, count_children, 0, NULL,
                  numChildSnapshots);
}

EXPORTED VixError VixSnapshot_GetChild(VixHandle parentSnapshotHandle, int index, VixHandle *childSnapshotHandle) {
  return ask_tree("VixSnapshot_GetChild", parentSnapshotHandle, VIX_HANDLETYPE_SNAPSHOT, nth_child, index, NULL,
                  childSnapshotHandle);
}

EXPORTED VixError VixSnapshot_GetParent(VixHandle snapshotHandle, VixHandle *parentSnapshotHandle) {
  return ask_tree("VixSnapshot_GetParent", snapshotHandle, VIX_HANDLETYPE_SNAPSHOT, parent_of, 0, NULL,
                  parentSnapshotHandle);
}

static bool is_live(const entry *it) { return it->id[0] == WITH_MEMORY && strcmp(it->state, "off") != 0; }

VixError snapshot_facts(const call *of, bag *to) {
  tree all;
  VixError error = read_tree(of, &all);
  const entry *it = error == VIX_OK ? with_id(&all, of->snapshot) : NULL;
  if (error == VIX_OK && !it) error = VIX_E_SNAPSHOT_NOTFOUND;
  if (error == VIX_OK) {
    bag_text(to, VIX_PROPERTY_SNAPSHOT_DISPLAYNAME, it->name);
    bag_text(to, VIX_PROPERTY_SNAPSHOT_DESCRIPTION, it->description);
    bag_number(to, VIX_PROPERTY_SNAPSHOT_POWERSTATE,
               is_live(it) ? VIX_POWERSTATE_POWERED_ON : VIX_POWERSTATE_POWERED_OFF);
  }
  reply_free(all.raw);
  return error;
}

/* Unique among all processes of one folder. */
static char *new_id(bool memory) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return text_of("%c%lld-%09ld", memory ? WITH_MEMORY : DISKS_ONLY, (long long)now.tv_sec, now.tv_nsec);
}

static VixError take(call *it, findings *found) {
  power now;
  VixError error = machine_power(it, &now, NULL, 0);
  if (error == VIX_OK && now == POWER_OFF) error = machine_tell(it, false);
  if (error != VIX_OK) return error;
  bool on = IS_ON & 1 << now;
  char *id = new_id(on && it->numbers[0] & VIX_SNAPSHOT_INCLUDE_MEMORY);
  error = TELL(it, "snapshot-take", it->path, id, it->texts[0], it->texts[1]);
  if (error == VIX_OK) {
    pthread_mutex_lock(&table_lock);
    bag_handle_locked(&found->own, snapshot_of_locked(it, id));
    pthread_mutex_unlock(&table_lock);
  }
  free(id);
  return error;
}

EXPORTED VixHandle VixVM_CreateSnapshot(VixHandle vmHandle, const char *name, const char *description,
                                        int options, VixHandle propertyListHandle,
                                        VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_CreateSnapshot", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  call_text(it, 0, name, false);
  call_text(it, 1, description, false);
  call_options(it, 0, options, VIX_SNAPSHOT_INCLUDE_MEMORY);
  call_list(it, propertyListHandle);
  call_not_on_player(it);
  return call_start(it, take);
}

static VixError revert(call *it, findings *found) {
  (void)found;
  VixError error = machine_check_lock(it);
  if (error == VIX_OK) error = TELL(it, "snapshot-restore", it->path, it->snapshot);
  if (error == VIX_E_VM_NOT_FOUND) return VIX_E_SNAPSHOT_NOTFOUND;
  if (error != VIX_OK) return error;
  bool stays_off = it->snapshot[0] == DISKS_ONLY || it->numbers[0] & VIX_VMPOWEROP_SUPPRESS_SNAPSHOT_POWERON;
  if (stays_off && machine_require(it, IS_ON, VIX_E_VM_NOT_RUNNING) == VIX_OK) error = TELL(it, "stop", it->path);
  return error == VIX_OK ? machine_restored(it) : error;
}

EXPORTED VixHandle VixVM_RevertToSnapshot(VixHandle vmHandle, VixHandle snapshotHandle, int options,
                                          VixHandle propertyListHandle, VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_RevertToSnapshot", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  call_snapshot(it, snapshotHandle, true);
  int allowed = VIX_VMPOWEROP_SUPPRESS_SNAPSHOT_POWERON;
  call_options(it, 0, options, options & allowed ? allowed : VIX_VMPOWEROP_LAUNCH_GUI);
  call_list(it, propertyListHandle);
  call_not_on_player(it);
  return call_start(it, revert);
}

static VixError remove_snapshot(call *it, findings *found) {
  (void)found;
  const char *all = it->numbers[0] & VIX_SNAPSHOT_REMOVE_CHILDREN ? "1" : "0";
  VixError error = TELL(it, "snapshot-delete", it->path, it->snapshot, all);
  return error == VIX_E_VM_NOT_FOUND ? (VixError)VIX_E_SNAPSHOT_NOTFOUND : error;
}

EXPORTED VixHandle VixVM_RemoveSnapshot(VixHandle vmHandle, VixHandle snapshotHandle, int options,
                                        VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_RemoveSnapshot", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  call_snapshot(it, snapshotHandle, true);
  call_options(it, 0, options, VIX_SNAPSHOT_REMOVE_CHILDREN);
  call_not_on_player(it);
  return call_start(it, remove_snapshot);
}
