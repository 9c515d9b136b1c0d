/* One call of the API: its arguments checked, its work on a thread of its own, its job's end and callbacks. */
#include <stdlib.h>
#include <string.h>

#include "double.h"

/* Progress events of a job that has a callback, unless the nasty case `progress` says otherwise. */
#define PROGRESS_EVENTS 2

call *call_new(const char *function, VixEventProc *callback, void *client_data) {
  call *it = obtain(sizeof *it);
  it->function = function;
  it->callback = callback;
  it->client_data = client_data;
  return it;
}

void call_free(call *it) {
  if (it->about) {
    pthread_mutex_lock(&table_lock);
    it->about->holds--;
    object_settle_locked(it->about);
    pthread_mutex_unlock(&table_lock);
  }
  if (it->service) link_drop(it->service);
  free(it->path);
  free(it->snapshot);
  for (int index = 0; index < MOST_TEXTS; index++) free(it->texts[index]);
  bag_clear_locked(&it->list); /* holds no handles: no lock is needed */
  free(it);
}

void call_refuse(call *it, VixError error) {
  if (it->refused == VIX_OK) it->refused = error;
}

/* The object of that type, or a refusal. */
static object *object_of_call(call *it, VixHandle handle, VixHandleType type) {
  object *found = object_of_locked(handle, type, it->function);
  if (found) return found;
  bool other = object_of_locked(handle, VIX_HANDLETYPE_NONE, it->function) != NULL;
  call_refuse(it, other ? VIX_E_NOT_SUPPORTED_ON_HANDLE_TYPE : VIX_E_INVALID_HANDLE);
  return NULL;
}

void call_about(call *it, VixHandle handle, VixHandleType type) {
  pthread_mutex_lock(&table_lock);
  object *about = object_of_call(it, handle, type);
  object *host = NULL;
  if (about) host = type == VIX_HANDLETYPE_HOST ? about : object_held_locked(about->host);
  if (about && !host) call_refuse(it, VIX_E_HOST_NOT_CONNECTED); /* released, not disconnected */
  if (host) {
    it->host = host->handle;
    it->provider = host->provider;
    it->service = link_keep(host->service);
    it->about = about;
    about->holds++;
    if (type != VIX_HANDLETYPE_HOST) it->machine = handle;
    it->path = about->path ? copy_of(about->path) : NULL;
    it->snapshot = about->snapshot ? copy_of(about->snapshot) : NULL;
  }
  pthread_mutex_unlock(&table_lock);
}

void call_snapshot(call *it, VixHandle handle, bool required) {
  if (handle == VIX_INVALID_HANDLE && !required) return;
  pthread_mutex_lock(&table_lock);
  object *about = object_of_call(it, handle, VIX_HANDLETYPE_SNAPSHOT);
  if (about && it->path && strcmp(about->path, it->path) != 0) call_refuse(it, VIX_E_SNAPSHOT_INVAL);
  if (about) it->snapshot = copy_of(about->snapshot);
  pthread_mutex_unlock(&table_lock);
}

void call_text(call *it, int index, const char *text, bool required) {
  if (!text && required) return call_refuse(it, VIX_E_INVALID_ARG);
  if (text && !is_utf8(text)) return call_refuse(it, VIX_E_INVALID_UTF8_STRING);
  it->texts[index] = copy_of(text ? text : "");
}

void call_options(call *it, int index, int options, int allowed) {
  if ((options & ~allowed) != 0) call_refuse(it, VIX_E_INVALID_ARG);
  it->numbers[index] = options;
}

void call_list(call *it, VixHandle list) {
  if (list == VIX_INVALID_HANDLE) return;
  pthread_mutex_lock(&table_lock);
  object *given = object_of_call(it, list, VIX_HANDLETYPE_PROPERTY_LIST);
  if (given) bag_copy(&it->list, &given->properties);
  pthread_mutex_unlock(&table_lock);
}

void call_not_on_player(call *it) {
  if (it->provider == VIX_SERVICEPROVIDER_VMWARE_PLAYER) call_refuse(it, VIX_E_NOT_SUPPORTED);
}

static void tell(call *it, VixEventType event, VixHandle more) {
  if (it->callback) it->callback(it->job->handle, event, more, it->client_data);
}

void call_found(call *it, const char *location) {
  pthread_mutex_lock(&table_lock);
  object *item = object_new_locked(VIX_HANDLETYPE_PROPERTY_LIST, it->host);
  bag_text(&item->properties, VIX_PROPERTY_FOUND_ITEM_LOCATION, location);
  item->holds = 1;
  item->lent = true;
  pthread_mutex_unlock(&table_lock);
  tell(it, VIX_EVENTTYPE_FIND_ITEM, item->handle);
  pthread_mutex_lock(&table_lock);
  item->holds = 0;
  object_settle_locked(item);
  pthread_mutex_unlock(&table_lock);
}

static void finish(call *it, VixError error, findings found) {
  unsigned long long high = 0;
  if (error != VIX_OK && nasty_code(it->function, "high-bits", &high)) error |= (VixError)high << 16;
  pthread_mutex_lock(&table_lock);
  job_state *job = it->job->job;
  job->found = found;
  job->error = error;
  bag_number(&job->found.own, VIX_PROPERTY_JOB_RESULT_ERROR_CODE, (int64_t)error);
  job->complete = true;
  pthread_cond_broadcast(&job_completed);
  if (it->callback) {
    pthread_mutex_unlock(&table_lock);
    tell(it, VIX_EVENTTYPE_JOB_COMPLETED, VIX_INVALID_HANDLE);
    pthread_mutex_lock(&table_lock);
  }
  it->job->holds--;
  object_settle_locked(it->job);
  pthread_mutex_unlock(&table_lock);
  call_free(it);
}

/* The argument of a nasty case, or `otherwise`. */
static long nasty_number(const char *function, const char *what, long otherwise) {
  char argument[32];
  return nasty(function, what, argument, sizeof argument) ? strtol(argument, NULL, 10) : otherwise;
}

static void *perform(void *argument) {
  call *it = argument;
  findings found = {0};
  for (long left = nasty_number(it->function, "progress", PROGRESS_EVENTS); left > 0; left--)
    tell(it, VIX_EVENTTYPE_JOB_PROGRESS, VIX_INVALID_HANDLE);
  VixError error = it->refused;
  unsigned long long code;
  if (nasty_code(it->function, "error", &code)) error = code;
  else if (nasty(it->function, "version", NULL, 0)) error = VIX_E_WRAPPER_VERSION_NOT_FOUND;
  if (error == VIX_OK) error = it->run(it, &found);
  wait_milliseconds(nasty_number(it->function, "late", 0));
  finish(it, error, found);
  return NULL;
}

VixHandle call_start(call *it, work *run) {
  it->run = run;
  pthread_mutex_lock(&table_lock);
  object *job = object_new_locked(VIX_HANDLETYPE_JOB, it->host);
  job->job = obtain(sizeof *job->job);
  job->job->function = it->function;
  job->job->has_callback = it->callback != NULL;
  job->holds = 1;
  it->job = job;
  VixHandle handle = object_give_locked(job);
  pthread_mutex_unlock(&table_lock);
  if (nasty(it->function, "never-ends", NULL, 0)) return handle;
  if (nasty(it->function, "callback-before-return", NULL, 0)) {
    perform(it);
    return handle;
  }
  pthread_t thread;
  if (pthread_create(&thread, NULL, perform, it) != 0) abort();
  pthread_detach(thread);
  return handle;
}
