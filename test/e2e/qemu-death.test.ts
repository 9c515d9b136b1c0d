/** QEMU dies with us, however we end, and leaves nothing: the worker, the runner alone, or a program. */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, test } from '@playwright/test';
import { writeProject } from './support/inner-project.ts';
import { foldersOf, isAlive, processesWith } from './support/leftovers.ts';
import { runNode } from './support/run-process.ts';

const RUNNER = createRequire(import.meta.url).resolve('@playwright/test/cli');

/** Starts a machine, tells who it is, and does what the argument says. */
const PROGRAM = `
import { demoMachine, loadDriver } from 'guestwright/script';
const how = process.argv[2];
const host = await (await loadDriver('qemu')).connect({});
const machine = await host.define({ ...demoMachine, name: 'death-' + process.pid });
if (how !== 'off') {
  await machine.start();
  await (await machine.openDesktop()).capture();
}
const qemu = machine.facts.pid ?? 0;
if (how === 'frozen') process.kill(qemu, 'SIGSTOP');
process.stdout.write(JSON.stringify({ worker: process.pid, qemu }) + '\\n', () => {
  if (how === 'exit') process.exit(0);
  if (how === 'throw') throw new Error('on purpose');
});
setInterval(() => {}, 1000);
`;

const WAYS = [
  ['running', 'SIGKILL'],
  ['frozen', 'SIGKILL'],
  ['off', 'SIGKILL'],
  ['running', 'SIGTERM'],
  ['exit', undefined],
  ['throw', undefined],
] as const;

for (const [how, signal] of WAYS) {
  test(`a program that ends by ${signal ?? how} with its machine ${how === 'off' ? 'off' : 'on'}${how === 'frozen' ? ' and frozen' : ''} leaves nothing`, async () => {
    const program = test.info().outputPath('program.mjs');
    await writeFile(program, PROGRAM);
    let told: { worker: number; qemu: number } | undefined;
    await runNode([program, how], {
      cwd: test.info().outputDir,
      onOutput: (stdout, child) => {
        if (told || !stdout.includes('\n')) return;
        told = JSON.parse(stdout) as { worker: number; qemu: number };
        if (how !== 'off' && how !== 'exit' && how !== 'throw') expect(isAlive(told.qemu)).toBe(true);
        if (signal) child.kill(signal);
      },
    });
    expect(told, 'what the inner process said').toBeDefined();
    const { worker, qemu } = told as unknown as { worker: number; qemu: number };
    if (qemu > 0) await expect.poll(() => isAlive(qemu)).toBe(false);
    await expect.poll(() => foldersOf(worker)).toEqual([]);
    await expect.poll(() => processesWith(`death-${worker}`)).toEqual([]);
  });
}

/** A runner in a runner takes its time on a busy machine, ms. */
const RUNNER_TIMEOUT = 120_000;

/** A test that never ends, in a worker that tells who it is. */
const ENDLESS = `
import { demoMachine, demoScreens, expect, test } from 'guestwright';
test.use({ machine: demoMachine, screens: demoScreens });
test('waits for ever', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  console.log('READY ' + JSON.stringify({ worker: process.pid, qemu: guest.machine.facts.pid }));
  await new Promise(() => {});
});
`;

const CONFIG = `
import { defineConfig } from '@playwright/test';
export default defineConfig({
  outputDir: 'results',
  reporter: [['json', { outputFile: 'report.json' }], ['./steps-reporter.mjs'], ['line']],
  workers: 1,
  projects: [{ name: 'qemu', use: { driver: 'qemu' } }],
});
`;

for (const victim of ['worker', 'runner'] as const) {
  test(`SIGKILL of the ${victim} alone ends QEMU and removes its files`, async () => {
    test.setTimeout(RUNNER_TIMEOUT);
    const folder = await writeProject({ 'endless.test.ts': ENDLESS, 'playwright.config.ts': CONFIG });
    let told: { worker: number; qemu: number } | undefined;
    await runNode([RUNNER, 'test', '--config', folder], {
      cwd: folder,
      onOutput: (stdout, runner) => {
        const ready = /READY (\{.*\})/.exec(stdout);
        if (told || !ready) return;
        told = JSON.parse(ready[1] as string) as { worker: number; qemu: number };
        expect(isAlive(told.qemu)).toBe(true);
        process.kill(victim === 'runner' ? (runner.pid as number) : told.worker, 'SIGKILL');
      },
    });
    expect(told, 'what the inner process said').toBeDefined();
    const { worker, qemu } = told as unknown as { worker: number; qemu: number };
    await expect.poll(() => isAlive(qemu)).toBe(false);
    await expect.poll(() => foldersOf(worker)).toEqual([]);
  });
}
