/* Jobs as the caller sees them: waiting, asking, reading what they found. */
#include <string.h>
#include <time.h>

#include "double.h"

/* The job, held until let go; NULL: no job. */
static object *hold_job(VixHandle handle, const char *function) {
  pthread_mutex_lock(&table_lock);
  object *it = object_of_locked(handle, VIX_HANDLETYPE_JOB, function);
  if (it) it->holds++;
  pthread_mutex_unlock(&table_lock);
  return it;
}

static void let_go(object *it) {
  pthread_mutex_lock(&table_lock);
  it->holds--;
  object_settle_locked(it);
  pthread_mutex_unlock(&table_lock);
}

void wait_milliseconds(int64_t milliseconds) {
  struct timespec time = {milliseconds / 1000, (milliseconds % 1000) * 1000000};
  while (nanosleep(&time, &time) != 0) continue;
}

/* FindItems needs its callback, so waiting is the only other way to know its end. */
static bool may_wait(const job_state *job) {
  return !job->has_callback || strcmp(job->function, "VixHost_FindItems") == 0;
}

EXPORTED VixError VixJob_Wait(VixHandle jobHandle, int firstPropertyID, ...) {
  object *it = hold_job(jobHandle, "VixJob_Wait");
  if (!it) return VIX_E_INVALID_HANDLE;
  if (!may_wait(it->job)) double_misuse("VixJob_Wait: job %d of %s has a callback", jobHandle, it->job->function);
  pthread_mutex_lock(&table_lock);
  while (!it->job->complete) pthread_cond_wait(&job_completed, &table_lock);
  pthread_mutex_unlock(&table_lock);
  VixError error = it->job->error;
  if (error == VIX_OK) {
    va_list tail;
    va_start(tail, firstPropertyID);
    error = bag_read(&it->job->found.own, firstPropertyID, &tail, "VixJob_Wait");
    va_end(tail);
  }
  let_go(it);
  return error;
}

EXPORTED VixError VixJob_CheckCompletion(VixHandle jobHandle, Bool *complete) {
  if (!complete) return VIX_E_INVALID_ARG;
  object *it = hold_job(jobHandle, "VixJob_CheckCompletion");
  if (!it) return VIX_E_INVALID_HANDLE;
  pthread_mutex_lock(&table_lock);
  *complete = it->job->complete;
  pthread_mutex_unlock(&table_lock);
  let_go(it);
  return VIX_OK;
}

EXPORTED VixError VixJob_GetError(VixHandle jobHandle) {
  object *it = hold_job(jobHandle, "VixJob_GetError");
  if (!it) return VIX_E_INVALID_HANDLE;
  pthread_mutex_lock(&table_lock);
  VixError error = it->job->complete ? it->job->error : (VixError)VIX_E_UNFINISHED_JOB;
  pthread_mutex_unlock(&table_lock);
  let_go(it);
  return error;
}

/* Complete jobs do not change any more. */
static bool is_complete(const object *it) {
  pthread_mutex_lock(&table_lock);
  bool complete = it->job->complete;
  pthread_mutex_unlock(&table_lock);
  return complete;
}

EXPORTED int VixJob_GetNumProperties(VixHandle jobHandle, int resultPropertyID) {
  object *it = hold_job(jobHandle, "VixJob_GetNumProperties");
  if (!it) return 0;
  int count = 0;
  if (is_complete(it)) {
    const findings *found = &it->job->found;
    for (int row = 0; row < found->row_count; row++) count += bag_find(&found->rows[row], resultPropertyID) != NULL;
    if (found->row_count == 0) count = bag_find(&found->own, resultPropertyID) != NULL;
  }
  let_go(it);
  return count;
}

EXPORTED VixError VixJob_GetNthProperties(VixHandle jobHandle, int index, int propertyID, ...) {
  object *it = hold_job(jobHandle, "VixJob_GetNthProperties");
  if (!it) return VIX_E_INVALID_HANDLE;
  VixError error = VIX_E_UNFINISHED_JOB;
  if (is_complete(it)) {
    const findings *found = &it->job->found;
    bool alone = found->row_count == 0 && index == 0;
    error = VIX_E_OBJECT_NOT_FOUND;
    if (alone || (index >= 0 && index < found->row_count)) {
      va_list tail;
      va_start(tail, propertyID);
      error = bag_read(alone ? &found->own : &found->rows[index], propertyID, &tail, "VixJob_GetNthProperties");
      va_end(tail);
    }
  }
  let_go(it);
  return error;
}
