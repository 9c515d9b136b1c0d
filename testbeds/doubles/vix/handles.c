/* The table of handles: counted references, one handle for each machine and snapshot, and what was released already. */
#include <stdlib.h>
#include <string.h>

#include "double.h"

pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t job_completed = PTHREAD_COND_INITIALIZER;

/* Far from small numbers: an index or a size given for a handle is no handle. */
#define FIRST_HANDLE 0x5a00

/* What was behind a number: a released one leaves its type, and whether its host went first. */
typedef struct {
  object *object; /* NULL: released */
  unsigned char type;
  bool disconnected;
} entry;

static entry *table;
static int used;
static int room;
/* The handle that was released last, to be used again where the nasty case wants that. */
static VixHandle last_released;

static entry *entry_of(VixHandle handle) {
  int index = handle - FIRST_HANDLE;
  return index >= 0 && index < used ? &table[index] : NULL;
}

object *object_new_locked(VixHandleType type, VixHandle host) {
  object *it = obtain(sizeof *it);
  it->type = type;
  it->host = host;
  entry *place = last_released ? entry_of(last_released) : NULL;
  if (!place || place->object || !nasty("Vix_ReleaseHandle", "reuse-handles", NULL, 0)) {
    if (used == room) {
      room = room ? room * 2 : 256;
      table = realloc(table, (size_t)room * sizeof *table);
      if (!table) abort();
    }
    place = &table[used++];
  }
  last_released = 0;
  *place = (entry){.object = it, .type = (unsigned char)type};
  it->handle = FIRST_HANDLE + (VixHandle)(place - table);
  return it;
}

static void check_host(VixHandle handle, const entry *at, const char *function) {
  if (at->disconnected) double_misuse("%s: handle %d was used after VixHost_Disconnect of its host", function, handle);
}

object *object_of_locked(VixHandle handle, VixHandleType type, const char *function) {
  const entry *at = entry_of(handle);
  if (!at) return NULL;
  check_host(handle, at, function);
  object *it = at->object;
  if (!it || (it->users == 0 && !it->lent)) return NULL;
  return type == VIX_HANDLETYPE_NONE || it->type == type ? it : NULL;
}

void object_settle_locked(object *it) {
  if (it->users + it->holds > 0) return;
  if (it->job) {
    bag_clear_locked(&it->job->found.own);
    for (int index = 0; index < it->job->found.row_count; index++) bag_clear_locked(&it->job->found.rows[index]);
    free(it->job->found.rows);
    free(it->job);
  }
  bag_clear_locked(&it->properties);
  if (it->service) link_drop(it->service);
  free(it->path);
  free(it->snapshot);
  last_released = it->handle;
  entry_of(it->handle)->object = NULL;
  free(it);
}

static bool same(const char *one, const char *other) {
  return one && other ? strcmp(one, other) == 0 : one == other;
}

object *object_for_locked(VixHandle host, VixHandleType type, const char *path, const char *snapshot) {
  for (int index = 0; index < used; index++) {
    object *it = table[index].object;
    if (it && it->type == type && it->host == host && same(it->path, path) && same(it->snapshot, snapshot))
      return it;
  }
  object *it = object_new_locked(type, host);
  it->path = path ? copy_of(path) : NULL;
  it->snapshot = snapshot ? copy_of(snapshot) : NULL;
  return it;
}

/* Of a handle that something of ours holds: it lives, though the caller may have no reference. */
object *object_held_locked(VixHandle handle) { return entry_of(handle)->object; }

VixHandle object_give_locked(object *it) {
  it->users++;
  return it->handle;
}

EXPORTED void Vix_ReleaseHandle(VixHandle handle) {
  pthread_mutex_lock(&table_lock);
  const entry *at = entry_of(handle);
  if (!at) double_misuse("Vix_ReleaseHandle: %d never was a handle", handle);
  check_host(handle, at, "Vix_ReleaseHandle");
  object *it = at->object;
  if (it && it->lent) double_misuse("Vix_ReleaseHandle: handle %d is lent to a callback, not given", handle);
  if (!it || it->users == 0) double_misuse("Vix_ReleaseHandle: handle %d of type %d was released already", handle, at->type);
  it->users--;
  object_settle_locked(it);
  pthread_mutex_unlock(&table_lock);
}

EXPORTED void Vix_AddRefHandle(VixHandle handle) {
  pthread_mutex_lock(&table_lock);
  object *it = object_of_locked(handle, VIX_HANDLETYPE_NONE, "Vix_AddRefHandle");
  if (!it) double_misuse("Vix_AddRefHandle: %d is no handle, or was released", handle);
  it->users++;
  pthread_mutex_unlock(&table_lock);
}

EXPORTED int Vix_GetHandleType(VixHandle handle) {
  pthread_mutex_lock(&table_lock);
  const object *it = object_of_locked(handle, VIX_HANDLETYPE_NONE, "Vix_GetHandleType");
  VixHandleType type = it ? it->type : VIX_HANDLETYPE_NONE;
  pthread_mutex_unlock(&table_lock);
  return type;
}

/* Handles that came by a host are of no use without it; those that the caller still holds count as leaked for ever. */
EXPORTED void VixHost_Disconnect(VixHandle hostHandle) {
  pthread_mutex_lock(&table_lock);
  entry *at = entry_of(hostHandle);
  if (!at || at->type != VIX_HANDLETYPE_HOST) double_misuse("VixHost_Disconnect: %d is no handle of a host", hostHandle);
  check_host(hostHandle, at, "VixHost_Disconnect");
  if (!at->object || at->object->users == 0) double_misuse("VixHost_Disconnect: host %d was released already", hostHandle);
  for (int index = 0; index < used; index++)
    if (table[index].object && table[index].object->host == hostHandle) table[index].disconnected = true;
  at->disconnected = true;
  at->object->users = 0;
  object_settle_locked(at->object);
  pthread_mutex_unlock(&table_lock);
}

/* For tests: references of that type (0: of all types) that the caller has not given back. */
EXPORTED int VixDouble_CountHandles(VixHandleType type);
EXPORTED int VixDouble_CountHandles(VixHandleType type) {
  pthread_mutex_lock(&table_lock);
  int count = 0;
  for (int index = 0; index < used; index++)
    if (table[index].object && (type == VIX_HANDLETYPE_NONE || table[index].type == type))
      count += table[index].object->users;
  pthread_mutex_unlock(&table_lock);
  return count;
}
