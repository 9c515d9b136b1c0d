/* A text for every error: made of its name, static, never freed. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "double.h"

#define TEXT_SIZE 160
/* The code is the low 16 bits; the others may hold anything. */
#define CODE(error) ((int)((error)&0xffff))

#define NAMED(name, value) {value, #name, ""},
static struct {
  int code;
  const char *name;
  char text[TEXT_SIZE];
} errors[] = {VIX_OLDER_ERRORS(NAMED) VIX_NEWER_ERRORS(NAMED)};
#undef NAMED

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void write_text(char *to, const char *name) {
  const char *word = strncmp(name, "VIX_E_", 6) == 0 ? name + 6 : name + 4;
  char words[TEXT_SIZE / 2];
  size_t length = 0;
  for (; word[length] && length + 1 < sizeof words; length++) {
    char letter = length == 0 ? *word : (char)tolower((unsigned char)word[length]);
    words[length] = letter == '_' ? ' ' : letter;
  }
  words[length] = 0;
  snprintf(to, TEXT_SIZE, "%s (%s)", words, name);
}

EXPORTED const char *Vix_GetErrorText(VixError err, const char *locale) {
  (void)locale;
  for (size_t index = 0; index < sizeof errors / sizeof *errors; index++) {
    if (errors[index].code != CODE(err)) continue;
    pthread_mutex_lock(&lock);
    if (!errors[index].text[0]) write_text(errors[index].text, errors[index].name);
    pthread_mutex_unlock(&lock);
    return errors[index].text;
  }
  return "Unknown error";
}
