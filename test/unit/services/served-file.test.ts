import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { mediaType, openServed, parseRange } from '../../../src/services/served-file.ts';

/** A folder `public` with files, beside a secret. */
async function servedFolder(): Promise<string> {
  const outer = test.info().outputPath('outer');
  const folder = join(outer, 'public');
  await mkdir(join(folder, 'inner'), { recursive: true });
  await writeFile(join(outer, 'secret'), 'secret');
  await mkdir(join(outer, 'public-not'));
  await writeFile(join(outer, 'public-not', 'secret'), 'secret');
  await writeFile(join(folder, 'plain'), 'plain');
  await writeFile(join(folder, 'inner', 'größe 1.txt'), 'inner');
  await symlink('inner/größe 1.txt', join(folder, 'inside'));
  await symlink('../secret', join(folder, 'outside'));
  await symlink('../public-not', join(folder, 'sibling'));
  return await realpath(folder);
}

test('what leads outside or is no file is refused', async () => {
  const folder = await servedFolder();
  for (const [path, status] of [
    ['../secret', 403],
    ['inner/../../secret', 403],
    ['%2e%2e/secret', 403],
    ['..%2fsecret', 403],
    ['inner%2f..%2fplain', 403],
    ['..%5csecret', 403],
    ['plain%00', 403],
    ['outside', 403],
    ['sibling/secret', 403],
    ['', 404],
    ['.', 404],
    ['inner', 404],
    ['none', 404],
    ['plain/more', 404],
    ['%E0%A4%A', 400],
  ] as const) {
    expect(await openServed(folder, path), path).toMatchObject({ found: false, status });
  }
});

test('files are found, also through a link inside', async () => {
  const folder = await servedFolder();
  for (const [path, content] of [
    ['plain', 'plain'],
    ['/plain', 'plain'],
    ['./inner//gr%C3%B6%C3%9Fe%201.txt', 'inner'],
    ['inside', 'inner'],
  ] as const) {
    const found = await openServed(folder, path);
    if (!found.found) throw new Error(`${path}: ${found.reason}`);
    const text = await found.file.readFile('utf8');
    await found.file.close();
    expect([text, found.size], path).toEqual([content, content.length]);
  }
});

for (const [header, range] of [
  [undefined, 'whole'],
  ['bytes=0-3', { start: 0, end: 3 }],
  ['bytes=4-', { start: 4, end: 9 }],
  ['bytes=4-100', { start: 4, end: 9 }],
  ['bytes=-3', { start: 7, end: 9 }],
  ['bytes=-30', { start: 0, end: 9 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-4', 'whole'],
  ['bytes=0-1,3-4', 'whole'],
  ['bytes=-', 'whole'],
  ['lines=1-2', 'whole'],
] as const) {
  test(`of ten bytes, '${header}' is ${JSON.stringify(range)}`, () => {
    expect(parseRange(header, 10)).toEqual(range);
  });
}

test('an empty file has no part', () => {
  expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
  expect(parseRange(undefined, 0)).toBe('whole');
});

test('media types follow the name; what installers read has none that a browser would run', () => {
  expect(mediaType('a/boot.ipxe')).toBe('text/plain; charset=utf-8');
  expect(mediaType('user-data')).toBe('text/plain; charset=utf-8');
  expect(mediaType('linux.img')).toBe('application/octet-stream');
  expect(mediaType('page.HTML')).toBe('text/html; charset=utf-8');
});
