/* See event.h. */
#include "event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job.h"
#include "machine.h"
#include "state.h"

static void destroy_parameter(object *o) {
    event_parameter *p = (event_parameter *)o;
    free(p->name);
    free(p->value);
}

static void destroy(object *o) {
    event *e = (event *)o;
    for (u32 i = 0; i < e->count; i++) object_drop(e->parameters[i]);
    object_drop(e->session);
    object_drop(e->job);
    object_drop(e->question);
    free(e->text);
}

event *event_new(session *s, u32 type, const char *machine) {
    event *e = object_new(sizeof *e, EVENT, PHT_EVENT, destroy);
    e->session = object_hold(s);
    e->type = type;
    snprintf(e->machine, sizeof e->machine, "%s", machine ? machine : "");
    return e;
}

void event_add(event *e, const char *name, u32 type, const char *value) {
    if (e->count == MOST_PARAMETERS) abort();
    event_parameter *p = object_new(sizeof *p, EVENT_PARAMETER, PHT_EVENT_PARAMETER, destroy_parameter);
    p->name = strdup(name);
    p->type = type;
    p->value = strdup(value);
    e->parameters[e->count++] = p;
}

void event_state_changed(session *s, const char *machine, const char *state) {
    if (strcmp(state, "off") == 0 || strcmp(state, "suspended") == 0) machine_went_off(s, machine);
    event *e = event_new(s, PET_DSP_EVT_VM_STATE_CHANGED, machine);
    char number[16];
    snprintf(number, sizeof number, "%u", machine_state(state));
    event_add(e, "vminfo_vm_state", PFD_ENUMERATION, number);
    session_post(s, e, machine);
    object_drop(e);
    u32 type = strcmp(state, "running") == 0 ? PET_DSP_EVT_VM_STARTED : strcmp(state, "off") == 0 ? PET_DSP_EVT_VM_STOPPED : 0;
    if (!type) return;
    e = event_new(s, type, machine);
    session_post(s, e, machine);
    object_drop(e);
}

event *event_of_failure(session *s, i32 code, const char *text) {
    event *e = event_new(s, 0, NULL);
    e->code = code;
    e->text = text ? strdup(text) : NULL;
    return e;
}

i32 event_give(event *e, PRL_HANDLE *to) {
    if (!to) return PRL_ERR_INVALID_ARG;
    *to = object_handle(e);
    return PRL_ERR_SUCCESS;
}
