/* Memory that belongs to the caller until Vix_FreeBuffer. */
#include <stdlib.h>
#include <string.h>

#include "double.h"

typedef struct buffer {
  struct buffer *next;
  max_align_t content[];
} buffer;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static buffer *buffers;
static int count;

void *buffer_new(const void *data, size_t size) {
  buffer *it = obtain(sizeof *it + size);
  if (size > 0) memcpy(it->content, data, size);
  pthread_mutex_lock(&lock);
  it->next = buffers;
  buffers = it;
  count++;
  pthread_mutex_unlock(&lock);
  return it->content;
}

EXPORTED void Vix_FreeBuffer(void *p) {
  if (!p) return;
  pthread_mutex_lock(&lock);
  buffer **at = &buffers;
  while (*at && (void *)(*at)->content != p) at = &(*at)->next;
  buffer *found = *at;
  if (!found) double_misuse("Vix_FreeBuffer: %p is no buffer of this library, or was freed already", p);
  *at = found->next;
  count--;
  pthread_mutex_unlock(&lock);
  free(found);
}

/* For tests: buffers that the caller has not freed. */
EXPORTED int VixDouble_CountBuffers(void);
EXPORTED int VixDouble_CountBuffers(void) {
  pthread_mutex_lock(&lock);
  int result = count;
  pthread_mutex_unlock(&lock);
  return result;
}
