/* PrlDevKeyboard_* and PrlDevMouse_*: keys and pointer of the real guest. */
#ifndef VIRTUOZZO
#include <stdio.h>
#include <string.h>

#include "../nasty.h"
#include "api.h"
#include "display.h"
#include "keys.h"

#define EXTENDED 0xe0
#define PAUSE 0xe1
#define BREAK 0x80
/* Buttons beyond these are a pen's. */
#define BUTTONS_MASK 0xff
#define NOTCH 120

/* ---- keyboard ---- */

static i32 send_bytes(machine *m, const unsigned char *bytes, int count) {
    char hex[64] = "";
    for (int i = 0; i < count; i++) snprintf(hex + 2 * i, sizeof hex - 2 * (size_t)i, "%02x", bytes[i]);
    reply *r = service_call(m->session->service, NULL, "keys", m->id, hex, NULL);
    if (!r->ok) double_says("keys: %s", reply_field(r, 1));
    i32 code = code_of(r, PRL_ERR_IO_STOPPED);
    reply_free(r);
    return code;
}

/* Releasing sets the upper bit of what is not a prefix. */
static unsigned char on_wire(unsigned char byte, u32 event) {
    return event == PKE_RELEASE && byte != EXTENDED && byte != PAUSE ? byte | BREAK : byte;
}

i32 PrlDevKeyboard_SendKeyEvent(PRL_HANDLE hVm, u32 key, u32 ev) {
    ENTER();
    i32 error;
    machine *m = display_at(hVm, __func__, &error);
    if (!m) return error;
    i32 code = key > 0xff || (ev != PKE_PRESS && ev != PKE_RELEASE) ? PRL_ERR_INVALID_ARG : display_cut(m->session, __func__);
    unsigned char byte = on_wire((unsigned char)key, ev);
    if (code == PRL_ERR_SUCCESS) code = send_bytes(m, &byte, 1);
    object_drop(m);
    return code;
}

static i32 send_key(machine *m, u32 key, u32 event) {
    const key_bytes *k = key_of(key);
    unsigned char bytes[8];
    if (!k) return PRL_ERR_INVALID_ARG;
    for (int i = 0; i < k->count; i++) bytes[i] = on_wire(k->bytes[i], event);
    return send_bytes(m, bytes, k->count);
}

i32 PrlDevKeyboard_SendKeyEventEx(PRL_HANDLE hVm, u32 key, u32 ev) {
    ENTER();
    i32 error;
    machine *m = display_at(hVm, __func__, &error);
    if (!m) return error;
    i32 code = ev != PKE_PRESS && ev != PKE_RELEASE ? PRL_ERR_INVALID_ARG : display_cut(m->session, __func__);
    if (code == PRL_ERR_SUCCESS) code = send_key(m, key, ev);
    object_drop(m);
    return code;
}

i32 PrlDevKeyboard_SendKeyPressedAndReleased(PRL_HANDLE hVm, u32 key) {
    i32 code = PrlDevKeyboard_SendKeyEventEx(hVm, key, PKE_PRESS);
    return code == PRL_ERR_SUCCESS ? PrlDevKeyboard_SendKeyEventEx(hVm, key, PKE_RELEASE) : code;
}

i32 PrlDevKeyboard_SendOptimizationMode(PRL_HANDLE hVm, u32 mode) {
    ENTER();
    i32 error;
    machine *m = display_at(hVm, __func__, &error);
    if (!m) return error;
    object_drop(m);
    return mode > 3 ? PRL_ERR_INVALID_ARG : PRL_ERR_SUCCESS;
}

/* ---- mouse ---- */

