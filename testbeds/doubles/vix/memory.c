/* Memory that cannot fail, and text. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "double.h"

void *obtain(size_t size) {
  void *memory = calloc(1, size > 0 ? size : 1);
  if (!memory) abort();
  return memory;
}

char *copy_of(const char *text) {
  size_t size = strlen(text) + 1;
  return memcpy(obtain(size), text, size);
}

char *text_of(const char *format, ...) {
  va_list tail;
  va_start(tail, format);
  char *text = NULL;
  if (vasprintf(&text, format, tail) < 0) abort();
  va_end(tail);
  return text;
}

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool is_utf8(const char *text) {
  const unsigned char *at = (const unsigned char *)text;
  while (*at) {
    int more = 0;
    unsigned int value = *at++;
    unsigned int least = 0;
    if (value < 0x80) continue;
    if (value >= 0xc2 && value < 0xe0) more = 1, value &= 0x1f, least = 0x80;
    else if (value >= 0xe0 && value < 0xf0) more = 2, value &= 0x0f, least = 0x800;
    else if (value >= 0xf0 && value < 0xf5) more = 3, value &= 0x07, least = 0x10000;
    else return false;
    while (more-- > 0) {
      if ((*at & 0xc0) != 0x80) return false;
      value = value << 6 | (*at++ & 0x3f);
    }
    if (value < least || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return false;
  }
  return true;
}
