/* The service's words for a machine's state, as the SDK's numbers. */
#ifndef STATE_H
#define STATE_H

#include "prl.h"

u32 machine_state(const char *word);

#endif
