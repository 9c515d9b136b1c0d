/* A machine as a session knows it: its configuration, edited here and committed to the service. */
#ifndef MACHINE_H
#define MACHINE_H

#include "job.h"
#include "map.h"
#include "session.h"

typedef struct machine {
    object o;
    session *session;
    char id[ID_SIZE];
    pthread_mutex_t lock; /* of what follows */
    map config; /* keys of the service's record, and the SDK's own below `prl.` */
    int registered, editing;
    int connected; /* to its display: 1; -1: it was, and the machine went off */
    u32 buttons;
    int locked; /* the screen buffer, between LockForRead and Unlock */
    char *screen;
    u32 screen_width, screen_height;
    struct machine *next;
} machine;

/* A part of the configuration: keys `prl.dev.N.`, or `prl.boot.N.`. */
typedef struct device {
    object o;
    machine *machine;
    int number;
    int removed;
} device;

/* One machine has one object in a session. Held; NULL and why if the service does not know it. */
machine *machine_of(session *s, const char *id, i32 *error);
/* If the session knows it already; else NULL. Held. */
machine *machine_known(session *s, const char *id);
/* Its display's connection is over. On the reading thread: holds nothing. */
void machine_went_off(session *s, const char *id);
/* Not known to the service yet. */
machine *machine_new(session *s);
/* Its id has changed. */
void machine_set_id(machine *m, const char *id);
/* Reads the configuration again, unless it is being edited. */
i32 machine_refresh(machine *m);
/* Writes it: the service's record and the file in its home. */
i32 machine_commit(machine *m);
/* A machine that a job may use; else NULL and why. Held. */
machine *machine_at(PRL_HANDLE handle, const char *function, i32 *error);
/* Registered ones only. */
machine *registered_at(PRL_HANDLE handle, const char *function, i32 *error);

/* The service's keys that follow from the SDK's, in place (record.c). */
void derive_record(map *config);
/* The SDK's keys for a record that came without. */
void adopt_record(map *config, const char *id);
/* A device's path in full. */
void device_path(const map *config, int number, char *to, size_t size);
/* A new device or boot device; its number. */
int add_device(map *config, u32 type);
int add_boot_device(map *config, u32 type, u32 sequence);
/* The number of the nth device of a type (0: any), -1 if there are fewer. */
int nth_device(const map *config, u32 type, int n);
int nth_boot_device(const map *config, int n);
void make_mac(char to[13]);

/* Jobs with a machine as their subject. */
#define START_JOB(handle, operation, perform, ...)                                                  \
    do {                                                                                            \
        i32 error;                                                                                  \
        machine *m = registered_at(handle, __func__, &error);                                       \
        return job_start(m ? m->session : NULL, __func__, operation, error, perform,                \
                         (work){.subject = (object *)m, __VA_ARGS__});                              \
    } while (0)

char *copy_text(const char *text); /* NULL stays NULL */

#endif
