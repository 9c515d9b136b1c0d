/* What the files of the VIX double share: objects behind handles, properties, jobs, and the ways to the service. */
#ifndef DOUBLE_VIX_DOUBLE_H
#define DOUBLE_VIX_DOUBLE_H

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "../nasty.h"
#include "../service-client.h"
#include "types.h"

#include "constants.h"
#include "errors.h"
#include "prototypes.h"

#define CONSTANT(name, value) name = value,
#define PROPERTY(name, id, type) name = id,
enum { VIX_VALUES(CONSTANT) VIX_PROPERTIES(PROPERTY) VIX_OLDER_ERRORS(CONSTANT) VIX_NEWER_ERRORS(CONSTANT) };
#undef CONSTANT
#undef PROPERTY

/* What the library shows; the rest stays hidden. */
#define EXPORTED __attribute__((visibility("default")))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* A value with its name. Text is owned; a handle is held. */
typedef struct {
  int id;
  VixPropertyType type;
  int64_t number;
  char *text;
  size_t size; /* of a blob, bytes */
} property;

typedef struct {
  property *items;
  int count;
} bag;

struct object;

/* What a job found: of the job itself, and of each item of a list. */
typedef struct {
  bag own;
  bag *rows;
  int row_count;
} findings;

typedef struct {
  const char *function;
  bool has_callback;
  bool complete;
  VixError error;
  findings found;
} job_state;

typedef struct object {
  VixHandle handle;
  VixHandleType type;
  int users;          /* references that the caller must release */
  int holds;          /* references of our own: of a job to its result, of a running job to itself */
  VixHandle host;     /* the host that it came by; 0 for hosts and jobs that connect */
  bool lent;          /* to a callback: not to be released by it */
  VixServiceProvider provider; /* of a host */
  struct service_link *service;        /* of a host */
  char *path;         /* of a machine: its .vmx */
  char *snapshot;     /* of a snapshot: the service's id of it */
  bool logged_in;     /* of a machine: into its guest */
  bool interactive;   /* of a machine: by an interactive log-in */
  bool tools_known;   /* of a machine: somebody waited for tools */
  bag properties;     /* of a property list */
  job_state *job;
} object;

/* memory.c */
void *obtain(size_t size);
char *copy_of(const char *text);
char *text_of(const char *format, ...) PRINTF_LIKE(1, 2);
bool is_utf8(const char *text);

/* handles.c: one lock for all of it. Functions named _locked want it held. */
extern pthread_mutex_t table_lock;
extern pthread_cond_t job_completed;
object *object_new_locked(VixHandleType type, VixHandle host);
/* The object behind `handle`; NULL if there is none of that type. Misuse after its host was disconnected. */
object *object_of_locked(VixHandle handle, VixHandleType type, const char *function);
void object_settle_locked(object *it);
object *object_held_locked(VixHandle handle);
/* The one handle of that machine, or of that snapshot of it, made where there is none. */
object *object_for_locked(VixHandle host, VixHandleType type, const char *path, const char *snapshot);
/* Gives `it` to the caller, who must release it. */
VixHandle object_give_locked(object *it);

/* properties.c */
VixPropertyType property_type(int id);
void bag_number(bag *to, int id, int64_t number);
void bag_text(bag *to, int id, const char *text);
void bag_blob(bag *to, int id, const void *data, size_t size);
/* The bag holds `it` from now on. */
void bag_handle_locked(bag *to, object *it);
/* A further item of a list. */
bag *findings_row(findings *found);
const property *bag_find(const bag *in, int id);
void bag_clear_locked(bag *it);
/* Writes what the caller asks for: (id, pointer)* 0, two pointers for a blob. */
VixError bag_read(const bag *from, int first, va_list *tail, const char *function);
VixError bag_fill(bag *to, int first, va_list *tail);
void bag_copy(bag *to, const bag *from);

/* buffers.c: memory that the caller frees by Vix_FreeBuffer */
void *buffer_new(const void *data, size_t size);

/* service.c: a connection to the service, for each host; one reference for each holder. */
typedef struct service_link service_link;
service_link *link_open(void); /* NULL: no service listens */
service_link *link_keep(service_link *it);
void link_drop(service_link *it);
const char *link_folder(service_link *it);

