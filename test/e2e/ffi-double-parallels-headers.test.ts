/** The Parallels double's prototypes, structures and values against headers: real ones where PARALLELS_HEADERS names them. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import type { Headers } from '../support/doubles/header-check.ts';
import { realParallels } from '../support/doubles/sdk-headers.ts';

const DOUBLE = join(import.meta.dirname, '../../testbeds/doubles/parallels');
const CHECK = join(import.meta.dirname, '../support/doubles/prl-check-headers.c');
const PARTS = ['prl.h', 'structures.h', 'prototypes.def', 'constants.def'] as const;

/** Compiles the check against headers; the compiler's words where they differ. */
async function differences({ flags, include }: Headers): Promise<string> {
  const args = ['-std=gnu11', '-w', '-fmax-errors=0', '-fsyntax-only', ...flags];
  for (const name of include) args.push('-include', name);
  args.push('-I', DOUBLE, CHECK);
  return await promisify(execFile)('cc', args, { maxBuffer: 2 ** 26 }).then(
    () => '',
    ({ stderr }: { stderr: string }) => stderr,
  );
}

/** Headers of the double's own making in one file, with one difference. */
async function headersWith(search: string, replacement: string): Promise<Headers> {
  const texts = await Promise.all(PARTS.map((name) => readFile(join(DOUBLE, name), 'utf8')));
  const [all = '', ...parts] = texts;
  // What is included twice would be the double's own: it goes in here, changed.
  let header = all;
  for (const [index, text] of parts.entries()) {
    header = header.replaceAll(`#include "${PARTS[index + 1]}"`, () => text);
  }
  expect(header).toContain(search);
  const path = test.info().outputPath('sdk.h');
  const names = 'VALUE VALUE_DESKTOP VALUE_SERVER FN FN_DESKTOP FN_SERVER'.split(' ');
  const ended = names.map((name) => `#undef ${name}`).join('\n');
  await writeFile(path, `${header.replace(search, () => replacement)}\n${ended}\n`);
  return { flags: [], include: [path] };
}

test('headers that say the same pass the check', async () => {
  expect(await differences(await headersWith('PrlHandle_Free', 'PrlHandle_Free'))).toBe('');
});

const PLANTED: readonly (readonly [what: string, from: string, to: string, says: RegExp])[] = [
  ['a width', '(PRL_HANDLE hJob, u32 msecs)', '(PRL_HANDLE hJob, u64 msecs)', /PrlJob_Wait/],
  ['a sign', '(PRL_HANDLE hJob, i32 *retcode)', '(PRL_HANDLE hJob, u32 *retcode)', /PrlJob_GetRetCode/],
  [
    'an order',
    'u32 format, i32 quality, u32 x',
    'i32 quality, u32 format, u32 x',
    /CaptureScreenRegionToFile/,
  ],
  ['a value', 'VALUE(PDE_OPTICAL_DISK, 0x5)', 'VALUE(PDE_OPTICAL_DISK, 0x6)', /PDE_OPTICAL_DISK is 0x5/],
  ['an error', 'PRL_ERR_TIMEOUT, 0x80000015', 'PRL_ERR_TIMEOUT, 0x80000016', /PRL_ERR_TIMEOUT is 0x80000015/],
  ['a structure', 'u32 width, height, depth', 'u64 width; u32 height, depth', /PRL_IO_SCREEN_SIZE: 16 bytes/],
  ['a missing function', 'FN(i32, PrlHandle_Free,', 'FN(i32, PrlHandle_Release,', /PrlHandle_Free/],
  ['a callback', 'typedef i32 (*PRL_EVENT', 'typedef void (*PRL_EVENT', /PRL_EVENT_HANDLER_PTR: its type/],
];

for (const [what, from, to, says] of PLANTED) {
  test(`headers that differ in ${what} fail the check`, async () => {
    expect(await differences(await headersWith(from, to))).toMatch(says);
  });
}

const real = realParallels();
if (real) {
  test('the headers of PARALLELS_HEADERS say the same', async () => {
    const flavour = real.flavour === 'server' ? ['-DVIRTUOZZO'] : [];
    expect(await differences({ ...real, flags: [...real.flags, ...flavour] })).toBe('');
  });
}
