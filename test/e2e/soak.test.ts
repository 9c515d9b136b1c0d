/** `npm run soak`: what it refuses, and a short one from beginning to end. */
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { runNode } from './support/run-process.ts';

const cwd = resolve(import.meta.dirname, '../..');
const soak = (...args: readonly string[]) => runNode(['scripts/soak.mjs', ...args], { cwd });

test('life cycles of a machine leave nothing, and the last line says so', async () => {
  const { stdout, stderr, exitCode } = await soak('--cycles', '2', '--driver', 'embedded');
  const outcome = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Readonly<Record<string, unknown>>;
  expect(outcome, stderr).toMatchObject({ soak: 'cycles', passed: true, rounds: 2 });
  expect(outcome).toMatchObject({ flakes: [], orphans: [], files: [] });
  expect(exitCode).toBe(0);
});

for (const [args, message] of [
  [['--cycles', '2'], '--cycles expects --driver, one of embedded, qemu, vnc, virtualbox, parallels, vmware'],
  [['--cycles', 'many', '--driver', 'qemu'], "--cycles: expected a whole number from 1, got 'many'"],
  [
    ['--captures', '1', '--cycles', '1', '--driver', 'qemu'],
    'expected one of --captures, --cycles, --installs, got 2',
  ],
  [
    ['--captures', '1', '--driver', 'bochs'],
    "--driver: expected one of embedded, qemu, vnc, virtualbox, parallels, vmware, got 'bochs'",
  ],
] as const) {
  test(`${args.join(' ')} is refused`, async () => {
    const { stderr, exitCode } = await soak(...args);
    expect(stderr).toContain(`soak: ${message}`);
    expect(exitCode).toBe(2);
  });
}
