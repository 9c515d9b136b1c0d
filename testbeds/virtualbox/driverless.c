/*
 * Runs VBoxHeadless without VirtualBox's kernel module, for tests: the guest is executed by VirtualBox's interpreter.
 *
 * The packaged stub opens /dev/vboxdrv before anything else. SUPR3InitEx counts its callers, and the first one's flags
 * hold: so this program asks for the driverless mode first and then runs the genuine front end, VBoxHeadless.so.
 * Entry points and flag values as VBoxRT.so 7.2 exports and takes them.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define RUNTIME "/usr/lib/virtualbox/VBoxRT.so"
#define FRONT_END "/usr/lib/virtualbox/VBoxHeadless.so"
#define DRIVERLESS 4u
#define DRIVERLESS_INTERPRETER_ALLOWED 8u

typedef int init_runtime(int argc, char ***argv, uint32_t flags);
typedef int init_support(uint32_t flags, void **session);
typedef int run_front_end(int argc, char **argv, char **environment);

static void *open_library(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (library) return library;
  fprintf(stderr, "driverless: %s\n", dlerror());
  exit(2);
}

static void *find(void *library, const char *name) {
  void *symbol = dlsym(library, name);
  if (symbol) return symbol;
  fprintf(stderr, "driverless: %s\n", dlerror());
  exit(2);
}

static void demand(int status, const char *what) {
  if (status >= 0) return;
  fprintf(stderr, "driverless: %s failed with %d\n", what, status);
  exit(2);
}

int main(int argc, char **argv, char **environment) {
  void *runtime = open_library(RUNTIME);
  demand(((init_runtime *)find(runtime, "RTR3InitExe"))(argc, &argv, 0), "RTR3InitExe");
  uint32_t flags = DRIVERLESS | DRIVERLESS_INTERPRETER_ALLOWED;
  demand(((init_support *)find(runtime, "SUPR3InitEx"))(flags, NULL), "SUPR3InitEx");
  return ((run_front_end *)find(open_library(FRONT_END), "TrustedMain"))(argc, argv, environment);
}
