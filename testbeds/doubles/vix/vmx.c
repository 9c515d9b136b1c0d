/* The dictionary of a .vmx: lines `key = "value"`, keys without regard to case, |22 for a quote and |7C for a bar. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "double.h"

/* A longer line is no line of a .vmx. */
#define LINE_SIZE 8192

static void append(vmx *to, const char *key, const char *value) {
  size_t size = (size_t)(to->count + 1) * sizeof(char *);
  to->keys = realloc(to->keys, size);
  to->values = realloc(to->values, size);
  if (!to->keys || !to->values) abort();
  to->keys[to->count] = copy_of(key);
  to->values[to->count++] = copy_of(value);
}

static char *trim(char *text) {
  while (isspace((unsigned char)*text)) text++;
  char *end = text + strlen(text);
  while (end > text && isspace((unsigned char)end[-1])) *--end = 0;
  return text;
}

static void unescape(char *text) {
  char *to = text;
  for (const char *from = text; *from;) {
    unsigned int byte;
    if (*from == '|' && isxdigit((unsigned char)from[1]) && sscanf(from + 1, "%2x", &byte) == 1) {
      *to++ = (char)byte;
      from += 3;
    } else {
      *to++ = *from++;
    }
  }
  *to = 0;
}

/* false: not a line of a .vmx. */
static bool read_line(char *line, vmx *to) {
  line = trim(line);
  if (!*line || *line == '#') return true;
  char *equals = strchr(line, '=');
  if (!equals || equals == line) return false;
  *equals = 0;
  char *value = trim(equals + 1);
  size_t length = strlen(value);
  if (length < 2 || value[0] != '"' || value[length - 1] != '"') return false;
  value[length - 1] = 0;
  value++;
  if (strchr(value, '"')) return false;
  unescape(value);
  append(to, trim(line), value);
  return true;
}

VixError vmx_read(const char *path, vmx *to) {
  *to = (vmx){0};
  FILE *file = fopen(path, "r");
  if (!file) return errno == ENOENT || errno == ENOTDIR ? VIX_E_FILE_NOT_FOUND : VIX_E_FILE_ACCESS_ERROR;
  char line[LINE_SIZE];
  bool good = true;
  while (good && fgets(line, sizeof line, file)) good = is_utf8(line) && read_line(line, to);
  fclose(file);
  if (good && to->count > 0) return VIX_OK;
  vmx_free(to);
  return VIX_E_CANNOT_READ_VM_CONFIG;
}

static void write_value(FILE *file, const char *value) {
  for (; *value; value++) {
    if (*value == '"' || *value == '|' || (unsigned char)*value < ' ') fprintf(file, "|%02X", (unsigned char)*value);
    else fputc(*value, file);
  }
}

bool vmx_write(const char *path, const vmx *from) {
  char *fresh = text_of("%s.new", path);
  FILE *file = fopen(fresh, "w");
  bool good = file != NULL;
  if (file) {
    for (int index = 0; index < from->count; index++) {
      fprintf(file, "%s = \"", from->keys[index]);
      write_value(file, from->values[index]);
      fputs("\"\n", file);
    }
    good = !ferror(file) & (fclose(file) == 0);
  }
  good = good && rename(fresh, path) == 0;
  free(fresh);
  return good;
}

const char *vmx_get(const vmx *in, const char *key, const char *otherwise) {
  for (int index = in->count; index-- > 0;)
    if (strcasecmp(in->keys[index], key) == 0) return in->values[index];
  return otherwise;
}

bool vmx_is(const vmx *in, const char *key) { return strcasecmp(vmx_get(in, key, "FALSE"), "TRUE") == 0; }

void vmx_set(vmx *in, const char *key, const char *value) {
  for (int index = 0; index < in->count; index++) {
    if (strcasecmp(in->keys[index], key) != 0) continue;
    free(in->values[index]);
    in->values[index] = copy_of(value);
    return;
  }
  append(in, key, value);
}

void vmx_free(vmx *it) {
  for (int index = 0; index < it->count; index++) {
    free(it->keys[index]);
    free(it->values[index]);
  }
  free(it->keys);
  free(it->values);
  *it = (vmx){0};
}
