/* Questions to the service, over one connection for each host. */
#include <stdlib.h>
#include <string.h>

#include "double.h"

/* More than the longest question has: a record of a machine. */
#define MOST_FIELDS 160

struct service_link {
  service *connection;
  int holders;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

service_link *link_open(void) {
  service *connection = service_open(NULL, NULL, NULL);
  if (!connection) return NULL;
  service_link *it = obtain(sizeof *it);
  it->connection = connection;
  it->holders = 1;
  return it;
}

service_link *link_keep(service_link *it) {
  pthread_mutex_lock(&lock);
  it->holders++;
  pthread_mutex_unlock(&lock);
  return it;
}

void link_drop(service_link *it) {
  pthread_mutex_lock(&lock);
  int left = --it->holders;
  pthread_mutex_unlock(&lock);
  if (left > 0) return;
  service_close(it->connection);
  free(it);
}

const char *link_folder(service_link *it) { return service_folder(it->connection); }

static reply *send(const call *of, volatile unsigned *request, int count, const char *const *fields) {
  service *connection = of->service->connection;
  if (nasty(of->function, "dead", NULL, 0)) service_cut(connection);
  if (nasty(of->function, "kill", NULL, 0)) reply_free(service_call(connection, NULL, "die", NULL));
  service_options options = {.request = request};
  return service_callv(connection, &options, count, fields);
}

reply *ask_list(const call *of, int count, const char *const *fields) { return send(of, NULL, count, fields); }

/* The fields behind `verb` up to NULL. */
static int gather(const char **fields, const char *verb, va_list *tail) {
  int count = 0;
  fields[count++] = verb;
  for (const char *field; count < MOST_FIELDS && (field = va_arg(*tail, const char *));) fields[count++] = field;
  return count;
}

reply *ask_numbered(const call *of, volatile unsigned *request, const char *verb, ...) {
  const char *fields[MOST_FIELDS];
  va_list tail;
  va_start(tail, verb);
  int count = gather(fields, verb, &tail);
  va_end(tail);
  return send(of, request, count, fields);
}

void cancel_question(const call *of, unsigned request) { service_cancel(of->service->connection, request); }

reply *ask(const call *of, const char *verb, ...) {
  const char *fields[MOST_FIELDS];
  va_list tail;
  va_start(tail, verb);
  int count = gather(fields, verb, &tail);
  va_end(tail);
  return ask_list(of, count, fields);
}

VixError error_of(const reply *r) {
  if (r->ok) return VIX_OK;
  if (reply_is(r, "lost")) return VIX_E_HOST_CONNECTION_LOST;
  if (reply_is(r, "unknown")) return VIX_E_VM_NOT_FOUND;
  if (reply_is(r, "argument")) return VIX_E_INVALID_ARG;
  if (reply_is(r, "cancelled")) return VIX_E_CANCELLED;
  if (reply_is(r, "state")) return VIX_E_OBJECT_IS_BUSY;
  double_says("vix: the service says %s: %s", reply_field(r, 0), reply_field(r, 1));
  return VIX_E_FAIL;
}

VixError tell_service(reply *r) {
  VixError error = error_of(r);
  reply_free(r);
  return error;
}