/* call.c: one call of the API, with its arguments; most run on a thread of their own as a job. */
#define MOST_TEXTS 3
#define MOST_NUMBERS 3
typedef struct call call;
typedef VixError work(call *it, findings *found);
struct call {
  const char *function;
  VixHandle host;
  VixServiceProvider provider;
  service_link *service;
  VixHandle machine;     /* or snapshot; 0: not about one */
  object *about;         /* the same, held */
  char *path;            /* of the machine: its .vmx */
  char *snapshot;        /* the service's id of it */
  char *texts[MOST_TEXTS];
  int64_t numbers[MOST_NUMBERS];
  bag list;              /* what the property list held at the call */
  VixError refused;      /* an argument was wrong: no work, the job fails */
  VixEventProc *callback;
  void *client_data;
  object *job;           /* while it runs */
  work *run;
};
call *call_new(const char *function, VixEventProc *callback, void *client_data);
void call_free(call *it);
/* The first refusal counts. */
void call_refuse(call *it, VixError error);
/* What the handle is about; refuses handles that are none of that type. */
void call_about(call *it, VixHandle handle, VixHandleType type);
/* `required`: 0 is refused. */
void call_snapshot(call *it, VixHandle handle, bool required);
void call_text(call *it, int index, const char *text, bool required);
/* Refuses bits that are not in `allowed`. */
void call_options(call *it, int index, int options, int allowed);
void call_list(call *it, VixHandle list);
/* Refuses on Player, which lacks it. */
void call_not_on_player(call *it);
/* Starts it; returns its job. The call frees itself. */
VixHandle call_start(call *it, work *run);
/* Tells the caller of one found item; its handle lives as long as the callback runs. */
void call_found(call *it, const char *location);

/* service.c: one question to the service; fields end with NULL. Blocks. Free with reply_free. */
reply *ask(const call *of, const char *verb, ...) __attribute__((sentinel));
/* Sets `request` before it asks: what another thread cancels with. */
reply *ask_numbered(const call *of, volatile unsigned *request, const char *verb, ...) __attribute__((sentinel));
void cancel_question(const call *of, unsigned request);
reply *ask_list(const call *of, int count, const char *const *fields);
/* VIX_OK if the answer is one; else what the service's word means here. Says its message on stderr if that is a surprise. */
VixError error_of(const reply *r);
/* Asks, and wants no more than that it worked. */
#define TELL(of, ...) tell_service(ask(of, __VA_ARGS__, (char *)NULL))
VixError tell_service(reply *r);

/* jobs.c */
void wait_milliseconds(int64_t milliseconds);

/* vmx.c: the dictionary of a .vmx */
typedef struct {
  char **keys;
  char **values;
  int count;
} vmx;
VixError vmx_read(const char *path, vmx *to);
bool vmx_write(const char *path, const vmx *from);
/* The value, or `otherwise`. Keys do not mind case. */
const char *vmx_get(const vmx *in, const char *key, const char *otherwise);
bool vmx_is(const vmx *in, const char *key);
void vmx_set(vmx *in, const char *key, const char *value);
void vmx_free(vmx *it);

/* record.c: what the service must know of a machine, from its .vmx */
typedef struct {
  char **fields; /* key, value, key, value ... */
  int count;
} record;
/* Into the .vmx it writes what VMware would: the form of the password of RemoteDisplay. */
VixError record_of(const char *path, vmx *from, record *to);
void record_add(record *to, const char *key, const char *value);
void record_free(record *it);

/* machine.c: a .vmx, the machine that the service has for it, and the lock beside it */
typedef enum { POWER_OFF, POWER_ON, POWER_PAUSED, POWER_SUSPENDED, POWER_BLOCKED, POWER_CHANGING } power;
/* What it is now, after what was left undone since the guest powered itself off. A machine unknown so far is off. */
VixError machine_power(const call *of, power *to, char *word, size_t size);
/* VIX_OK if it is one of `wanted` (bits 1 << power); else the error that a caller gets. */
VixError machine_require(const call *of, int wanted, VixError otherwise);
/* Gives the service the .vmx as it is; `power_on`: and writes into it what VMware does then. */
VixError machine_tell(const call *of, bool power_on);
VixError machine_set(const char *path, const char *key, const char *value);
/* After a snapshot was restored: the .vmx of that moment. */
VixError machine_restored(const call *of);
/* After a power-on or a restored snapshot: the lock, and what VMware writes into the .vmx. */
VixError machine_opened(const call *of);
/* After a power-off: the .vmx as it was at power-on, the lock gone. */
VixError machine_closed(const call *of);
/* VIX_E_FILE_ALREADY_LOCKED: another service has it. */
VixError machine_check_lock(const call *of);
char *beside(const char *path, const char *name);
char *home_of(const char *path);
/* Whether the simulated tools run in a running guest. */
bool has_tools(const call *of);

/* snapshots.c */
VixError snapshot_facts(const call *of, bag *to);

/* guest.c: what the simulated tools do */
/* Running, with tools, and somebody logged in. */
VixError guest_ready(const call *of);
/* The host's file that stands for a file of the guest; NULL: no such name. Free it. */
char *guest_file(const call *of, const char *name);

/* A whole file; NULL if there is none. Free it. */
char *file_read(const char *path, size_t *size);
bool file_write(const char *path, const char *text);
bool file_copy(const char *from, const char *to);

#endif
