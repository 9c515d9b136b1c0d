/* PrlApi_Create*List, PrlStrList_* and PrlHndlList_*. */
#include "lists.h"

#include <stdlib.h>
#include <string.h>

#include "api.h"

static void destroy_texts(object *o) {
    text_list *list = (text_list *)o;
    for (int i = 0; i < list->count; i++) free(list->texts[i]);
    free(list->texts);
}

static void destroy_handles(object *o) {
    handle_list *list = (handle_list *)o;
    for (int i = 0; i < list->count; i++) object_drop(list->objects[i]);
    free(list->objects);
}

handle_list *handle_list_new(void) { return object_new(sizeof(handle_list), HANDLES, PHT_HANDLES_LIST, destroy_handles); }

void handle_list_add(handle_list *list, object *o) {
    list->objects = realloc(list->objects, (size_t)(list->count + 1) * sizeof *list->objects);
    if (!list->objects) abort();
    list->objects[list->count++] = object_hold(o);
}

i32 PrlApi_CreateStringsList(PRL_HANDLE *phStringsList) {
    ENTER();
    if (!phStringsList) return PRL_ERR_INVALID_ARG;
    text_list *list = object_new(sizeof *list, STRINGS, PHT_STRINGS_LIST, destroy_texts);
    *phStringsList = object_handle(list);
    object_drop(list);
    return PRL_ERR_SUCCESS;
}

i32 PrlApi_CreateHandlesList(PRL_HANDLE *phHandlesList) {
    ENTER();
    if (!phHandlesList) return PRL_ERR_INVALID_ARG;
    handle_list *list = handle_list_new();
    *phHandlesList = object_handle(list);
    object_drop(list);
    return PRL_ERR_SUCCESS;
}

i32 PrlStrList_AddItem(PRL_HANDLE hStringsList, cstr sItem) {
    ENTER();
    if (!sItem) return PRL_ERR_INVALID_ARG;
    OBJECT(text_list, list, STRINGS, hStringsList);
    list->texts = realloc(list->texts, (size_t)(list->count + 1) * sizeof *list->texts);
    if (!list->texts) abort();
    list->texts[list->count++] = strdup(sItem);
    object_drop(list);
    return PRL_ERR_SUCCESS;
}

i32 PrlStrList_GetItem(PRL_HANDLE hStringsList, u32 nItemIndex, buf sItemBuf, u32 *pnItemBufSize) {
    ENTER();
    OBJECT(text_list, list, STRINGS, hStringsList);
    int known = nItemIndex < (u32)list->count;
    i32 code = known ? give_text(__func__, list->texts[nItemIndex], sItemBuf, pnItemBufSize) : PRL_ERR_INVALID_ARG;
    object_drop(list);
    return code;
}

i32 PrlStrList_GetItemsCount(PRL_HANDLE hStringsList, u32 *pnItemsCount) {
    ENTER();
    if (!pnItemsCount) return PRL_ERR_INVALID_ARG;
    OBJECT(text_list, list, STRINGS, hStringsList);
    *pnItemsCount = (u32)list->count;
    object_drop(list);
    return PRL_ERR_SUCCESS;
}

i32 PrlStrList_RemoveItem(PRL_HANDLE hStringsList, u32 nItemIndex) {
    ENTER();
    OBJECT(text_list, list, STRINGS, hStringsList);
    int known = nItemIndex < (u32)list->count;
    if (known) {
        free(list->texts[nItemIndex]);
        list->count--;
        memmove(list->texts + nItemIndex, list->texts + nItemIndex + 1, ((size_t)list->count - nItemIndex) * sizeof *list->texts);
    }
    object_drop(list);
    return known ? PRL_ERR_SUCCESS : PRL_ERR_INVALID_ARG;
}

i32 PrlHndlList_AddItem(PRL_HANDLE hHandlesList, PRL_HANDLE hItem) {
    ENTER();
    OBJECT(handle_list, list, HANDLES, hHandlesList);
    object *item = object_at(hItem, ANY_KIND, __func__);
    if (item) handle_list_add(list, item);
    object_drop(list);
    object_drop(item);
    return item ? PRL_ERR_SUCCESS : PRL_ERR_INVALID_ARG;
}

i32 PrlHndlList_GetItem(PRL_HANDLE hHandlesList, u32 nItemIndex, PRL_HANDLE *phItem) {
    ENTER();
    if (!phItem) return PRL_ERR_INVALID_ARG;
    OBJECT(handle_list, list, HANDLES, hHandlesList);
    int known = nItemIndex < (u32)list->count;
    if (known) *phItem = object_handle(list->objects[nItemIndex]);
    object_drop(list);
    return known ? PRL_ERR_SUCCESS : PRL_ERR_INVALID_ARG;
}

i32 PrlHndlList_GetItemsCount(PRL_HANDLE hHandlesList, u32 *pnItemsCount) {
    ENTER();
    if (!pnItemsCount) return PRL_ERR_INVALID_ARG;
    OBJECT(handle_list, list, HANDLES, hHandlesList);
    *pnItemsCount = (u32)list->count;
    object_drop(list);
    return PRL_ERR_SUCCESS;
}
