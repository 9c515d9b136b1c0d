import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, test } from '@playwright/test';
import type { BoundLibrary } from '../../../../src/driver/ffi/bound-library.ts';
import { loadLibrary } from '../../../../src/driver/ffi/load-library.ts';
import { readTwoCallText } from '../../../../src/driver/ffi/two-call-text.ts';
import { Out } from '../../../../src/driver/ffi/types.ts';
import { compileLibrary, TINY } from '../../../support/ffi/compile.ts';
import { type TINY_FUNCTIONS, tinySpec } from './tiny-library.ts';

let folder: string;
let tiny: BoundLibrary<typeof TINY_FUNCTIONS>;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiny-'));
  tiny = await loadLibrary(tinySpec(), compileLibrary(TINY, folder));
});

test.afterAll(() => rm(folder, { recursive: true }));

test('every kind of value passes unchanged, on this thread and on another', async () => {
  for (const [name, values] of [
    ['tiny_i8', [0, -1, -128, 127]],
    ['tiny_u8', [0, 255]],
    ['tiny_i32', [0, -1, -(2 ** 31), 2 ** 31 - 1]],
    ['tiny_u32', [0, 2 ** 31, 2 ** 32 - 1]],
    ['tiny_i64', [0n, -1n, -(2n ** 63n), 2n ** 53n + 1n]],
    ['tiny_u64', [0n, 2n ** 53n, 2n ** 64n - 1n]],
    ['tiny_f64', [0, -1.5, 1e300]],
    ['tiny_handle', [0n, 1n, 64206n, 2n ** 53n + 1n, 2n ** 63n + 5n]],
    ['tiny_text', ['', 'plain', 'naïve 😀', null]],
  ] as const) {
    for (const value of values) {
      expect(tiny.callNow(name, value as never), `${name} ${value}`).toBe(value);
      expect(await tiny.call(name, value as never), `${name} ${value}`).toBe(value);
    }
  }
  for (const name of ['tiny_bool8', 'tiny_bool32'] as const) {
    expect(await tiny.call(name, true)).toBe(false);
    expect(tiny.callNow(name, false)).toBe(true);
  }
});

test('what a function writes through pointers is read by its type', async () => {
  const [small, number, large] = [new Out('i8'), new Out('u32'), new Out('u64')];
  const [handle, flag, text] = [new Out('handle'), new Out('bool8'), new Out('pointer')];
  await tiny.call('tiny_outs', small, number, large, handle, flag, text);
  expect(small.value).toBe(-5);
  expect(number.value).toBe(0xfedcba98);
  expect(large.value).toBe(0xfedcba9876543210n);
  expect(handle.value).toBe(0x1234567890n);
  expect(flag.value).toBe(true);
  expect(tiny.readText(text.value)).toBe('héllo');
  expect([...tiny.readBytes(text.value, 2)]).toEqual([0x68, 0xc3]);
});

test('a text comes by two calls, and again when it grew in between', async () => {
  const ask = async (buffer: Uint8Array | null, length: Out<'u32'>) =>
    (await tiny.call('tiny_words', buffer, length)) === 0 ? 'done' : 'short';
  expect(await readTwoCallText('words', ask)).toBe('naïve 😀');
  let lies = 2;
  const shorter = async (buffer: Uint8Array | null, length: Out<'u32'>) => {
    const answer = await ask(buffer, length);
    if (lies-- > 0) length.value = 3;
    return answer as 'done' | 'short';
  };
  expect(await readTwoCallText('words', shorter)).toBe('naïve 😀');
  const never = async (_: Uint8Array | null, length: Out<'u32'>) => {
    length.value = 4;
    return 'short' as const;
  };
  await expect(readTwoCallText('words', never)).rejects.toThrow(/words: its size changed/);
});

test('variadic functions take typed arguments; the same symbol may be declared without them', async () => {
  const [one, two] = [new Out('i32'), new Out('i32')];
  const count = tiny.callVariadic(
    'tiny_variadic',
    [3],
    [
      ['i32*', one],
      ['i32', 4],
      ['i32*', two],
      ['i32', 0],
    ],
  );
  expect([count, one.value, two.value]).toEqual([2, 30, 40]);
  expect(await tiny.call('tiny_only_named', 0)).toBe(0);
});

test('a callback from another thread is answered while the call that made it goes on', async () => {
  const seen: unknown[] = [];
  using listener = tiny.callback({ returns: 'i32', takes: ['handle', 'pointer'] }, (handle, data) => {
    seen.push(handle, data);
    return 42;
  });
  expect(await tiny.call('tiny_call_back', listener.pointer, 2n ** 60n)).toBe(42);
  expect(seen).toEqual([2n ** 60n, 7n]);
});

test('a callback that throws answers 0 and becomes a warning', async () => {
  const warned = new Promise<string>((resolve) => process.once('warning', ({ message }) => resolve(message)));
  using listener = tiny.callback({ returns: 'i32', takes: ['handle', 'pointer'] }, () => {
    throw new Error('listener broke');
  });
  expect(await tiny.call('tiny_call_back', listener.pointer, 1n)).toBe(0);
  expect(await warned).toContain('listener broke');
});

test('blocking calls leave the event loop and a thread of the pool free', async () => {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const calls = Array.from({ length: 12 }, () => tiny.call('tiny_block', 100));
  const { readFile } = await import('node:fs/promises');
  const order: string[] = [];
  await Promise.all([
    readFile(TINY).then(() => order.push('file')),
    Promise.all(calls).then(() => order.push('calls')),
  ]);
  delay.disable();
  expect(order).toEqual(['file', 'calls']);
  expect(delay.percentile(99) / 1e6).toBeLessThan(100); // one call in the loop would take as long
});
