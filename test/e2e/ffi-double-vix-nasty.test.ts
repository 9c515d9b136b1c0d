/** The VIX double's nasty cases, and that misuse ends the process with a line that names it. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { demoMachine } from 'guestwright';
import { buildDouble } from '../support/doubles/build-double.ts';
import { startDoubleService } from '../support/doubles/double-service.ts';
import { openBed } from '../support/doubles/vix-bed.ts';
import { VIX, VixLibrary } from '../support/doubles/vix-library.ts';
import { writeVmx } from '../support/doubles/vmx-machine.ts';

const ROOT = join(import.meta.dirname, '../..');
const POWER_STATE = 129;
const NAME = 108;
const JOB_ERROR = 3000;

test('errors carry high bits, all of them, and a text for their low 16', async () => {
  await using bed = await openBed();
  const { vix, vm, service } = bed;
  await service.nasty('VixVM_PowerOff high-bits A5000001', 'VixVM_Reset error FEDCBA9876540BBE');
  const off = vix.start('VixVM_PowerOff', vm, 0);
  expect(await vix.wait(off)).toBe(0xa5000001_0bben);
  const reset = vix.start('VixVM_Reset', vm, 0);
  expect(await vix.wait(reset)).toBe(0xfedcba9876540bben);
  expect(vix.errorOf(reset)).toBe(0xfedcba9876540bben);
  expect(BigInt.asUintN(64, vix.property(reset, JOB_ERROR, 'int64') as bigint)).toBe(0xfedcba9876540bben);
  expect(vix.errorText(0xfedcba9876540bben)).toContain('VIX_E_VM_NOT_RUNNING');
  vix.release(off, reset);
});

test('a job that fails once succeeds the next time', async () => {
  await using bed = await openBed();
  const { vix, vm, service } = bed;
  await vix.end(vix.start('VixVM_PowerOn', vm, 0, 0));
  await service.nasty('VixVM_PowerOff error BC1 x1');
  await expect(vix.end(vix.start('VixVM_PowerOff', vm, 0))).rejects.toThrow(
    'VIX_E_POWEROP_SCRIPTS_NOT_AVAILABLE',
  );
  expect(bed.state() & VIX.power.on).toBeTruthy();
  await vix.end(vix.start('VixVM_PowerOff', vm, 0));
});

test('a callback may come before its function returns', async () => {
  await using bed = await openBed();
  const { vix, vm, service } = bed;
  await service.nasty('VixVM_PowerOff callback-before-return', 'VixVM_PowerOff progress 3');
  const { job, told } = vix.startWithCallback('VixVM_PowerOff', vm, 0);
  // No turn of the event loop has passed.
  expect(told.map(({ event }) => event)).toEqual([3, 3, 3, VIX.event.completed]);
  expect(told.every((one) => one.job === job)).toBe(true);
  expect(vix.isComplete(job)).toBe(true);
  vix.release(job);
});

test('a job that never ends stays unfinished, and a late one ends', async () => {
  await using bed = await openBed();
  const { vix, vm, service } = bed;
  await service.nasty('VixVM_Reset never-ends', 'VixVM_PowerOff late 200');
  const [never, late] = [vix.start('VixVM_Reset', vm, 0), vix.start('VixVM_PowerOff', vm, 0)];
  expect([vix.isComplete(never), vix.isComplete(late)]).toEqual([false, false]);
  expect(vix.errorText(vix.errorOf(late))).toContain('VIX_E_UNFINISHED_JOB');
  expect(() => vix.property(late, JOB_ERROR, 'int64')).toThrow('VIX_E_UNFINISHED_JOB');
  await vix.wait(late);
  expect([vix.isComplete(never), vix.isComplete(late)]).toEqual([false, true]);
  vix.release(never, late);
});

test('the power state has bits that nobody told of, and says that a question blocks it', async () => {
  await using bed = await openBed();
  const { service } = bed;
  await service.nasty('Vix_GetProperties power-bits 40005100');
  expect(bed.state()).toBe(0x40005100 | VIX.power.off);
  expect(bed.state() & VIX.power.blocked).toBeTruthy();
});

test('text may be no UTF-8, coming and going', async () => {
  await using bed = await openBed();
  const { vix, vm, host, service } = bed;
  await service.nasty('Vix_GetProperties invalid-utf8');
  expect(vix.text(vm, NAME)).not.toBe('hypo');
  const broken = Buffer.from([0x2f, 0xff, 0xfe, 0]);
  await expect(vix.result(vix.start('VixVM_Open', host, broken))).rejects.toThrow(
    'VIX_E_INVALID_UTF8_STRING',
  );
});

test('a handle that was released comes again for something else', async () => {
  await using bed = await openBed();
  const { vix, vm, host, service, files } = bed;
  await service.nasty('Vix_ReleaseHandle reuse-handles');
  const job = vix.start('VixVM_PowerOff', vm, 0);
  await vix.wait(job);
  vix.release(job);
  const again = vix.start('VixVM_Open', host, files.path);
  expect(again).toBe(job);
  vix.release(await vix.result(again));
});

test('versions, providers, accounts and services that cannot be had are told apart', async () => {
  await using bed = await openBed();
  const { vix, service } = bed;
  const refusal = async (options: Parameters<VixLibrary['connect']>[0]) =>
    await vix.connect(options).then(
      (host) => vix.disconnect(host),
      (error: Error) => /VIX_E_\w+/.exec(error.message)?.[0],
    );
  expect(await refusal({ apiVersion: 2 })).toBe('VIX_E_WRAPPER_VERSION_NOT_FOUND');
  expect(await refusal({ type: 7 })).toBe('VIX_E_WRAPPER_SERVICEPROVIDER_NOT_FOUND');
  expect(await refusal({ options: 8 })).toBe('VIX_E_INVALID_ARG');
  expect(await refusal({ type: 10 })).toBe('VIX_E_INVALID_ARG');
  expect(await refusal({ type: 10, host: 'esx', user: 'tester' })).toBe('VIX_E_AUTHENTICATION_FAIL');
  expect(
    await refusal({ type: 10, host: 'esx', port: 443, user: 'tester', password: 'secret' }),
  ).toBeUndefined();
  await service.nasty('VixHost_Connect version');
  expect(await refusal({})).toBe('VIX_E_WRAPPER_VERSION_NOT_FOUND');
  await service.nasty();
  process.env.GUESTWRIGHT_DOUBLE_FOLDER = join(service.folder, 'nobody');
  expect(await refusal({})).toBe('VIX_E_CANNOT_CONNECT_TO_HOST');
});

test('a service that dies loses the connection, in the middle of a call and afterwards', async () => {
  await using service = await startDoubleService();
  Object.assign(process.env, service.env);
  const vix = await VixLibrary.load();
  const host = await vix.connect();
  const files = await writeVmx(service.folder, 'hypo', demoMachine.floppy as string);
  const vm = await vix.result(vix.start('VixVM_Open', host, files.path));
  await service.nasty('VixVM_PowerOn kill');
  await expect(vix.end(vix.start('VixVM_PowerOn', vm, 0, 0))).rejects.toThrow('VIX_E_HOST_CONNECTION_LOST');
  expect(() => vix.number(vm, POWER_STATE)).toThrow('VIX_E_HOST_CONNECTION_LOST');
  vix.release(vm);
  vix.disconnect(host);
});

test('a machine that another service runs is locked; an encrypted one wants its password', async () => {
  await using bed = await openBed();
  const { vix, vm, host, files, service } = bed;
  await vix.end(vix.start('VixVM_PowerOn', vm, 0, 0));
  {
    await using other = await startDoubleService();
    process.env.GUESTWRIGHT_DOUBLE_FOLDER = other.folder;
    const otherHost = await vix.connect();
    const same = await vix.result(vix.start('VixVM_Open', otherHost, files.path));
    await expect(vix.end(vix.start('VixVM_PowerOn', same, 0, 0))).rejects.toThrow(
      'VIX_E_FILE_ALREADY_LOCKED',
    );
    vix.release(same);
    vix.disconnect(otherHost);
    process.env.GUESTWRIGHT_DOUBLE_FOLDER = service.folder;
  }
  await vix.end(vix.start('VixVM_PowerOff', vm, 0));
  await files.set({ 'encryption.keySafe': 'pass' });
  await expect(vix.result(vix.start('VixVM_Open', host, files.path))).rejects.toThrow(
    'VIX_E_CRYPTO_NEED_PASSWORD',
  );
  for (const [password, error] of [
    ['fail', 'VIX_E_CRYPTO_BAD_PASSWORD'],
    ['pass', undefined],
  ] as const) {
    const list = vix.listOf(host, 7001, password);
    const opened = vix.result(vix.start('VixHost_OpenVM', host, files.path, 0, list));
    if (error) await expect(opened).rejects.toThrow(error);
    else vix.release(await opened);
    vix.release(list);
  }
});

test('options, lists and handles that are not the function’s are refused', async () => {
  await using bed = await openBed();
  const { vix, vm, host, files } = bed;
  const refused = async (...call: Parameters<VixLibrary['start']>) =>
    await vix.end(vix.start(...call)).catch((error: Error) => /VIX_E_\w+/.exec(error.message)?.[0]);
  expect(await refused('VixVM_PowerOn', vm, 8, 0)).toBe('VIX_E_INVALID_ARG');
  expect(await refused('VixVM_PowerOn', vm, 0, 99)).toBe('VIX_E_INVALID_HANDLE');
  expect(await refused('VixVM_PowerOn', host, 0, 0)).toBe('VIX_E_NOT_SUPPORTED_ON_HANDLE_TYPE');
  expect(await refused('VixHost_FindItems', host, 1, 0, -1)).toBe('VIX_E_INVALID_ARG');
  expect(await refused('VixVM_Open', host, join(files.folder, 'none.vmx'))).toBe('VIX_E_VM_NOT_FOUND');
  expect(await refused('VixVM_Open', host, files.disk)).toBe('VIX_E_CANNOT_READ_VM_CONFIG');
  await files.set({ 'ide0:0.fileName': 'none.vmdk' });
  expect(await refused('VixVM_PowerOn', vm, 0, 0)).toBe('VIX_E_FILE_NOT_FOUND');
});

const MISUSE: Readonly<Record<string, RegExp>> = {
  release_twice: /misuse: Vix_ReleaseHandle: handle \d+ of type 6 was released already/,
  release_after_disconnect: /misuse: Vix_ReleaseHandle: handle \d+ was used after VixHost_Disconnect/,
  use_after_disconnect: /misuse: VixVM_PowerOn: handle \d+ was used after VixHost_Disconnect/,
  wait_with_callback: /misuse: VixJob_Wait: job \d+ of VixHost_Connect has a callback/,
  free_twice: /misuse: Vix_FreeBuffer: 0x\w+ is no buffer of this library, or was freed already/,
  free_foreign: /misuse: Vix_FreeBuffer: 0x\w+ is no buffer of this library/,
  release_nothing: /misuse: Vix_ReleaseHandle: 0 never was a handle/,
  pump: /misuse: Vix_PumpEvents/,
};

test('misuse aborts with a line that names it; proper use is clean under the address sanitizer', async () => {
  const info = test.info();
  await using service = await startDoubleService();
  const files = await writeVmx(service.folder, 'hypo', demoMachine.floppy as string);
  const env = { ...process.env, ...service.env };
  const build = async (flags: readonly string[], name: string) => {
    const library = await buildDouble('vix', flags);
    const program = info.outputPath(name);
    const source = join(ROOT, 'test/support/doubles/vix/misuse.c');
    const include = join(ROOT, 'testbeds/doubles/vix');
    const args = [
      '-Wall',
      '-Wextra',
      '-Werror',
      '-pthread',
      ...flags,
      '-I',
      include,
      '-o',
      program,
      source,
      library,
    ];
    await promisify(execFile)('cc', [...args, `-Wl,-rpath,${dirname(library)}`]);
    return program;
  };
  const program = await build([], 'misuse');
  for (const [name, line] of Object.entries(MISUSE)) {
    const run = promisify(execFile)(program, [name, files.path], { env });
    await expect(run).rejects.toMatchObject({ signal: 'SIGABRT', stderr: expect.stringMatching(line) });
  }
  const checked = await build(['-fsanitize=address,undefined'], 'checked');
  const proper = {
    nothing: 'error 0 name hypo memory 32 running 0\nsame handle\nend\n',
    threads: 'handles 0 buffers 0\nend\n',
  };
  for (const [name, stdout] of Object.entries(proper))
    expect(await promisify(execFile)(checked, [name, files.path], { env })).toEqual({ stdout, stderr: '' });
});
