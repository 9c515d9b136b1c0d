import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runCommand } from '../../../src/cli/command.ts';
import { recordingContext } from './support/cli-context.ts';

test('init writes a config, a script, a test and a screens folder', async () => {
  const context = recordingContext();
  expect(await runCommand(['init', 'mine'], context)).toBe(0);
  const folder = join(context.cwd, 'mine');
  expect((await readdir(folder)).sort()).toEqual([
    '.gitignore',
    'package.json',
    'playwright.config.ts',
    'screens',
    'tests',
  ]);
  expect((await readdir(join(folder, 'tests'))).sort()).toEqual(['first.install.ts', 'first.test.ts']);
  expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).toMatchObject({ type: 'module' });
  expect(await readFile(join(folder, 'tests/first.test.ts'), 'utf8')).toContain("from './first.install.ts'");
});

test('init keeps files that exist', async () => {
  const context = recordingContext();
  const config = join(context.cwd, 'playwright.config.ts');
  await mkdir(context.cwd, { recursive: true });
  await writeFile(config, '// mine');
  expect(await runCommand(['init'], context)).toBe(0);
  expect(await readFile(config, 'utf8')).toBe('// mine');
  expect(context.printed).toContain('kept  playwright.config.ts');
});

test('init writes modules as .mts where the package is not one', async () => {
  const context = recordingContext();
  await mkdir(context.cwd, { recursive: true });
  await writeFile(join(context.cwd, 'package.json'), '{}');
  await runCommand(['init'], context);
  expect((await readdir(join(context.cwd, 'tests'))).sort()).toEqual(['first.install.mts', 'first.test.mts']);
  expect(await readFile(join(context.cwd, 'tests/first.test.mts'), 'utf8')).toContain(
    "from './first.install.mts'",
  );
});
