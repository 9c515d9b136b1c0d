/** Parallels' double on bad days: refused log-ins, lost connections, and each case of the script of nasty ones. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import koffi from 'koffi';
import { defineDemo, said } from '../support/doubles/double-guest.ts';
import { startDoubleService } from '../support/doubles/double-service.ts';
import { type Handle, PrlSession } from '../support/doubles/prl-session.ts';

const NORMAL_SECURITY = 1;
const RUNNING_JOB = 0xd0000001;
const NO_WAIT = 0;
const QUESTION = 100_503;
const CONNECTION_CLOSED = 100_403;
const PROGRESS = 100_051;
const JOB_HANDLE = 0x10000011;

interface Told {
  readonly type: number;
  readonly event: number;
  readonly handle: Handle;
}

/** Notes what the session's handlers are told. */
function listen(prl: PrlSession): { readonly told: Told[]; stop(): Promise<void> } {
  const told: Told[] = [];
  const shape = koffi.proto('int (uintptr_t event, void *data)');
  const handler = koffi.register((handle: Handle) => {
    const type = prl.number('PrlHandle_GetType', handle);
    const event = type === JOB_HANDLE ? 0 : prl.number('PrlEvent_GetType', handle);
    told.push({ type, event, handle });
    return 0;
  }, koffi.pointer(shape));
  expect(prl.library.PrlSrv_RegEventHandler(prl.server, handler, null)).toBe(0);
  return {
    told,
    stop: async () => {
      await prl.call('PrlSrv_UnregEventHandler', prl.server, handler, null);
      koffi.unregister(handler);
      prl.free(...told.map(({ handle }) => handle));
    },
  };
}

async function onlyMachine(prl: PrlSession): Promise<Handle> {
  const [vm] = await prl.list('PrlSrv_GetVmListEx', prl.server, 0);
  return vm as Handle;
}

test('a remote log-in wants an account, and only this computer answers', async () => {
  await using service = await startDoubleService();
  await writeFile(join(service.folder, 'accounts'), 'alice wonder\n');
  await using prl = await PrlSession.open(service);
  const login = (host: string, user: string, password: string) =>
    prl.run('PrlSrv_Login', prl.server, host, user, password, null, 0, 5000, NORMAL_SECURITY);
  await expect(login('127.0.0.1', 'alice', 'wrong')).rejects.toThrow('PrlSrv_Login: 80000330');
  await expect(login('198.51.100.7', 'alice', 'wonder')).rejects.toThrow('80000249');
  await login('127.0.0.1', 'alice', 'wonder');
  await expect(login('127.0.0.1', 'alice', 'wonder')).rejects.toThrow('80000011');
});

test('without a service nobody can log in, and before a log-in nothing goes', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.open(service);
  await expect(prl.list('PrlSrv_GetVmListEx', prl.server, 0)).rejects.toThrow('80000251');
  await service.kill();
  const login = prl.run('PrlSrv_LoginLocal', prl.server, null, 0, NORMAL_SECURITY);
  await expect(login).rejects.toThrow('80000249');
});

test('a lost connection is told, and the former session comes back by its id', async () => {
  await using first = await startDoubleService();
  await using prl = await PrlSession.open(first);
  const response = await prl.result('PrlSrv_LoginLocal', prl.server, null, 0, NORMAL_SECURITY);
  const session = prl.text('PrlLoginResponse_GetSessionUuid', response);
  const listening = listen(prl);
  await first.kill();
  await expect(() => expect(listening.told.map(({ event }) => event)).toContain(CONNECTION_CLOSED)).toPass();
  await expect(prl.list('PrlSrv_GetVmListEx', prl.server, 0)).rejects.toThrow('80000251');
  await using second = await startDoubleService({ folder: first.folder });
  const again = await prl.result('PrlSrv_LoginLocal', prl.server, session, 0, NORMAL_SECURITY);
  expect(prl.text('PrlLoginResponse_GetSessionUuid', again)).toBe(session);
  expect(await second.call('list')).toEqual([]);
  await listening.stop();
  prl.free(response, again);
});

test('a machine that another client made is found with its drives', async () => {
  await using service = await startDoubleService();
  await defineDemo(service, 'made elsewhere');
  await using prl = await PrlSession.local(service);
  const vm = await onlyMachine(prl);
  expect(prl.text('PrlVmCfg_GetName', vm)).toBe('made elsewhere');
  await prl.run('PrlVm_Start', vm);
  await said(service, 'made elsewhere', 'page boot-menu');
  prl.free(vm);
});

test('progress and the end of a job are told on a thread of the library', async () => {
  await using service = await startDoubleService();
  await defineDemo(service, 'one');
  await using prl = await PrlSession.local(service);
  const vm = await onlyMachine(prl);
  const listening = listen(prl);
  await prl.run('PrlVm_Start', vm);
  await expect(() => {
    expect(listening.told.map(({ event }) => event)).toContain(PROGRESS);
    expect(listening.told.map(({ type }) => type)).toContain(JOB_HANDLE);
  }).toPass();
  await listening.stop();
  prl.free(vm);
});

