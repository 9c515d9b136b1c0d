import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { runCommand } from '../../../src/cli/command.ts';
import { registerDriver } from '../../../src/driver/registry.ts';
import { recordingContext } from './support/cli-context.ts';

test.beforeAll(() => {
  const driver = {
    capabilities: new Set<never>(),
    connect: () => Promise.reject(new Error('not to be called')),
  };
  registerDriver('here', async () => ({ ...driver, name: 'here', probe: async () => undefined }));
  registerDriver('gone', async () => ({
    ...driver,
    name: 'gone',
    probe: async () => ({ missing: 'gone-system is not on the PATH', remedy: 'apt-get install gone' }),
  }));
});

test('doctor tells Node, the runner, and every driver with the command that gets what is missing', async () => {
  const context = recordingContext({ cwd: fileURLToPath(new URL('../../..', import.meta.url)) });
  expect(await runCommand(['doctor'], context)).toBe(0);
  const report = context.printed.join('\n');
  expect(report).toContain(`ok       Node: ${process.versions.node}`);
  expect(report).toMatch(/^ok {7}@playwright\/test \(for tests; guestwright is \d.*\): 1\./m);
  expect(report).toContain('ok       driver here: ready');
  expect(report).toContain(
    'missing  driver gone: gone-system is not on the PATH\n         get it with: apt-get install gone',
  );
});

test('doctor fails for a driver that was asked for and is missing', async () => {
  expect(await runCommand(['doctor', '--driver', 'gone'], recordingContext())).toBe(1);
  expect(await runCommand(['doctor', '--driver', 'here'], recordingContext())).toBe(0);
  expect(await runCommand(['doctor', '--driver', 'nowhere'], recordingContext())).toBe(1);
});

test('doctor tells a runner that is too old', async () => {
  const context = recordingContext();
  const folder = join(context.cwd, 'node_modules/@playwright/test');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "name": "@playwright/test", "version": "1.49.1" }');
  await runCommand(['doctor', '--driver', 'here', '--json'], context);
  const findings = context.printed.map((line) => JSON.parse(line) as Record<string, string>);
  expect(findings[1]).toMatchObject({
    missing: 'expected 1.50 or later, got 1.49.1',
    remedy: 'npm install --save-dev @playwright/test',
  });
});

test('doctor --clean tells what was removed, what was not and why', async () => {
  const asked: unknown[] = [];
  const kept = [{ name: 'b', reason: new Error('it is held') }];
  registerDriver('shared', async () => ({
    name: 'shared',
    capabilities: new Set<never>(),
    probe: async () => undefined,
    connect: () => Promise.reject(new Error('not to be called')),
    async clean(options) {
      asked.push(options);
      return asked.length === 1 ? { removed: ['a'], kept } : { removed: [], kept: [] };
    },
  }));
  const context = recordingContext();
  const clean = ['doctor', '--clean', 'shared', '--connect', 'url=http://a/', '--connect', 'tls.ca=ca.pem'];
  expect(await runCommand(clean, context)).toBe(1);
  expect(context.printed).toEqual(['removed  a', 'kept     b: it is held']);
  expect(asked).toEqual([{ url: 'http://a/', tls: { ca: 'ca.pem' } }]);
  const again = recordingContext();
  expect(await runCommand(clean, again)).toBe(0);
  expect(again.printed).toEqual(['ok       driver shared: nothing to clean']);
});

test('doctor --clean of a driver that leaves nothing, of none, and --connect without it', async () => {
  const context = recordingContext();
  expect(await runCommand(['doctor', '--clean', 'here'], context)).toBe(0);
  expect(context.printed[0]).toMatch(/^ok {7}driver here: leaves nothing behind/);
  expect(await runCommand(['doctor', '--clean', 'nowhere'], recordingContext())).toBe(2);
  expect(await runCommand(['doctor', '--connect', 'url=x'], recordingContext())).toBe(2);
});
