/** The VIX double's simulated guest: log-in, programs, files, variables, pictures, tools that are absent. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Bed, booted, openBed } from '../support/doubles/vix-bed.ts';
import { VIX, type VixLibrary } from '../support/doubles/vix-library.ts';

const INTERACTIVE = 8;
const RESULT = { name: 3035, exitCode: 3018, pid: 3051, exists: 3011, flags: 3054, variable: 3056 };
const PICTURE = { size: 3058, data: 3059 };
const FILE_SIZE = 3061;

/** A bed whose guest runs and answers. */
async function runningBed(): Promise<Bed> {
  const bed = await openBed();
  await bed.vix.end(bed.vix.start('VixVM_PowerOn', bed.vm, 0, 0));
  await booted(bed);
  return bed;
}

/** Runs a job to its end, looks at it, and releases it. */
async function look<T>(vix: VixLibrary, job: number, read: (job: number) => T): Promise<T> {
  const error = await vix.wait(job);
  try {
    if (error !== 0n) throw new Error(vix.errorText(error));
    return read(job);
  } finally {
    vix.release(job);
  }
}

test('programs run in the bundled guest once somebody logged in, and their codes come back', async () => {
  await using bed = await runningBed();
  const { vix, vm } = bed;
  const run = (program: string, args: string) =>
    look(vix, vix.start('VixVM_RunProgramInGuest', vm, program, args, 0, 0), (job) => ({
      code: vix.number(job, RESULT.exitCode),
      pid: vix.property(job, RESULT.pid, 'int64') as bigint,
    }));
  await expect(run('/bin/true', '')).rejects.toThrow('VIX_E_ANON_GUEST_OPERATIONS_PROHIBITED');
  const logIn = (user: string, password: string) =>
    vix.end(vix.start('VixVM_LoginInGuest', vm, user, password, 0));
  await expect(logIn('guest', '')).rejects.toThrow('VIX_E_EMPTY_PASSWORD_NOT_ALLOWED_IN_GUEST');
  await expect(logIn('guest', 'other')).rejects.toThrow('VIX_E_CANNOT_AUTHENTICATE_WITH_GUEST');
  await logIn('guest', 'guest');
  expect((await run('/bin/false', '')).code).toBe(1);
  const { code, pid } = await run('/bin/sh', '-c "page >/tmp/page 2>&1"');
  expect([code, pid > 0xffffffffn]).toEqual([0, true]);
  const copy = join(bed.service.folder, 'page');
  await vix.end(vix.start('VixVM_CopyFileFromGuestToHost', vm, '/tmp/page', copy, 0, 0));
  expect(await readFile(copy, 'utf8')).toBe('boot-menu\n');
  expect((await run('/bin/sh', "-c 'echo a > /tmp/out 2> /tmp/err'")).code).toBe(0);
  await vix.end(vix.start('VixVM_CopyFileFromGuestToHost', vm, '/tmp/err', copy, 0, 0));
  expect(await readFile(copy, 'utf8')).toBe('');
  await expect(run('/usr/bin/nothing', '')).rejects.toThrow('VIX_E_FILE_NOT_FOUND');
  const script = vix.start('VixVM_RunScriptInGuest', vm, '/bin/sh', 'true\nfalse\n', 0, 0);
  expect(await look(vix, script, (job) => vix.number(job, RESULT.exitCode))).toBe(1);
  await vix.end(vix.start('VixVM_LogoutFromGuest', vm));
  await expect(run('/bin/true', '')).rejects.toThrow('VIX_E_ANON_GUEST_OPERATIONS_PROHIBITED');
});

test('files go in and out, are listed, renamed and removed', async () => {
  await using bed = await runningBed();
  const { vix, vm, service } = bed;
  await vix.end(vix.start('VixVM_LoginInGuest', vm, 'guest', 'guest', 0));
  const content = Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256));
  const [from, to] = [join(service.folder, 'in'), join(service.folder, 'out')];
  await writeFile(from, content);
  await vix.end(vix.start('VixVM_CreateDirectoryInGuest', vm, '/data', 0));
  await vix.end(vix.start('VixVM_CopyFileFromHostToGuest', vm, from, '/data/one', 0, 0));
  await vix.end(vix.start('VixVM_RenameFileInGuest', vm, '/data/one', '/data/two', 0, 0));
  await vix.end(vix.start('VixVM_CopyFileFromGuestToHost', vm, '/data/two', to, 0, 0));
  expect(await readFile(to)).toEqual(content);
  const exists = (name: 'VixVM_FileExistsInGuest' | 'VixVM_DirectoryExistsInGuest', path: string) =>
    look(vix, vix.start(name, vm, path), (job) => vix.property(job, RESULT.exists, 'bool'));
  expect(await exists('VixVM_FileExistsInGuest', '/data/two')).toBe(true);
  expect(await exists('VixVM_FileExistsInGuest', '/data/one')).toBe(false);
  expect(await exists('VixVM_DirectoryExistsInGuest', '/data')).toBe(true);
  const listed = await look(vix, vix.start('VixVM_ListDirectoryInGuest', vm, '/data', 0), (job) => ({
    count: vix.countOf(job, RESULT.name),
    name: vix.text(job, RESULT.name, 0),
    size: vix.property(job, FILE_SIZE, 'int64', 0),
    flags: vix.property(job, RESULT.flags, 'int', 0),
  }));
  expect(listed).toEqual({ count: 1, name: 'two', size: 3000n, flags: 0 });
  await vix.end(vix.start('VixVM_DeleteFileInGuest', vm, '/data/two'));
  await expect(vix.end(vix.start('VixVM_GetFileInfoInGuest', vm, '/data/two'))).rejects.toThrow(
    'VIX_E_FILE_NOT_FOUND',
  );
  await vix.end(vix.start('VixVM_DeleteDirectoryInGuest', vm, '/data', 0));
  const temporary = await look(vix, vix.start('VixVM_CreateTempFileInGuest', vm, 0, 0), (job) =>
    vix.text(job, RESULT.name),
  );
  expect(temporary).toMatch(/^\/tmp\/vix\w{6}$/);
});

