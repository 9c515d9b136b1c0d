/* One rule of the API broken, by the case that the argument names: the double must end the process and say which. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "types.h"

#include "prototypes.h"

static void ignore(VixHandle handle, VixEventType event, VixHandle more, void *data) {
  (void)handle, (void)event, (void)more, (void)data;
}

static VixHandle connect_host(void) {
  VixHandle job = VixHost_Connect(-1, 3, NULL, 0, NULL, NULL, 0, 0, NULL, NULL);
  VixHandle host = 0;
  if (VixJob_Wait(job, 3010, &host, 0) != 0) puts("no host");
  Vix_ReleaseHandle(job);
  return host;
}

static void release_twice(const char *vmx) {
  (void)vmx;
  VixHandle job = VixHost_Connect(-1, 3, NULL, 0, NULL, NULL, 0, 0, NULL, NULL);
  VixJob_Wait(job, 0);
  Vix_ReleaseHandle(job);
  Vix_ReleaseHandle(job);
}

static VixHandle open_machine(VixHandle host, const char *vmx) {
  VixHandle job = VixVM_Open(host, vmx, NULL, NULL);
  VixHandle machine = 0;
  VixJob_Wait(job, 3010, &machine, 0);
  Vix_ReleaseHandle(job);
  return machine;
}

static void release_after_disconnect(const char *vmx) {
  VixHandle host = connect_host();
  VixHandle machine = open_machine(host, vmx);
  VixHost_Disconnect(host);
  Vix_ReleaseHandle(machine);
}

static void use_after_disconnect(const char *vmx) {
  VixHandle host = connect_host();
  VixHandle machine = open_machine(host, vmx);
  VixHost_Disconnect(host);
  VixVM_PowerOn(machine, 0, 0, NULL, NULL);
}

static void wait_with_callback(const char *vmx) {
  (void)vmx;
  VixJob_Wait(VixHost_Connect(-1, 3, NULL, 0, NULL, NULL, 0, 0, ignore, NULL), 0);
}

static void free_twice(const char *vmx) {
  VixHandle machine = open_machine(connect_host(), vmx);
  char *name = NULL;
  Vix_GetProperties(machine, 108, &name, 0);
  Vix_FreeBuffer(name);
  Vix_FreeBuffer(name);
}

static void free_foreign(const char *vmx) {
  (void)vmx;
  Vix_FreeBuffer((void *)Vix_GetErrorText(1, NULL));
}

static void release_nothing(const char *vmx) {
  (void)vmx;
  Vix_ReleaseHandle(0);
}

void Vix_PumpEvents(VixHandle hostHandle, int options);
static void pump(const char *vmx) {
  (void)vmx;
  Vix_PumpEvents(connect_host(), 0);
}

/* No rule broken: everything that is given is given back. */
static void nothing(const char *vmx) {
  VixHandle host = connect_host();
  VixHandle machine = open_machine(host, vmx);
  char *name = NULL;
  int memory = 0;
  Bool running = 1;
  VixError error = Vix_GetProperties(machine, 108, &name, 106, &memory, 196, &running, 0);
  printf("error %llu name %s memory %d running %d\n", (unsigned long long)error, name, memory, running);
  Vix_FreeBuffer(name);
  VixHandle list = 0;
  VixPropertyList_AllocPropertyList(host, &list, 7001, "secret", 0);
  VixHandle job = VixHost_OpenVM(host, vmx, 0, list, NULL, NULL);
  VixHandle same = 0;
  VixJob_Wait(job, 3010, &same, 0);
  printf("%s handle\n", same == machine ? "same" : "another");
  Vix_ReleaseHandle(job);
  Vix_ReleaseHandle(list);
  Vix_ReleaseHandle(same);
  Vix_ReleaseHandle(machine);
  VixHost_Disconnect(host);
}

int VixDouble_CountHandles(int type);
int VixDouble_CountBuffers(void);

static void read_item(VixHandle handle, VixEventType event, VixHandle more, void *data) {
  (void)handle, (void)data;
  char *location = NULL;
  if (event != 8) return;
  Vix_GetProperties(more, 4010, &location, 0);
  Vix_FreeBuffer(location);
}

struct place {
  VixHandle host;
  const char *vmx;
};

/* Everything at once on one machine, some jobs given up as soon as they were started. */
static void *use(void *argument) {
  const struct place *at = argument;
  for (int round = 0; round < 10; round++) {
    VixHandle machine = open_machine(at->host, at->vmx);
    char *name = NULL;
    int state = 0;
    Vix_GetProperties(machine, 108, &name, 129, &state, 0);
    Vix_FreeBuffer(name);
    VixHandle job = VixHost_FindItems(at->host, 1, 0, -1, read_item, NULL);
    VixJob_Wait(job, 0);
    Vix_ReleaseHandle(job);
    Vix_ReleaseHandle(VixVM_Reset(machine, 0, NULL, NULL));
    Vix_ReleaseHandle(machine);
  }
  return NULL;
}

static void threads(const char *vmx) {
  struct place at = {connect_host(), vmx};
  pthread_t users[4];
  for (int index = 0; index < 4; index++) pthread_create(&users[index], NULL, use, &at);
  for (int index = 0; index < 4; index++) pthread_join(users[index], NULL);
  VixHost_Disconnect(at.host);
  printf("handles %d buffers %d\n", VixDouble_CountHandles(0), VixDouble_CountBuffers());
}

#define CASE(name) {#name, name}
static const struct {
  const char *name;
  void (*run)(const char *vmx);
} cases[] = {CASE(release_twice), CASE(release_after_disconnect), CASE(use_after_disconnect),
             CASE(wait_with_callback), CASE(free_twice), CASE(free_foreign), CASE(release_nothing), CASE(pump),
             CASE(nothing),       CASE(threads)};

int main(int count, char **arguments) {
  if (count < 3) return 2;
  for (size_t index = 0; index < sizeof cases / sizeof *cases; index++)
    if (strcmp(cases[index].name, arguments[1]) == 0) cases[index].run(arguments[2]);
  puts("end");
  return 0;
}
