/** The VIX double's prototypes and values against a header: a real vix.h where VIX_HEADERS names its folder. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';

const ROOT = join(import.meta.dirname, '../..');
const DOUBLE = join(ROOT, 'testbeds/doubles/vix');
const CHECK = join(ROOT, 'test/support/doubles/vix/check-headers.c');

/** Compiles the check against the headers in `folder`; the compiler's words where they differ. */
async function differences(folder: string): Promise<string> {
  const args = ['-std=gnu11', '-Werror', '-fsyntax-only', '-I', folder, '-I', DOUBLE, CHECK];
  return await promisify(execFile)('cc', args).then(
    () => '',
    ({ stderr }: { stderr: string }) => stderr,
  );
}

/** A vix.h of the double's own making, with one difference. */
async function headerWith(search: string, replacement: string): Promise<string> {
  const parts = await Promise.all(
    ['types.h', 'prototypes.h', 'constants.h', 'errors.h'].map((name) =>
      readFile(join(DOUBLE, name), 'utf8'),
    ),
  );
  const unguarded = parts.map((text) => text.replaceAll(/\bDOUBLE_VIX_/g, 'MADE_VIX_')).join('\n');
  expect(unguarded).toContain(search);
  const values = 'VIX_VALUES(E_) VIX_PROPERTIES(P_) VIX_OLDER_ERRORS(E_) VIX_NEWER_ERRORS(E_)';
  const header = [
    unguarded.replace(search, replacement),
    '#define E_(name, value) name = value,',
    '#define P_(name, value, type) name = value,',
    `enum { ${values} };`,
    ...['VALUES', 'PROPERTIES', 'OLDER_ERRORS', 'NEWER_ERRORS'].map((name) => `#undef VIX_${name}`),
  ];
  const path = test.info().outputPath('vix.h');
  await writeFile(path, header.join('\n'));
  return dirname(path);
}

test('a header that says the same passes the check', async () => {
  expect(await differences(await headerWith('uint64 pid', 'uint64 pid'))).toBe('');
});

const PLANTED: readonly (readonly [what: string, from: string, to: string, word: RegExp])[] = [
  ['a width', 'uint64 pid', 'int pid', /VixVM_KillProcessInGuest/],
  ['a sign', 'int *numChildSnapshots', 'unsigned int *numChildSnapshots', /VixSnapshot_GetNumChildren/],
  [
    'an order',
    'int index, VixHandle *snapshotHandle',
    'VixHandle *snapshotHandle, int index',
    /GetRootSnapshot/,
  ],
  ['a fifth parameter', 'int powerOffOptions,', 'int powerOffOptions, VixHandle list,', /VixVM_PowerOff/],
  [
    'a value',
    'VIX_PROPERTY_VM_POWER_STATE, 129',
    'VIX_PROPERTY_VM_POWER_STATE, 130',
    /VM_POWER_STATE is 129/,
  ],
  ['an error', 'VIX_E_VM_IS_RUNNING, 3007', 'VIX_E_VM_IS_RUNNING, 3006', /VM_IS_RUNNING is 3007/],
  ['a type', 'typedef char Bool', 'typedef int Bool', /Bool: one byte/],
];

for (const [what, from, to, word] of PLANTED) {
  test(`a header that differs in ${what} fails the check`, async () => {
    expect(await differences(await headerWith(from, to))).toMatch(word);
  });
}

if (process.env.VIX_HEADERS) {
  const folder = process.env.VIX_HEADERS;
  test(`the headers in ${folder} say the same`, async () => {
    expect(await differences(folder)).toBe('');
  });
}
