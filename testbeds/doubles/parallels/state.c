/* See state.h. */
#include "state.h"

#include <string.h>

u32 machine_state(const char *word) {
    static const struct { const char *word; u32 state; } states[] = {
        {"off", VMS_STOPPED},          {"starting", VMS_STARTING},     {"running", VMS_RUNNING},
        {"paused", VMS_PAUSED},        {"suspended", VMS_SUSPENDED},   {"stopping", VMS_STOPPING},
        {"suspending", VMS_SUSPENDING}, {"resuming", VMS_RESUMING},    {"snapshotting", VMS_SNAPSHOTING},
        {"busy", VMS_DELETING_STATE},  {"blocked", VMS_PAUSED},
    };
    for (unsigned i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strcmp(states[i].word, word) == 0) return states[i].state;
    return VMS_UNKNOWN;
}
