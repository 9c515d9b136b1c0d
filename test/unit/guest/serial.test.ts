import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { Guest } from '../../../src/guest/guest.ts';
import { Serial } from '../../../src/guest/serial.ts';
import { markedLine } from '../../../src/guest/serial-shell.ts';
import { givenGuest } from '../support/given-guest.ts';

test('a match moves the cursor behind it, and {from: start} looks at everything', async () => {
  await using given = await givenGuest();
  const { serial } = given.guest;
  given.fake.print('one\r\ntwo\r\nthree\r\n');
  expect((await serial.waitFor(/t(w|hr)/)).groups).toEqual(['w']);
  expect((await serial.waitFor(/t(w|hr)/)).groups).toEqual(['hr']);
  await expect(serial.waitFor('one', { timeout: 10 })).rejects.toThrow(
    "serial did not receive 'one' within 10 ms",
  );
  expect((await serial.waitFor('one', { from: 'start' })).text).toBe('one');
});

test('a text that comes in pieces is found', async () => {
  await using given = await givenGuest();
  const waiting = given.guest.serial.waitFor(/login: $/);
  for (const piece of ['lo', 'gin', ':', ' ']) given.fake.print(piece);
  expect((await waiting).text).toBe('login: ');
});

test('power-on and reset move the cursor to the end; the output stays', async () => {
  await using given = await givenGuest({ state: 'off' });
  given.fake.print('before\r\n');
  await given.guest.power.on();
  given.fake.print('ready\r\n');
  await given.guest.power.reset();
  await expect(given.guest.serial.waitFor('ready', { timeout: 10 })).rejects.toThrow(/did not receive/);
  expect(given.guest.serial.output).toBe('before\r\nready\r\n');
});

test('output beyond the limit is dropped from the front, and the cursor stays right', async () => {
  await using given = await givenGuest();
  const { serial } = given.guest;
  given.fake.print('first\n');
  await serial.waitFor('first');
  for (let block = 0; block < 5; block++) given.fake.print('x'.repeat(2 ** 20));
  given.fake.print('\nlast\n');
  expect((await serial.waitFor(/last/)).before.length).toBeLessThan(5 * 2 ** 20);
  await expect(serial.waitFor('last', { timeout: 10 })).rejects.toThrow(/did not receive/);
});

test('an empty pattern is refused', async () => {
  await using given = await givenGuest();
  await expect(given.guest.serial.waitFor('')).rejects.toThrow(/expected a text or a RegExp/);
});

test('guest and serial are told from look-alikes', async () => {
  await using given = await givenGuest();
  expect(Guest.is(given.guest)).toBe(true);
  expect(Serial.is(given.guest.serial)).toBe(true);
  expect(Guest.is(Object.create(Guest.prototype))).toBe(false);
  expect(Serial.is({ ...given.guest.serial })).toBe(false);
});

test('a shell over serial gives exit code and output, whatever the shell echoes', async () => {
  await using given = await givenGuest();
  given.fake.onWrite = (line) => {
    const [, mark] = /echo (gw\w+)-begin/.exec(line) ?? [];
    given.fake.print(`# ${line.trim()}\r\n${mark}-begin\r\nhello\r\nworld\r\n`);
    given.fake.print(`${mark}-end 3.\r\n# `);
  };
  expect(await given.guest.shell({ over: 'serial' }).run('greet')).toEqual({
    exitCode: 3,
    output: 'hello\nworld\n',
  });
});

test('an exit code that comes in pieces is taken whole', async () => {
  await using given = await givenGuest();
  let mark = '';
  given.fake.onWrite = (line) => {
    mark = /echo (gw\w+)-begin/.exec(line)?.[1] ?? '';
    given.fake.print(`${mark}-begin\r\n${mark}-end 1`);
  };
  const running = given.guest.shell({ over: 'serial' }).run('nonsense');
  await expect.poll(() => mark).not.toBe('');
  // The buffer is searched once for all that came: let it look at the first piece alone.
  for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
  given.fake.print('27.\r\n# ');
  expect((await running).exitCode).toBe(127);
});

test('on the screen an exit code is taken once it stands there whole', async () => {
  await using given = await givenGuest();
  given.fake.onKey = (key) => {
    if (key !== 'Enter') return;
    const [, mark] = /echo (gw\w+)-begin/.exec(given.guest.inputLog.join('\n')) ?? [];
    const show = (end: string) => {
      given.texts.lines = [`${mark}-begin`, 'hello', `${mark}-end ${end}`];
      given.show(end.includes('.') ? 'desktop' : 'menu');
    };
    show('1');
    given.fake.display.after(3, () => show('127.'));
  };
  expect(await given.guest.shell({ over: 'screen' }).run('x')).toEqual({
    exitCode: 127,
    output: 'hello\n',
  });
});

test('a command in the background, with a comment or a ; at its end cannot swallow the mark behind it', () => {
  const run = (command: string) => {
    const line = markedLine('mark', command);
    return execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' });
  };
  expect(run('echo one;')).toBe('mark-begin\none\nmark-end 0.\n');
  expect(run("echo 'two' # 'three'")).toBe('mark-begin\ntwo\nmark-end 0.\n');
  expect(run('true &')).toBe('mark-begin\nmark-end 0.\n');
  expect(markedLine('mark', 'echo a#b; false')).toBe('echo mark-begin; echo a#b; false; echo mark-end $?.');
});

test('a command that does not end is interrupted and told with what came', async () => {
  await using given = await givenGuest();
  given.fake.onWrite = () => given.fake.print('# still busy\r\n');
  const error = await given.guest
    .shell({ over: 'serial' })
    .run('sleep 9', { timeout: 20 })
    .catch((thrown: unknown) => thrown);
  if (!isGuestwrightError(error, 'timeout')) throw error;
  expect(error.message).toContain("shell: 'sleep 9' did not end within 20 ms\nReceived:\n# still busy");
  expect(given.fake.written.at(-1)).toBe('\x03');
});

test('a shell over the agent runs /bin/sh', async () => {
  await using given = await givenGuest();
  expect(await given.guest.shell({ over: 'agent' }).run('ls')).toEqual({ exitCode: 3, output: 'out\nerr\n' });
  expect(given.fake.calls).toContain('exec /bin/sh -c ls');
});
