import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { floppyFrom } from '../../../src/services/floppy.ts';

const FLOPPY_BYTES = 1_474_560;

async function seedFolder(): Promise<string> {
  const folder = test.info().outputPath('seed');
  await mkdir(join(folder, 'drivers'), { recursive: true });
  await writeFile(join(folder, 'Autounattend.xml'), '<unattend/>\n');
  await writeFile(join(folder, 'drivers', 'a long name.inf'), 'driver\n');
  return folder;
}

test('a floppy has the files of the folder under their names, and the label', async () => {
  const output = test.info().outputPath('out', 'seed.img');
  expect(await floppyFrom(await seedFolder(), { label: 'SEED', output })).toBe(output);
  const read = (path: string) => execFileSync('mtype', ['-i', output, path], { encoding: 'utf8' });
  expect(read('::/Autounattend.xml')).toBe('<unattend/>\n');
  expect(read('::/drivers/a long name.inf')).toBe('driver\n');
  expect(execFileSync('mlabel', ['-s', '-i', output, '::'], { encoding: 'utf8' })).toContain('SEED');
  expect((await readFile(output)).length).toBe(FLOPPY_BYTES);
  expect(await readdir(test.info().outputPath('out'))).toEqual(['seed.img']);
});

test('the same folder makes the same floppy, also an empty one', async () => {
  const empty = test.info().outputPath('empty');
  await mkdir(empty);
  for (const folder of [await seedFolder(), empty]) {
    const [first, second] = ['first', 'second'].map((name) => test.info().outputPath(`${name}.img`));
    await floppyFrom(folder, { output: first as string });
    await floppyFrom(folder, { output: second as string });
    expect((await readFile(first as string)).equals(await readFile(second as string))).toBe(true);
  }
});

test('files that do not fit, and a label that no floppy has, are refused and leave nothing', async () => {
  const folder = await seedFolder();
  await writeFile(join(folder, 'large'), Buffer.alloc(FLOPPY_BYTES));
  const output = test.info().outputPath('out', 'x.img');
  const error = await floppyFrom(folder, { output }).catch((thrown: unknown) => thrown);
  expect(isGuestwrightError(error, 'invalid-argument'), String(error)).toBe(true);
  expect(String(error)).toContain('do not fit on a floppy of 1440 KiB');
  expect(await readdir(test.info().outputPath('out'))).toEqual([]);
  const label = await floppyFrom(folder, { label: 'no floppy has it' }).catch((thrown: unknown) => thrown);
  expect(isGuestwrightError(label, 'invalid-argument'), String(label)).toBe(true);
});

test('without mtools the error has the command that gets it', async () => {
  const folder = await seedFolder();
  const { PATH } = process.env;
  process.env.PATH = '/nonexistent';
  const error = await floppyFrom(folder, { output: test.info().outputPath('x.img') })
    .catch((thrown: unknown) => thrown)
    .finally(() => {
      process.env.PATH = PATH;
    });
  expect(String(error)).toMatch(/floppyFrom needs 'mformat'.*\nInstall it: .*install.* mtools$/);
});