test('a job ends, and its callback is on its way, before its function returns', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.local(service);
  const listening = listen(prl);
  await service.nasty('PrlSrv_GetSrvConfig callback-before-return');
  const job = prl.start('PrlSrv_GetSrvConfig', prl.server);
  expect(prl.number('PrlJob_GetRetCode', job)).toBe(0);
  await expect(() => expect(listening.told.map(({ handle }) => handle)).toContain(job)).toPass();
  prl.free(job);
  await listening.stop();
});

test('errors may have high bits, once or for ever', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.local(service);
  await service.nasty('PrlSrv_GetVmListEx error 80056506 x1', 'PrlVmCfg_SetName error F0000001');
  const list = () => prl.list('PrlSrv_GetVmListEx', prl.server, 0);
  await expect(list()).rejects.toThrow('80056506');
  expect(await list()).toEqual([]);
  const vm = prl.out('PrlSrv_CreateVm', prl.server);
  await expect(prl.call('PrlVmCfg_SetName', vm, 'x')).rejects.toThrow('f0000001');
  prl.free(vm);
});

test('a job that never ends can be cancelled, and says so', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.local(service);
  await service.nasty('PrlSrv_GetSrvConfig never-ends');
  const job = prl.start('PrlSrv_GetSrvConfig', prl.server);
  await expect(prl.call('PrlJob_Wait', job, NO_WAIT)).rejects.toThrow('80000015');
  expect(prl.number('PrlJob_GetStatus', job)).toBe(RUNNING_JOB);
  expect(() => prl.number('PrlJob_GetRetCode', job)).toThrow('80000007');
  expect(() => prl.out('PrlJob_GetResult', job)).toThrow('80000013');
  await prl.run('PrlJob_Cancel', job);
  await expect(prl.finish('the cancelled job', job)).rejects.toThrow('80000275');
});

test('a text that grew between the two calls is too long for its buffer, once', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.local(service);
  const vm = prl.out('PrlSrv_CreateVm', prl.server);
  await prl.call('PrlVmCfg_SetName', vm, 'Grüße 👋');
  await service.nasty('PrlVmCfg_GetName short-buffer x1');
  const length = [0];
  prl.library.PrlVmCfg_GetName(vm, null, length);
  const [size] = length;
  expect(size).toBe(Buffer.byteLength('Grüße 👋') + 1);
  const code = prl.library.PrlVmCfg_GetName(vm, Buffer.alloc(size as number), length) as number;
  expect((code >>> 0).toString(16)).toBe('80000006');
  expect(length[0]).toBeGreaterThan(size as number);
  expect(prl.text('PrlVmCfg_GetName', vm)).toBe('Grüße 👋');
  prl.free(vm);
});

test('a version is refused', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.open(service);
  const init = (version: number) =>
    ((prl.library.PrlApi_InitEx(version, 1, 0, 0) as number) >>> 0).toString(16);
  expect(init(0x90001)).toBe('80000422');
  await service.nasty('PrlApi_InitEx version');
  expect(init(0x90000)).toBe('80000422');
});

test('a question waits for its answer, and the second choice gives up', async () => {
  await using service = await startDoubleService();
  await defineDemo(service, 'asked');
  await using prl = await PrlSession.local(service);
  const vm = await onlyMachine(prl);
  const listening = listen(prl);
  await service.nasty('PrlVm_Start question Was it moved or copied?');
  for (const choice of [1, 0]) {
    const before = listening.told.length;
    const job = prl.start('PrlVm_Start', vm);
    await expect(() => {
      expect(listening.told.slice(before).map(({ event }) => event)).toContain(QUESTION);
    }).toPass();
    const { handle } = listening.told.slice(before).find(({ event }) => event === QUESTION) as Told;
    expect(prl.text('PrlEvent_GetErrString', handle, 0, 0)).toBe('Was it moved or copied?');
    const parameter = prl.out('PrlEvent_GetParam', handle, choice);
    const code = prl.number('PrlEvtPrm_ToInt32', parameter);
    const to: Handle[] = [0];
    expect(prl.library.PrlEvent_CreateAnswerEvent(handle, to, code)).toBe(0);
    await prl.run('PrlSrv_SendAnswer', prl.server, to[0] as Handle);
    const end = prl.finish('PrlVm_Start', job);
    if (choice === 1) await expect(end).rejects.toThrow('80000275');
    else prl.free(await end);
    prl.free(parameter, to[0] as Handle);
  }
  await listening.stop();
  prl.free(vm);
});

test('the dispatcher that is killed in the middle of a job ends it with a lost connection', async () => {
  await using service = await startDoubleService();
  await defineDemo(service, 'one');
  await using prl = await PrlSession.local(service);
  const vm = await onlyMachine(prl);
  await service.nasty('PrlVm_Start kill');
  await expect(prl.run('PrlVm_Start', vm)).rejects.toThrow('80000251');
  prl.free(vm);
});

test('a connection that is cut before a call is lost for it', async () => {
  await using service = await startDoubleService();
  await using prl = await PrlSession.local(service);
  await service.nasty('PrlSrv_GetVmListEx dead');
  await expect(prl.list('PrlSrv_GetVmListEx', prl.server, 0)).rejects.toThrow('80000251');
});
