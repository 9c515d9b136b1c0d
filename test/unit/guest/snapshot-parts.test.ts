import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { FileHashes } from '../../../src/guest/file-hash.ts';
import { importedFiles } from '../../../src/guest/imported-files.ts';
import { mediaOf, resolveMedia } from '../../../src/guest/media.ts';
import { changesSince, collectParts } from '../../../src/guest/snapshot-parts.ts';

async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = test.info().outputPath('project');
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const request = {
  name: 'installed',
  driver: 'embedded',
  version: '1',
  definition: { floppy: 'images/hypo.img' },
  inputs: ['setup.ts'],
};

test('files are named relative to the project', async () => {
  const folder = await project({ 'images/hypo.img': 'floppy', 'setup.ts': 'x' });
  const hashes = new FileHashes(join(folder, 'hashes.json'));
  const parts = await collectParts({ ...request, inputs: [join(folder, 'setup.ts')] }, folder, hashes);
  expect(Object.keys(parts.media)).toEqual(['images/hypo.img']);
  expect(Object.keys(parts.inputs)).toEqual(['setup.ts']);
});

test('a snapshot is fresh until a medium or an input changes', async () => {
  const folder = await project({ 'images/hypo.img': 'floppy', 'setup.ts': 'x' });
  const hashes = () => new FileHashes(join(folder, 'hashes.json'));
  const parts = await collectParts(request, folder, hashes());
  expect(await changesSince(parts, folder, hashes())).toEqual([]);
  await writeFile(join(folder, 'setup.ts'), 'changed');
  await rm(join(folder, 'images/hypo.img'));
  expect(await changesSince(parts, folder, hashes())).toEqual([
    "medium 'images/hypo.img' is missing",
    "input 'setup.ts' changed",
  ]);
});

test('a definition that names another medium is a change', async () => {
  const folder = await project({ 'images/hypo.img': 'floppy', 'other.img': 'floppy', 'setup.ts': 'x' });
  const hashes = new FileHashes(join(folder, 'hashes.json'));
  const parts = await collectParts(request, folder, hashes);
  expect(await changesSince(parts, folder, hashes, { definition: { floppy: 'other.img' } })).toEqual([
    'machine option \'floppy\' was "images/hypo.img", is "other.img"',
    "medium 'images/hypo.img' is no longer named",
    "medium 'other.img' is new",
  ]);
});

test('a hash is remembered by size and modification time, also by the next process', async () => {
  const folder = await project({ 'disk.img': 'aaaa' });
  const [path, cache] = [join(folder, 'disk.img'), join(folder, 'cache', 'hashes.json')];
  const when = new Date(1_700_000_000_000);
  await utimes(path, when, when);
  const first = await new FileHashes(cache).of(path);
  await writeFile(path, 'bbbb');
  await utimes(path, when, when); // the same size and time: the cache answers
  expect(await new FileHashes(cache).of(path)).toBe(first);
  await utimes(path, when, new Date(1_700_000_001_000));
  expect(await new FileHashes(cache).of(path)).not.toBe(first);
});

test('the imports of a script are followed through the project and no further', async () => {
  const folder = await project({
    'setup.ts':
      "import { test } from 'guestwright';\nimport { a } from './lib/a.ts';\nexport * from './b.js';\n",
    'lib/a.ts': "import '../c';\nconst d = await import('./d.json');\nimport x from './missing.ts';\n",
    'b.ts': "import './setup.ts'; // a cycle\n",
    'c/index.ts': 'export {};\n',
    'lib/d.json': '{}',
    'unrelated.ts': '',
  });
  const names = (await importedFiles(join(folder, 'setup.ts'))).map((path) => path.slice(folder.length + 1));
  expect(names.sort()).toEqual(['b.ts', 'c/index.ts', 'lib/a.ts', 'lib/d.json', 'setup.ts']);
});

test('the media of a definition are resolved from a folder', () => {
  const definition = {
    disks: [{ size: '4 MiB' }, { image: 'base.qcow2' }],
    optical: null,
    floppy: '/images/hypo.img',
    kernel: { image: 'vmlinuz', initrd: 'initrd.gz', commandLine: 'quiet' },
  } as const;
  const resolved = resolveMedia(definition, '/project');
  expect(resolved).toEqual({
    disks: [{ size: '4 MiB' }, { image: '/project/base.qcow2' }],
    optical: null,
    floppy: '/images/hypo.img',
    kernel: { image: '/project/vmlinuz', initrd: '/project/initrd.gz', commandLine: 'quiet' },
  });
  expect(mediaOf(resolved)).toEqual([
    '/project/base.qcow2',
    '/images/hypo.img',
    '/project/vmlinuz',
    '/project/initrd.gz',
  ]);
});
