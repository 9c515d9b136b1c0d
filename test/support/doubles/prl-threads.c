/* Many threads at once on one session, on the only machine, which shows the boot menu: states, captures, keys, texts, events,
   cancelled jobs. Exit code 0: all as expected. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "prl.h"

#define THREADS 6
#define ROUNDS 15
#define WAIT_MS 30000
#define LOOK_MS 10
/* Each job's end is one. */
#define LEAST_EVENTS (THREADS * ROUNDS / 5)

static PRL_HANDLE server, machine;
static int events;

static void expect(int condition, const char *what) {
    if (condition) return;
    fprintf(stderr, "not as expected: %s\n", what);
    exit(1);
}

static i32 on_event(PRL_HANDLE event, void *data) {
    (void)data;
    u32 type;
    expect(PrlHandle_GetType(event, &type) == 0, "an event's type");
    __atomic_add_fetch(&events, 1, __ATOMIC_SEQ_CST);
    return PrlHandle_Free(event);
}

static int told(void) { return __atomic_load_n(&events, __ATOMIC_SEQ_CST); }

/* The job's code; its result in `result` if asked for. */
static i32 end(PRL_HANDLE job, PRL_HANDLE *result) {
    i32 code;
    expect(PrlJob_Wait(job, WAIT_MS) == 0, "a job ends");
    expect(PrlJob_GetRetCode(job, &code) == 0, "a job has a code");
    if (result) expect(PrlJob_GetResult(job, result) == 0, "a job has a result");
    PrlHandle_Free(job);
    return code;
}

static void capture(void) {
    void *bytes;
    u32 size;
    expect(PrlDevDisplay_SyncCaptureScaledScreenRegionToBuffer(machine, &bytes, &size, (u32)PIF_RAW, -1, 0, 0, 720, 400, 720, 400) == 0,
           "a capture");
    expect(size == 720 * 400 * 4, "a capture's size");
    PrlBuffer_Free(bytes);
}

static void state(void) {
    PRL_HANDLE result, info;
    u32 word;
    expect(end(PrlVm_GetState(machine), &result) == 0, "a state");
    expect(PrlResult_GetParam(result, &info) == 0 && PrlVmInfo_GetState(info, &word) == 0, "a state's number");
    expect(word == (u32)VMS_RUNNING, "the machine runs");
    PrlHandle_Free(info);
    PrlHandle_Free(result);
}

static void list(void) {
    PRL_HANDLE result, found;
    char name[64];
    u32 length = sizeof name;
    expect(end(PrlSrv_GetVmListEx(server, 0), &result) == 0, "a list");
    expect(PrlResult_GetParamByIndex(result, 0, &found) == 0, "a machine");
    expect(PrlVmCfg_GetName(found, name, &length) == 0, "a name");
    PrlHandle_Free(found);
    PrlHandle_Free(result);
}

static void keys(void) {
    PrlDevKeyboard_SendKeyEvent(machine, 0x2a, PKE_PRESS);
    expect(PrlDevKeyboard_SendKeyEvent(machine, 0x2a, PKE_RELEASE) == 0, "a key");
}

static void cancel(void) {
    PRL_HANDLE job = PrlSrv_GetSrvConfig(server); /* never ends, by the script of nasty cases */
    expect(end(PrlJob_Cancel(job), NULL) == 0, "cancelling");
    expect(end(job, NULL) == (i32)PRL_ERR_OPERATION_WAS_CANCELED, "a cancelled job says so");
}

static void *work(void *argument) {
    void (*const steps[])(void) = {capture, state, list, keys, cancel};
    long first = (long)argument;
    for (long i = 0; i < ROUNDS; i++) steps[(first + i) % 5]();
    return NULL;
}

static void *program(void *argument) {
    (void)argument;
    pthread_t threads[THREADS];
    PRL_HANDLE result;
    u32 left;
    expect(PrlApi_InitEx(0x90000, 1, 0, 0) == 0, "init");
    expect(PrlSrv_Create(&server) == 0, "a server");
    expect(end(PrlSrv_LoginLocal(server, NULL, 0, PSL_NORMAL_SECURITY), NULL) == 0, "log-in");
    expect(PrlSrv_RegEventHandler(server, on_event, NULL) == 0, "a handler");
    expect(end(PrlSrv_GetVmListEx(server, 0), &result) == 0 && PrlResult_GetParam(result, &machine) == 0, "the machine");
    PrlHandle_Free(result);
    expect(end(PrlDevDisplay_ConnectToVm(machine, PDCT_HIGH_QUALITY_WITHOUT_COMPRESSION), NULL) == 0, "connecting");
    for (long i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, (void *)i);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    expect(PrlDevDisplay_DisconnectFromVm(machine) == 0, "disconnecting");
    expect(end(PrlVm_StopEx(machine, PSM_KILL, 0), NULL) == 0, "stopping");
    PrlHandle_Free(machine);
    expect(end(PrlSrv_Logoff(server), NULL) == 0, "log-off");
    for (int waited = 0; waited < WAIT_MS && told() <= LEAST_EVENTS; waited += LOOK_MS) usleep(LOOK_MS * 1000);
    expect(told() > LEAST_EVENTS, "events came");
    expect(PrlSrv_UnregEventHandler(server, on_event, NULL) == 0, "no handler");
    expect(PrlDbg_GetHandlesNum(&left, 0) == 0 && left == 1, "only the server's handle is left");
    PrlHandle_Free(server);
    expect(PrlApi_Deinit() == 0, "deinit");
    puts("done");
    return NULL;
}

/* Events may still come when the handler is taken away, which the main thread must not do then. */
int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, program, NULL);
    pthread_join(thread, NULL);
    return 0;
}
