import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { GuestwrightError } from '../../../../src/base/errors.ts';
import { architecturesIn } from '../../../../src/driver/ffi/binary-format.ts';
import { importKoffi } from '../../../../src/driver/ffi/koffi.ts';
import { loadLibrary } from '../../../../src/driver/ffi/load-library.ts';
import { compileLibrary, TINY } from '../../../support/ffi/compile.ts';
import { tinySpec } from './tiny-library.ts';

let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiny-'));
});

test.afterEach(() => rm(folder, { recursive: true }));

async function refusal(loading: Promise<unknown>): Promise<GuestwrightError> {
  return (await loading.then(
    () => new Error('it was loaded'),
    (error: unknown) => error,
  )) as GuestwrightError;
}

test('a path that was named is the only one tried; the error names it, the option and the variable', async () => {
  const error = await refusal(loadLibrary(tinySpec({ places: ['/usr/lib/libc.so.6'] }), '/no/such/lib.so'));
  expect(error.code).toBe('not-installed');
  expect(error.message).toBe(
    "Tiny: '/no/such/lib.so' cannot be used: there is no such file\n" +
      "Compile it. Another place can be named by the option 'library' or by TINY_LIBRARY.",
  );
});

test('the environment names a library before the usual places', async () => {
  process.env.TINY_LIBRARY = '/from/environment.so';
  const error = await refusal(loadLibrary(tinySpec({ places: ['/usual/place.so'] })));
  delete process.env.TINY_LIBRARY;
  expect(error.shortMessage).toContain("'/from/environment.so'");
});

test('all usual places are tried, and each is told with its reason', async () => {
  const text = join(folder, 'text.so');
  await writeFile(text, 'this is no library, whatever its name says, and it is longer than a header of one');
  const foreign = join(folder, 'foreign.so');
  const header = Buffer.alloc(64);
  header.write('\u007fELF\u0002\u0001\u0001', 'latin1');
  header.writeUInt16LE(process.arch === 'arm64' ? 62 : 183, 18);
  await writeFile(foreign, header);
  const broken = join(folder, 'broken.so');
  header.writeUInt16LE(process.arch === 'arm64' ? 183 : 62, 18);
  await writeFile(broken, header);
  const older = compileLibrary(TINY, folder, {
    name: 'older.so',
    args: ['-Dtiny_block=tiny_hold', '-Dtiny_words=tiny_phrase'],
  });
  const places = ['/no/such/lib.so', text, foreign, broken, older, 'libno-such-tiny.so.3'];
  const error = await refusal(loadLibrary(tinySpec({ places })));
  const tried = error.details.tried as { path: string; because: string; reason: string }[];
  expect(tried.map(({ because }) => because)).toEqual([
    'missing',
    'not-a-library',
    'wrong-architecture',
    'unloadable',
    'symbol-missing',
    'missing',
  ]);
  expect(tried[2]?.reason).toMatch(/^it is built for \w+, this Node for \w+$/);
  expect(tried[4]?.reason).toBe('it lacks tiny_words, tiny_block');
  for (const { path, reason } of tried) expect(error.message).toContain(`${path}: ${reason}`);
});

test('optional functions may be absent: the library is taken, and calling one names it', async () => {
  const path = compileLibrary(TINY, folder, { args: ['-Dtiny_block=tiny_hold'] });
  const tiny = await loadLibrary(tinySpec({ optional: ['tiny_block'] }), path);
  expect([tiny.has('tiny_block'), tiny.has('tiny_i32')]).toEqual([false, true]);
  await expect(tiny.call('tiny_block', 1)).rejects.toThrow("has no function 'tiny_block'");
});

test('a library that its own check finds too old is refused with its reason', async () => {
  const path = compileLibrary(TINY, folder);
  const check = async () => 'it is version 2, at least 3 is needed';
  const error = await refusal(loadLibrary(tinySpec({ check }), path));
  expect(error.message).toContain('cannot be used: it is version 2, at least 3 is needed');
  expect((error.details.tried as { because: string }[])[0]?.because).toBe('too-old');
});

test('a star stands for a folder of versions, newest first', async () => {
  const { mkdir } = await import('node:fs/promises');
  for (const version of ['9', '11', '10'])
    await mkdir(join(folder, 'Versions', version), { recursive: true });
  const args = ['-Dtiny_i8=tiny_gone'];
  compileLibrary(TINY, join(folder, 'Versions', '11'), { args });
  compileLibrary(TINY, join(folder, 'Versions', '10'));
  compileLibrary(TINY, join(folder, 'Versions', '9'));
  const tiny = await loadLibrary(tinySpec({ places: [join(folder, 'Versions/*/libtiny.so')] }));
  expect(tiny.path).toBe(join(folder, 'Versions/10/libtiny.so'));
});

test('architectures are told from the headers of ELF, Mach-O, its bundles and PE', () => {
  const header = (write: (bytes: Buffer) => void) => {
    const bytes = Buffer.alloc(128);
    write(bytes);
    return architecturesIn(bytes);
  };
  expect(header((bytes) => bytes.writeUInt32BE(0x7f454c46))).toEqual(['ELF machine 0']);
  const mach = header((bytes) => {
    bytes.writeUInt32LE(0xfeedfacf, 0);
    bytes.writeUInt32LE(0x0100000c, 4);
  });
  expect(mach).toEqual(['arm64']);
  const bundle = header((bytes) => {
    bytes.writeUInt32BE(0xcafebabe, 0);
    bytes.writeUInt32BE(2, 4);
    bytes.writeUInt32BE(0x01000007, 8);
    bytes.writeUInt32BE(0x0100000c, 28);
  });
  expect(bundle).toEqual(['x64', 'arm64']);
  const windows = header((bytes) => {
    bytes.write('MZ');
    bytes.writeUInt32LE(0x40, 0x3c);
    bytes.write('PE', 0x40);
    bytes.writeUInt16LE(0x8664, 0x44);
  });
  expect(windows).toEqual(['x64']);
  expect(architecturesIn(Buffer.from('#!/bin/sh'))).toEqual([]);
});

test('without koffi the error says how to get it', async () => {
  const error = await refusal(importKoffi(() => Promise.reject(new Error("Cannot find package 'koffi'"))));
  expect(error.code).toBe('not-installed');
  expect(error.message).toMatch(
    /^the package 'koffi'.*\n.*Cannot find package 'koffi'\n.*npm install koffi$/,
  );
});
