/* Memory that the caller frees with PrlBuffer_Free. */
#ifndef BUFFERS_H
#define BUFFERS_H

#include <stddef.h>

void *buffer_new(size_t size);

#endif
