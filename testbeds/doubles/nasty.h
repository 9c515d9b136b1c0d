/* The script of nasty cases: lines `FUNCTION CASE [ARGUMENT] [xN]` of a file that is read at each call (see README.md). */
#ifndef NASTY_H
#define NASTY_H

#include <stddef.h>

/* Whether `function` is to do `what` now; its argument, or "", goes to `argument`. Counts what may happen N times only. */
int nasty(const char *function, const char *what, char *argument, size_t size);
/* The same for `error` and others with a hexadecimal argument. */
int nasty_code(const char *function, const char *what, unsigned long long *code);

/* Says on stderr what a real library would do and the double does not. */
void double_says(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Ends the process: the caller broke a rule that the real library need not survive. */
void double_misuse(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
