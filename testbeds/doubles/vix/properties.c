/* Properties by number, and the variadic lists by which callers read and give them. */
#include <stdlib.h>
#include <string.h>

#include "double.h"

VixPropertyType property_type(int id) {
#define TYPE(name, value, type) \
  case value:                   \
    return VIX_PROPERTYTYPE_##type;
  switch (id) { VIX_PROPERTIES(TYPE) }
#undef TYPE
  return VIX_PROPERTYTYPE_ANY;
}

static property *add(bag *to, int id) {
  to->items = realloc(to->items, (size_t)(to->count + 1) * sizeof *to->items);
  if (!to->items) abort();
  property *it = &to->items[to->count++];
  *it = (property){.id = id, .type = property_type(id)};
  return it;
}

void bag_number(bag *to, int id, int64_t number) { add(to, id)->number = number; }

void bag_text(bag *to, int id, const char *text) {
  property *it = add(to, id);
  it->text = copy_of(text);
  it->size = strlen(text) + 1;
}

void bag_blob(bag *to, int id, const void *data, size_t size) {
  property *it = add(to, id);
  it->text = memcpy(obtain(size), data, size);
  it->size = size;
}

void bag_handle_locked(bag *to, object *it) {
  it->holds++;
  add(to, VIX_PROPERTY_JOB_RESULT_HANDLE)->number = it->handle;
}

/* Of bags without handles. */
void bag_copy(bag *to, const bag *from) {
  for (int index = 0; index < from->count; index++) {
    const property *it = &from->items[index];
    if (it->text) bag_blob(to, it->id, it->text, it->size);
    else bag_number(to, it->id, it->number);
  }
}

bag *findings_row(findings *found) {
  found->rows = realloc(found->rows, (size_t)(found->row_count + 1) * sizeof *found->rows);
  if (!found->rows) abort();
  bag *row = &found->rows[found->row_count++];
  *row = (bag){0};
  return row;
}

const property *bag_find(const bag *in, int id) {
  for (int index = 0; index < in->count; index++)
    if (in->items[index].id == id) return &in->items[index];
  return NULL;
}

void bag_clear_locked(bag *it) {
  for (int index = 0; index < it->count; index++) {
    if (it->items[index].type == VIX_PROPERTYTYPE_HANDLE) {
      object *held = object_held_locked((VixHandle)it->items[index].number);
      held->holds--;
      object_settle_locked(held);
    }
    free(it->items[index].text);
  }
  free(it->items);
  *it = (bag){0};
}

/* Text that is no UTF-8, where the nasty case wants that. */
static void *text_for(const property *from, const char *function) {
  if (!nasty(function, "invalid-utf8", NULL, 0)) return buffer_new(from->text, from->size);
  char *broken = text_of("%s\xff\xc0\xaf", from->text);
  void *given = buffer_new(broken, strlen(broken) + 1);
  free(broken);
  return given;
}

static void write_one(const property *from, void *to, void *data, const char *function) {
  switch (from->type) {
    case VIX_PROPERTYTYPE_STRING: *(char **)to = text_for(from, function); return;
    case VIX_PROPERTYTYPE_BOOL: *(Bool *)to = from->number != 0; return;
    case VIX_PROPERTYTYPE_INT64: *(int64_t *)to = from->number; return;
    case VIX_PROPERTYTYPE_BLOB:
      *(int *)to = (int)from->size;
      *(void **)data = buffer_new(from->text, from->size);
      return;
    case VIX_PROPERTYTYPE_HANDLE: {
      pthread_mutex_lock(&table_lock);
      *(VixHandle *)to = object_give_locked(object_held_locked((VixHandle)from->number));
      pthread_mutex_unlock(&table_lock);
      return;
    }
    default: *(int *)to = (int)from->number;
  }
}

