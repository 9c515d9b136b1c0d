/** Guarded children: output, exit codes, channels, and that they die with us. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { runGuarded, startGuarded } from '../../../src/base/child-process.ts';

test('output, exit code and last words come through the guard', async () => {
  expect(await runGuarded('/bin/sh', ['-c', 'echo "$1"; echo bad >&2; exit 3', 'sh', 'two words'])).toEqual({
    code: 3,
    signal: undefined,
    stdout: 'two words\n',
    stderr: 'bad\n',
  });
});

test('the output of a program that ended before anybody looked is there', async () => {
  const chunks: Buffer[] = [];
  await using child = await startGuarded('/bin/echo', ['here'], { onStdout: (chunk) => chunks.push(chunk) });
  await child.exited;
  await child.outputEnded;
  expect(Buffer.concat(chunks).toString()).toBe('here\n');
});

test('a program that does not exist gives the code of a shell', async () => {
  expect(await runGuarded('/nonexistent/program', [])).toMatchObject({ code: 127 });
});

test('a killed child is told by its signal, and no word of the guard is among its own', async () => {
  const child = await startGuarded('/bin/sh', ['-c', 'echo last >&2; kill -9 $$']);
  expect(await child.exited).toEqual({ code: undefined, signal: 9 });
  expect(child.stderr).toBe('last\n');
});

test('channels carry bytes both ways and close when the child ends', async () => {
  await using child = await startGuarded('/bin/sh', ['-c', 'read -r line <&5; echo "got $line" >&4'], {
    channels: 2,
  });
  const [out, into] = child.channels;
  let text = '';
  out?.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  into?.write('hello\n');
  await once(out as NonNullable<typeof out>, 'close');
  expect(text).toBe('got hello\n');
});

test('disposing kills a stopped child', async () => {
  const child = await startGuarded('/bin/sleep', ['1000']);
  process.kill(child.pid, 'SIGSTOP');
  await child[Symbol.asyncDispose]();
  expect(child.ended).toBe(true);
  expect(() => process.kill(child.pid, 0)).toThrow('ESRCH');
});

test('a deadline ends a program', async () => {
  const error = await runGuarded('/bin/sleep', ['1000'], { timeout: 50 }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'timeout' });
});

for (const how of ['SIGKILL', 'SIGTERM', 'exit'] as const) {
  test(`the child dies when its parent ends by ${how}, also when it is stopped`, async () => {
    const program = fileURLToPath(new URL('parent-of-guarded.ts', import.meta.url));
    const loader = import.meta.resolve('jiti/register');
    const parent = spawn(process.execPath, ['--import', loader, program, how], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(String(line));
    expect(isAlive(pid)).toBe(true);
    if (how === 'exit') parent.stdin.end();
    else parent.kill(how);
    await expect.poll(() => isAlive(pid)).toBe(false);
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
