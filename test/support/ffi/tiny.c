/* A library for the tests of src/driver/ffi: every kind of value, texts by two calls, callbacks from other threads. */
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

int8_t tiny_i8(int8_t value) { return value; }
uint8_t tiny_u8(uint8_t value) { return value; }
int32_t tiny_i32(int32_t value) { return value; }
uint32_t tiny_u32(uint32_t value) { return value; }
int64_t tiny_i64(int64_t value) { return value; }
uint64_t tiny_u64(uint64_t value) { return value; }
double tiny_f64(double value) { return value; }
void *tiny_handle(void *value) { return value; }
const char *tiny_text(const char *value) { return value; }
char tiny_bool8(char value) { return value ? 0 : 1; }
unsigned int tiny_bool32(unsigned int value) { return value ? 0 : 1; }

/* Writes through each kind of pointer. */
void tiny_outs(int8_t *small, uint32_t *number, uint64_t *large, void **handle, char *flag, const char **text) {
  *small = -5;
  *number = 0xfedcba98u;
  *large = 0xfedcba9876543210ull;
  *handle = (void *)0x1234567890ull;
  *flag = 1;
  *text = "h\xc3\xa9llo";
}

static const char *const WORDS = "na\xc3\xafve \xf0\x9f\x98\x80";

/* The two-call pattern: 0 when done, -1 when the buffer is too small (its bytes are filled, without a NUL). */
int tiny_words(char *buffer, uint32_t *length) {
  uint32_t need = (uint32_t)strlen(WORDS) + 1, have = *length;
  *length = need;
  if (!buffer || have < need) {
    if (buffer) memcpy(buffer, WORDS, have);
    return -1;
  }
  memcpy(buffer, WORDS, need);
  return 0;
}

/* (id, pointer)* 0: stores id * 10 at each pointer; returns how many there were. */
int tiny_variadic(int first, ...) {
  va_list rest;
  int count = 0;
  va_start(rest, first);
  for (int id = first; id != 0; id = va_arg(rest, int)) {
    *va_arg(rest, int32_t *) = id * 10;
    count++;
  }
  va_end(rest);
  return count;
}

/* Holds its thread for so many milliseconds. */
int tiny_block(uint32_t milliseconds) {
  usleep(milliseconds * 1000);
  return (int)milliseconds;
}

typedef int (*tiny_listener)(void *handle, void *data);
struct delivery {
  tiny_listener listener;
  uintptr_t handle;
  pthread_mutex_t *lock;
  int answer;
};

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;

static void *deliver(void *argument) {
  struct delivery *delivery = argument;
  pthread_mutex_lock(&registry); /* held while the listener runs, as real libraries do */
  delivery->answer = delivery->listener((void *)delivery->handle, (void *)7);
  pthread_mutex_unlock(&registry);
  return NULL;
}

/* The listener is called on another thread, which this one waits for: before it returns. */
int tiny_call_back(tiny_listener listener, void *handle) {
  struct delivery delivery = {listener, (uintptr_t)handle, &registry, 0};
  pthread_t thread;
  pthread_create(&thread, NULL, deliver, &delivery);
  pthread_join(thread, NULL);
  return delivery.answer;
}
