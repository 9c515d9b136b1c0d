/** `npm run soak -- --installs`, a short one on two drivers: the emulators stop for moments, and nothing is left behind. */
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { runNode } from './support/run-process.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** One on each driver, and one more; the thousand are for a night. */
const INSTALLS = 3;
/** They take half a minute where nothing else runs. In ms. */
const TIMEOUT = 300_000;

test('installs by turns of the drivers all arrive, and the last line says so', async () => {
  test.setTimeout(TIMEOUT);
  const drivers = ['--driver', 'qemu', '--driver', 'embedded'];
  const soak = ['scripts/soak.mjs', '--installs', String(INSTALLS), ...drivers];
  const { stdout, stderr, exitCode } = await runNode(soak, { cwd: ROOT });
  const outcome = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Readonly<Record<string, unknown>>;
  expect(outcome, stderr).toMatchObject({ soak: 'installs', passed: true, rounds: INSTALLS });
  expect(outcome).toMatchObject({ drivers: ['qemu', 'embedded'], flakes: [], orphans: [], files: [] });
  expect(exitCode).toBe(0);
});
