import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunReport } from '../../../src/cli/run-report.ts';

async function writeReport(folder: string): Promise<void> {
  await using report = await RunReport.create(folder);
  await report.finish(
    { status: 'passed' },
    { title: 'install', facts: {} },
    undefined,
    async () => undefined,
  );
}

for (const name of ['index.html', 'filmstrip', 'evidence', 'disk0.img']) {
  test(`a folder with '${name}' that no run wrote is refused and left as it is`, async () => {
    const folder = test.info().outputPath('site');
    const file = name.includes('.') ? join(folder, name) : join(folder, name, 'theirs.txt');
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, 'theirs');
    await expect(RunReport.create(folder)).rejects.toMatchObject({
      code: 'io',
      shortMessage: `report: '${folder}' has '${name}', which 'guestwright run' did not write`,
    });
    expect(await readFile(file, 'utf8')).toBe('theirs');
    expect(await readdir(folder)).toEqual([name]);
    expect(await readdir(join(folder, '..'))).toEqual(['site']);
  });
}

test('a second run replaces the report of the first and nothing else', async () => {
  const folder = test.info().outputPath('report');
  await mkdir(folder);
  await writeFile(join(folder, 'notes.txt'), 'mine');
  await writeReport(folder);
  await mkdir(join(folder, 'evidence'));
  await writeReport(folder);
  expect((await readdir(folder)).sort()).toEqual([
    '.guestwright-report',
    'filmstrip',
    'index.html',
    'notes.txt',
  ]);
});

test('a file in the place of the folder is an error that says so', async () => {
  const path = test.info().outputPath('report');
  await writeFile(path, 'a file');
  await expect(RunReport.create(path)).rejects.toMatchObject({ code: 'io' });
  expect(await readFile(path, 'utf8')).toBe('a file');
});
