import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { isoFrom } from '../../../src/services/iso.ts';

async function seedFolder(): Promise<string> {
  const folder = test.info().outputPath('seed');
  await mkdir(join(folder, 'folder'), { recursive: true });
  await writeFile(join(folder, 'user-data'), '#cloud-config\n');
  await writeFile(join(folder, 'folder', 'A name that is longer than ISO 9660 allows.txt'), 'long\n');
  return folder;
}

test('a disc has the files of the folder under their names, and the label', async () => {
  const output = test.info().outputPath('out', 'seed.iso');
  expect(await isoFrom(await seedFolder(), { label: 'cidata', output })).toBe(output);
  const listed = execFileSync('xorriso', ['-indev', output, '-find', '/', '-exec', 'lsdl', '--'], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  expect(listed).toMatch(/^-r--r--r--\s+1 0\s+0 .*'\/user-data'$/m);
  expect(listed).toContain("'/folder/A name that is longer than ISO 9660 allows.txt'");
  const bytes = await readFile(output);
  expect(bytes.toString('latin1', 0x8028, 0x8048).trim()).toBe('cidata'); // the primary volume descriptor's name
  expect(await readdir(test.info().outputPath('out'))).toEqual(['seed.iso']);
});

test('the same folder makes the same disc', async () => {
  const folder = await seedFolder();
  const [first, second] = ['first', 'second'].map((name) => test.info().outputPath(`${name}.iso`));
  await isoFrom(folder, { output: first as string });
  await isoFrom(folder, { output: second as string });
  expect((await readFile(first as string)).equals(await readFile(second as string))).toBe(true);
});

test('a label that no disc has, and a folder that is none, are refused', async () => {
  for (const call of [
    isoFrom(test.info().outputPath(), { label: 'x'.repeat(33) }),
    isoFrom('/no/such/folder'),
  ]) {
    const error = await call.catch((thrown: unknown) => thrown);
    expect(isGuestwrightError(error, 'invalid-argument'), String(error)).toBe(true);
  }
});

test('without xorriso the error has the command that gets it, and no file is left', async () => {
  const folder = await seedFolder();
  const out = test.info().outputPath('out');
  const { PATH } = process.env;
  process.env.PATH = '/nonexistent';
  const error = await isoFrom(folder, { output: join(out, 'x.iso') })
    .catch((thrown: unknown) => thrown)
    .finally(() => {
      process.env.PATH = PATH;
    });
  expect(isGuestwrightError(error, 'not-installed'), String(error)).toBe(true);
  expect(String(error)).toMatch(/isoFrom needs 'xorriso'.*\nInstall it: .*install.* xorriso$/);
  expect(await readdir(out)).toEqual([]);
});