/* z is the wheel, positive away from the user; w to the right. Absolute positions need a guest that listens to them. */
static i32 send_mouse(machine *m, int absolute, i32 x, i32 y, i32 z, i32 w, u32 buttons) {
    if (buttons & ~(u32)BUTTONS_MASK) {
        double_says("mouse: a pen is not offered");
        return PRL_ERR_INVALID_ARG;
    }
    if (absolute) {
        reply *r = service_call(m->session->service, NULL, "pointer", m->id, NULL);
        i32 code = code_of(r, PRL_ERR_IO_STOPPED);
        if (code == PRL_ERR_SUCCESS && reply_number(r, 0) == 0) code = PRL_ERR_GUEST_TOOLS_NOT_INSTALLED;
        reply_free(r);
        if (code != PRL_ERR_SUCCESS) return code;
    }
    i32 numbers[5] = {x, y, -z, w, (i32)buttons};
    char texts[5][12];
    for (int i = 0; i < 5; i++) snprintf(texts[i], sizeof texts[i], "%d", numbers[i]);
    reply *r = service_call(m->session->service, NULL, "mouse", m->id, absolute ? "abs" : "rel", texts[0], texts[1], texts[2],
                            texts[3], texts[4], NULL);
    if (!r->ok) double_says("mouse: %s", reply_field(r, 1));
    i32 code = code_of(r, PRL_ERR_IO_STOPPED);
    reply_free(r);
    return code;
}

static i32 move(PRL_HANDLE handle, const char *function, int absolute, i32 x, i32 y, i32 z, i32 w, u32 buttons) {
    i32 error;
    machine *m = display_at(handle, function, &error);
    if (!m) return error;
    i32 code = display_cut(m->session, function);
    if (code == PRL_ERR_SUCCESS) code = send_mouse(m, absolute, x, y, z, w, buttons);
    object_drop(m);
    return code;
}

i32 PrlDevMouse_Move(PRL_HANDLE hVm, i32 x, i32 y, i32 z, u32 buttons) {
    ENTER();
    return move(hVm, __func__, 0, x, y, z, 0, buttons);
}

i32 PrlDevMouse_MoveEx(PRL_HANDLE hVm, i32 x, i32 y, i32 z, i32 w, u32 buttons) {
    ENTER();
    return move(hVm, __func__, 0, x, y, z, w, buttons);
}

i32 PrlDevMouse_SetPos(PRL_HANDLE hVm, i32 x, i32 y, i32 z, u32 buttons) {
    ENTER();
    return move(hVm, __func__, 1, x, y, z, 0, buttons);
}

i32 PrlDevMouse_SetPosEx(PRL_HANDLE hObj, i32 x, i32 y, i32 z, i32 w, u32 buttons) {
    ENTER();
    return move(hObj, __func__, 1, x, y, z, w, buttons);
}

i32 PrlDevMouse_Event(PRL_HANDLE hObj, const PRL_IO_MOUSE_EVENT_EX4 *mouse, u32 size, u32 absolute) {
    ENTER();
    if (!mouse || size != sizeof *mouse) return PRL_ERR_INVALID_ARG;
    i32 z = mouse->z ? mouse->z : mouse->z120 / NOTCH, w = mouse->w ? mouse->w : mouse->w120 / NOTCH;
    return move(hObj, __func__, absolute != 0, mouse->x, mouse->y, z, w, mouse->buttons);
}

static i32 perform_mouse(job *j, work *w) {
    (void)j;
    const long *n = w->numbers;
    return send_mouse((machine *)w->subject, (int)n[0], (i32)n[1], (i32)n[2], (i32)n[3], (i32)n[4], (u32)n[5]);
}

static PRL_HANDLE mouse_job(PRL_HANDLE handle, const char *function, int absolute, i32 x, i32 y, i32 z, i32 w, u32 buttons) {
    i32 error;
    machine *m = display_at(handle, function, &error);
    return job_start(m ? m->session : NULL, function, 0, error, perform_mouse,
                     (work){.subject = (object *)m, .numbers = {absolute, x, y, z, w, buttons}});
}

PRL_HANDLE PrlDevMouse_AsyncMove(PRL_HANDLE hVm, i32 x, i32 y, i32 z, i32 w, u32 buttons) {
    return mouse_job(hVm, __func__, 0, x, y, z, w, buttons);
}

PRL_HANDLE PrlDevMouse_AsyncSetPos(PRL_HANDLE hObj, i32 x, i32 y, i32 z, i32 w, u32 buttons) {
    return mouse_job(hObj, __func__, 1, x, y, z, w, buttons);
}
#endif
