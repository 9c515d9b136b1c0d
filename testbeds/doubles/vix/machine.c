/* A .vmx, the machine that the service has for it, and the lock beside it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "double.h"

/* One change of a .vmx or a lock at a time. */
static pthread_mutex_t changing = PTHREAD_MUTEX_INITIALIZER;

/* `name` where it stands: absolute, or in the folder of the file `path`. */
char *beside(const char *path, const char *name) {
  if (*name == '/') return copy_of(name);
  const char *slash = strrchr(path, '/');
  return text_of("%.*s%s", slash ? (int)(slash + 1 - path) : 0, path, name);
}

char *home_of(const char *path) {
  const char *dot = strrchr(path, '.');
  return text_of("%.*s.double", (int)(dot - path), path);
}

char *file_read(const char *path, size_t *size) {
  FILE *file = fopen(path, "r");
  struct stat facts;
  if (!file || fstat(fileno(file), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    if (file) fclose(file);
    return NULL;
  }
  char *text = obtain((size_t)facts.st_size + 1);
  *size = fread(text, 1, (size_t)facts.st_size, file);
  fclose(file);
  return text;
}

bool file_write(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  if (!file) return false;
  bool good = fputs(text, file) >= 0;
  return (fclose(file) == 0) & good;
}

bool file_copy(const char *from, const char *to) {
  size_t size;
  char *content = file_read(from, &size);
  FILE *file = content ? fopen(to, "w") : NULL;
  bool good = file != NULL;
  if (file) {
    good = fwrite(content, 1, size, file) == size;
    good = (fclose(file) == 0) & good;
  }
  free(content);
  return good;
}

/* VMware's: a folder with a file that names the owner. Ours names the folder of the service. */
static char *lock_folder(const char *path) { return text_of("%s.lck", path); }
static char *lock_file(const char *path) { return text_of("%s.lck/owner.lck", path); }

typedef enum { FREE, OURS, ANOTHERS } lock_state;

static lock_state lock_of(const call *of) {
  char *path = lock_file(of->path);
  size_t size;
  char *owner = file_read(path, &size);
  free(path);
  lock_state state = FREE;
  if (owner && strcmp(owner, link_folder(of->service)) == 0) {
    state = OURS;
  } else if (owner) {
    service *other = service_open(owner, NULL, NULL);
    if (other) service_close(other);
    state = other ? ANOTHERS : FREE; /* left by one that is gone */
  }
  free(owner);
  return state;
}

VixError machine_check_lock(const call *of) {
  return lock_of(of) == ANOTHERS ? VIX_E_FILE_ALREADY_LOCKED : VIX_OK;
}

static VixError take_lock(const call *of) {
  char *folder = lock_folder(of->path);
  char *path = lock_file(of->path);
  bool good = (mkdir(folder, 0700) == 0 || errno == EEXIST) && file_write(path, link_folder(of->service));
  free(folder);
  free(path);
  return good ? VIX_OK : VIX_E_FILE_ACCESS_ERROR;
}

static void drop_lock(const char *machine) {
  char *path = lock_file(machine);
  char *folder = lock_folder(machine);
  unlink(path);
  rmdir(folder);
  free(path);
  free(folder);
}

/* The text of the .vmx as it is, for the record. */
static char *text_of_vmx(const char *path) {
  size_t size;
  char *text = file_read(path, &size);
  return text ? text : copy_of("");
}

VixError machine_set(const char *path, const char *key, const char *value) {
  vmx it;
  VixError error = vmx_read(path, &it);
  if (error != VIX_OK) return error;
  vmx_set(&it, key, value);
  bool good = vmx_write(path, &it);
  vmx_free(&it);
  return good ? VIX_OK : VIX_E_FILE_ACCESS_ERROR;
}

/* What the service keeps for us beside the record of the .vmx. */
static void keep_registered(const call *of, record *to) {
  reply *r = ask(of, "get", of->path, NULL);
  const char *registered = reply_value(r, "registered");
  if (registered) record_add(to, "registered", registered);
  reply_free(r);
}

VixError machine_tell(const call *of, bool power_on) {
  vmx from;
  VixError error = vmx_read(of->path, &from);
  if (error != VIX_OK) return error;
  record it = {0};
  record_add(&it, "replace", of->path); /* the verb, and whose record */
  error = record_of(of->path, &from, &it);
  if (error == VIX_OK && power_on && !vmx_write(of->path, &from)) error = VIX_E_FILE_ACCESS_ERROR;
  vmx_free(&from);
  if (error == VIX_OK) {
    char *text = text_of_vmx(of->path);
    record_add(&it, "vmx", text);
    free(text);
    keep_registered(of, &it);
    error = tell_service(ask_list(of, it.count, (const char *const *)it.fields));
  }
  record_free(&it);
  return error;
}

VixError machine_opened(const call *of) {
  pthread_mutex_lock(&changing);
  VixError error = take_lock(of);
  if (error == VIX_OK) error = machine_set(of->path, "cleanShutdown", "FALSE");
  pthread_mutex_unlock(&changing);
  return error;
}

/* VMware keeps the .vmx in memory while the machine runs: what others wrote meanwhile is lost. */
static VixError write_back(const call *of) {
  reply *r = ask(of, "get", of->path, NULL);
  VixError error = error_of(r);
  const char *text = error == VIX_OK ? reply_value(r, "vmx") : NULL;
  if (error == VIX_OK && text && *text && access(of->path, F_OK) == 0) {
    bool good = file_write(of->path, text);
    error = good ? machine_set(of->path, "cleanShutdown", "TRUE") : (VixError)VIX_E_FILE_ACCESS_ERROR;
  }
  reply_free(r);
  return error;
}

VixError machine_closed(const call *of) {
  pthread_mutex_lock(&changing);
  VixError error = VIX_OK;
  if (lock_of(of) == OURS) {
    error = write_back(of);
    drop_lock(of->path);
  }
  pthread_mutex_unlock(&changing);
  return error;
}

VixError machine_restored(const call *of) {
  power now;
  VixError error = machine_power(of, &now, NULL, 0);
  pthread_mutex_lock(&changing);
  if (error == VIX_OK) error = write_back(of);
  pthread_mutex_unlock(&changing);
  if (error == VIX_OK && now != POWER_OFF && now != POWER_SUSPENDED) error = machine_opened(of);
  return error;
}

static power power_named(const char *state) {
  static const struct {
    const char *name;
    power power;
  } names[] = {{"off", POWER_OFF},       {"running", POWER_ON},     {"paused", POWER_PAUSED},
               {"suspended", POWER_SUSPENDED}, {"blocked", POWER_BLOCKED}};
  for (size_t index = 0; index < sizeof names / sizeof *names; index++)
    if (strcmp(state, names[index].name) == 0) return names[index].power;
  return POWER_CHANGING;
}

VixError machine_power(const call *of, power *to, char *word, size_t size) {
  reply *r = ask(of, "state", of->path, NULL);
  VixError error = reply_is(r, "unknown") ? (VixError)VIX_OK : error_of(r);
  const char *state = r->ok ? reply_field(r, 0) : "off";
  *to = power_named(state);
  if (word) snprintf(word, size, "%s", state);
  reply_free(r);
  if (error == VIX_OK && (*to == POWER_OFF || *to == POWER_SUSPENDED)) machine_closed(of);
  return error;
}

VixError machine_require(const call *of, int wanted, VixError otherwise) {
  power now;
  VixError error = machine_power(of, &now, NULL, 0);
  if (error != VIX_OK) return error;
  if (wanted & 1 << now) return VIX_OK;
  return now == POWER_CHANGING ? (VixError)VIX_E_OBJECT_IS_BUSY : otherwise;
}

bool has_tools(const call *of) { return !nasty(of->function, "no-tools", NULL, 0); }
