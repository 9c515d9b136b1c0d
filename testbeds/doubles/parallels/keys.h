/* PRL_KEY, the virtual keys of SendKeyEventEx, and the bytes of scan code set 1 that each stands for. */
#ifndef KEYS_H
#define KEYS_H

#include "prl.h"

typedef struct key_bytes {
    u32 key;
    int count;
    unsigned char bytes[6];
} key_bytes;

/* NULL for a number without a key of the keyboard, such as the mouse's. */
const key_bytes *key_of(u32 key);

#endif
