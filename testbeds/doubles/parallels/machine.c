/* See machine.h. */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../nasty.h"
#include "api.h"

char *copy_text(const char *text) { return text ? strdup(text) : NULL; }

static void destroy(object *o) {
    machine *m = (machine *)o;
    map_clear(&m->config);
    free(m->screen);
    pthread_mutex_destroy(&m->lock);
    object_drop(m->session);
}

/* The session's list holds nothing: a machine leaves it when its last reference goes, under the session's lock. */
static void forget(object *o) {
    machine *m = (machine *)o;
    pthread_mutex_lock(&m->session->lock);
    for (machine **at = &m->session->machines; *at; at = &(*at)->next) {
        if (*at != m) continue;
        *at = m->next;
        break;
    }
    pthread_mutex_unlock(&m->session->lock);
    destroy(o);
}

static machine *make(session *s, const char *id) {
    machine *m = object_new(sizeof *m, MACHINE, PHT_VIRTUAL_MACHINE, forget);
    m->session = object_hold(s);
    snprintf(m->id, sizeof m->id, "%s", id);
    pthread_mutex_init(&m->lock, NULL);
    return m;
}

/* Held, unless it is on its way out. With the session's lock held. */
static machine *find(session *s, const char *id) {
    for (machine *m = s->machines; m; m = m->next) {
        if (strcmp(m->id, id) != 0) continue;
        int references = __atomic_load_n(&m->o.references, __ATOMIC_SEQ_CST);
        while (references > 0)
            if (__atomic_compare_exchange_n(&m->o.references, &references, references + 1, 0, __ATOMIC_SEQ_CST,
                                            __ATOMIC_SEQ_CST))
                return m;
    }
    return NULL;
}

machine *machine_known(session *s, const char *id) {
    pthread_mutex_lock(&s->lock);
    machine *m = find(s, id);
    pthread_mutex_unlock(&s->lock);
    return m;
}

void machine_went_off(session *s, const char *id) {
    pthread_mutex_lock(&s->lock);
    for (machine *m = s->machines; m; m = m->next)
        if (strcmp(m->id, id) == 0 && m->connected == 1) m->connected = -1;
    pthread_mutex_unlock(&s->lock);
}

static void enlist(machine *m) {
    session *s = m->session;
    pthread_mutex_lock(&s->lock);
    m->next = s->machines;
    s->machines = m;
    pthread_mutex_unlock(&s->lock);
}

machine *machine_of(session *s, const char *id, i32 *error) {
    machine *m = machine_known(s, id);
    if (!m) {
        m = make(s, id);
        m->registered = 1;
        enlist(m);
    }
    *error = machine_refresh(m);
    if (*error == PRL_ERR_SUCCESS) return m;
    object_drop(m);
    return NULL;
}

machine *machine_new(session *s) {
    char id[UUID_SIZE];
    make_uuid(id);
    machine *m = make(s, id);
    map_set(&m->config, "name", "");
    map_set(&m->config, "prl.uuid", id);
    enlist(m);
    return m;
}

void machine_set_id(machine *m, const char *id) {
    pthread_mutex_lock(&m->session->lock);
    snprintf(m->id, sizeof m->id, "%s", id);
    pthread_mutex_unlock(&m->session->lock);
}

i32 machine_refresh(machine *m) {
    reply *r = service_call(m->session->service, NULL, "get", m->id, NULL);
    i32 code = code_of(r, PRL_ERR_FAILURE);
    pthread_mutex_lock(&m->lock);
    if (code == PRL_ERR_SUCCESS && !m->editing) {
        map_clear(&m->config);
        m->config = map_of(r);
        if (!map_get(&m->config, "prl.uuid")) adopt_record(&m->config, m->id);
    }
    pthread_mutex_unlock(&m->lock);
    reply_free(r);
    return code;
}

static void write_file(const map *config) {
    char path[4096];
    snprintf(path, sizeof path, "%s/config.pvs", map_text(config, "home", "."));
    FILE *file = fopen(path, "we");
    if (!file) {
        double_says("cannot write %s", path);
        return;
    }
    for (int i = 0; i < config->count; i++) fprintf(file, "%s=%s\n", config->keys[i], config->values[i]);
    fclose(file);
}

i32 machine_commit(machine *m) {
    pthread_mutex_lock(&m->lock);
    derive_record(&m->config);
    map config = map_copy(&m->config);
    m->editing = 0;
    pthread_mutex_unlock(&m->lock);
    const char **fields = calloc((size_t)config.count * 2 + 2, sizeof *fields);
    if (!fields) abort();
    int count = 0;
    fields[count++] = "replace";
    fields[count++] = m->id;
    for (int i = 0; i < config.count; i++) {
        fields[count++] = config.keys[i];
        fields[count++] = config.values[i];
    }
    reply *r = service_callv(m->session->service, NULL, count, fields);
    i32 code = code_of(r, PRL_ERR_FAILURE);
    if (code == PRL_ERR_SUCCESS && map_get(&config, "home")) write_file(&config);
    reply_free(r);
    free(fields);
    map_clear(&config);
    return code;
}

machine *machine_at(PRL_HANDLE handle, const char *function, i32 *error) {
    if (api_ready(function) != PRL_ERR_SUCCESS) {
        *error = PRL_ERR_API_WASNT_INITIALIZED;
        return NULL;
    }
    machine *m = object_at(handle, MACHINE, function);
    *error = m ? session_usable(m->session, function) : PRL_ERR_INVALID_ARG;
    if (*error == PRL_ERR_SUCCESS) return m;
    object_drop(m);
    return NULL;
}

machine *registered_at(PRL_HANDLE handle, const char *function, i32 *error) {
    machine *m = machine_at(handle, function, error);
    if (!m || m->registered) return m;
    *error = PRL_ERR_VM_UUID_NOT_FOUND;
    object_drop(m);
    return NULL;
}