test('processes are listed with ids above 32 bits, and one is killed', async () => {
  await using bed = await runningBed();
  const { vix, vm } = bed;
  await vix.end(vix.start('VixVM_LoginInGuest', vm, 'guest', 'guest', 0));
  const pid = await look(vix, vix.start('VixVM_ListProcessesInGuest', vm, 0), (job) => {
    expect(vix.countOf(job, RESULT.pid)).toBe(3);
    expect(() => vix.text(job, RESULT.name, 3)).toThrow('VIX_E_OBJECT_NOT_FOUND');
    return vix.property(job, RESULT.pid, 'int64', 1) as bigint;
  });
  expect(pid).toBe(4294967400n);
  await vix.end(vix.start('VixVM_KillProcessInGuest', vm, pid, 0));
  // Its low 32 bits alone are another's.
  await expect(vix.end(vix.start('VixVM_KillProcessInGuest', vm, pid & 0xffffffffn, 0))).rejects.toThrow(
    'VIX_E_NO_SUCH_PROCESS',
  );
});

test('variables are written and read, and settings of the .vmx are read', async () => {
  await using bed = await runningBed();
  const { vix, vm } = bed;
  const read = (type: number, name: string) =>
    look(vix, vix.start('VixVM_ReadVariable', vm, type, name, 0), (job) => vix.text(job, RESULT.variable));
  await vix.end(vix.start('VixVM_WriteVariable', vm, 1, 'ip', '10.0.0.7', 0));
  expect([await read(1, 'ip'), await read(1, 'none'), await read(2, 'memsize')]).toEqual([
    '10.0.0.7',
    '',
    '32',
  ]);
  await expect(read(3, 'PATH')).rejects.toThrow('VIX_E_ANON_GUEST_OPERATIONS_PROHIBITED');
});

test('a picture is a blob with its size, of an interactive log-in only', async () => {
  await using bed = await runningBed();
  const { vix, vm } = bed;
  const capture = () =>
    look(vix, vix.start('VixVM_CaptureScreenImage', vm, 1, 0), (job) => ({
      size: vix.number(job, PICTURE.size),
      data: vix.property(job, PICTURE.data, 'blob') as Buffer,
    }));
  await vix.end(vix.start('VixVM_LoginInGuest', vm, 'guest', 'guest', 0));
  await expect(capture()).rejects.toThrow('VIX_E_INTERACTIVE_SESSION_NOT_PRESENT');
  await vix.end(vix.start('VixVM_LoginInGuest', vm, 'guest', 'guest', INTERACTIVE));
  const { size, data } = await capture();
  expect(data).toHaveLength(size);
  // A PNG's width and height are at byte 16 (RFC 2083, 4.1.1).
  expect([data.toString('latin1', 1, 4), data.readUInt32BE(16), data.readUInt32BE(20)]).toEqual([
    'PNG',
    720,
    400,
  ]);
});

test('without tools waiting times out, and what needs them says so', async () => {
  await using bed = await runningBed();
  const { vix, vm, service } = bed;
  await vix.end(vix.start('VixVM_WaitForToolsInGuest', vm, 5));
  expect(bed.state() & VIX.power.tools).toBeTruthy();
  await service.nasty('* no-tools');
  expect(bed.state() & VIX.power.tools).toBe(0);
  await expect(vix.end(vix.start('VixVM_WaitForToolsInGuest', vm, 1))).rejects.toThrow(
    'VIX_E_TIMEOUT_WAITING_FOR_TOOLS',
  );
  await expect(vix.end(vix.start('VixVM_PowerOff', vm, VIX.fromGuest))).rejects.toThrow(
    'VIX_E_TOOLS_NOT_RUNNING',
  );
  await expect(vix.end(vix.start('VixVM_LoginInGuest', vm, 'guest', 'guest', 0))).rejects.toThrow(
    'VIX_E_TOOLS_NOT_RUNNING',
  );
});