/* Nothing is given out unless all can be. */
VixError bag_read(const bag *from, int first, va_list *tail, const char *function) {
  va_list look;
  va_copy(look, *tail);
  VixError error = VIX_OK;
  for (int id = first; id != VIX_PROPERTY_NONE && error == VIX_OK; id = va_arg(look, int)) {
    const property *found = bag_find(from, id);
    if (!found) error = VIX_E_UNRECOGNIZED_PROPERTY;
    else if (!va_arg(look, void *)) error = VIX_E_INVALID_ARG;
    else if (found->type == VIX_PROPERTYTYPE_BLOB && !va_arg(look, void *)) error = VIX_E_INVALID_ARG;
    if (error != VIX_OK) break;
  }
  va_end(look);
  if (error != VIX_OK) return error;
  for (int id = first; id != VIX_PROPERTY_NONE; id = va_arg(*tail, int)) {
    const property *found = bag_find(from, id);
    void *to = va_arg(*tail, void *);
    void *data = found->type == VIX_PROPERTYTYPE_BLOB ? va_arg(*tail, void *) : NULL;
    write_one(found, to, data, function);
  }
  return VIX_OK;
}

/* Values as they are, not pointers to them; a blob is its size and where it lies. */
VixError bag_fill(bag *to, int first, va_list *tail) {
  for (int id = first; id != VIX_PROPERTY_NONE; id = va_arg(*tail, int)) {
    switch (property_type(id)) {
      case VIX_PROPERTYTYPE_ANY: return VIX_E_UNRECOGNIZED_PROPERTY;
      case VIX_PROPERTYTYPE_STRING: {
        const char *text = va_arg(*tail, const char *);
        if (!text) return VIX_E_INVALID_ARG;
        if (!is_utf8(text)) return VIX_E_INVALID_UTF8_STRING;
        bag_text(to, id, text);
        break;
      }
      case VIX_PROPERTYTYPE_INT64: bag_number(to, id, va_arg(*tail, int64_t)); break;
      case VIX_PROPERTYTYPE_BLOB: {
        int size = va_arg(*tail, int);
        const void *data = va_arg(*tail, const void *);
        if (!data || size < 0) return VIX_E_INVALID_ARG;
        bag_blob(to, id, data, (size_t)size);
        break;
      }
      case VIX_PROPERTYTYPE_HANDLE: return VIX_E_INVALID_ARG;
      default: bag_number(to, id, va_arg(*tail, int));
    }
  }
  return VIX_OK;
}

EXPORTED VixError VixPropertyList_AllocPropertyList(VixHandle hostHandle, VixHandle *resultHandle, int firstPropertyID,
                                                    ...) {
  if (!resultHandle) return VIX_E_INVALID_ARG;
  bag filled = {0};
  va_list tail;
  va_start(tail, firstPropertyID);
  VixError error = bag_fill(&filled, firstPropertyID, &tail);
  va_end(tail);
  pthread_mutex_lock(&table_lock);
  if (error == VIX_OK && hostHandle != VIX_INVALID_HANDLE &&
      !object_of_locked(hostHandle, VIX_HANDLETYPE_HOST, "VixPropertyList_AllocPropertyList"))
    error = VIX_E_INVALID_HANDLE;
  if (error == VIX_OK) {
    object *list = object_new_locked(VIX_HANDLETYPE_PROPERTY_LIST, hostHandle);
    list->properties = filled;
    *resultHandle = object_give_locked(list);
  } else {
    bag_clear_locked(&filled);
  }
  pthread_mutex_unlock(&table_lock);
  return error;
}

EXPORTED VixError Vix_GetPropertyType(VixHandle handle, int propertyID, int *propertyType) {
  pthread_mutex_lock(&table_lock);
  bool known = object_of_locked(handle, VIX_HANDLETYPE_NONE, "Vix_GetPropertyType") != NULL;
  pthread_mutex_unlock(&table_lock);
  if (!known) return VIX_E_INVALID_HANDLE;
  if (!propertyType) return VIX_E_INVALID_ARG;
  VixPropertyType type = property_type(propertyID);
  if (type == VIX_PROPERTYTYPE_ANY) return VIX_E_UNRECOGNIZED_PROPERTY;
  *propertyType = type;
  return VIX_OK;
}
