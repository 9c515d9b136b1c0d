/** `guestwright run` on QEMU: the hypervisor's process ends with ours, however ours ends. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { DEMO_SCRIPT, guestwright, writeFolder } from './support/command.ts';
import { CONFIG, runPlaywright, writeProject } from './support/inner-project.ts';
import { DEMO } from './support/sources.ts';

/** Waits at the language page until it is interrupted. */
const PATIENT = `
import { demoMachine, demoScreens, script, when } from 'guestwright/script';
export const machine = demoMachine;
export const screens = demoScreens;
export const install = script('patient', [when('boot-menu').press('Enter'), when('language'), when('desktop')]);
`;

/** Command lines of all processes that name the folder. */
function processesUsing(folder: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return command.includes('qemu-system') && command.includes(folder) ? [command] : [];
    } catch {
      return []; // it ended meanwhile
    }
  });
}

test('the demo installs on QEMU too, with the same script', async () => {
  test.slow();
  const cwd = await writeFolder();
  const result = await guestwright(['run', DEMO_SCRIPT, '--driver', 'qemu', '--output', 'disk.qcow2'], {
    cwd,
  });
  expect(result.exitCode).toBe(0);
  expect(result.summary).toMatchObject({ status: 'passed', image: join(cwd, 'disk.qcow2') });
  expect((await readFile(join(cwd, 'disk.qcow2'))).subarray(0, 3).toString()).toBe('QFI');
  expect(result.temporary).toEqual([]);
});

for (const [name, signal, exitCode] of [
  ['Ctrl-C on a terminal', 'SIGINT', 130],
  ['SIGTERM', 'SIGTERM', 143],
] as const) {
  test(`${name} in mid-install leaves no QEMU and no file`, async () => {
    const cwd = await writeFolder({ 'patient.install.ts': PATIENT });
    let before: string[] | undefined;
    const result = await guestwright(
      ['run', 'patient.install.ts', '--driver', 'qemu', '--report', 'report'],
      {
        cwd,
        ownGroup: true,
        onOutput(stdout, { pid }) {
          if (before || pid === undefined || !/"type":"step-start","index":2/.test(stdout)) return;
          before = processesUsing(join(cwd, '..', 'tmp'));
          process.kill(signal === 'SIGINT' ? -pid : pid, signal); // a terminal's Ctrl-C reaches the whole group
        },
      },
    );
    expect(before?.filter((command) => /^\S*qemu-system/.test(command))).toHaveLength(1); // beside its guards
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toMatch(/^guestwright: [^\n]*interrupted by (Ctrl-C|SIGTERM)[^\n]*\n$/);
    expect(result.summary.status).toBe('interrupted');
    expect(await readFile(result.summary.report, 'utf8')).toContain('page language');
    expect(processesUsing(join(cwd, '..', 'tmp'))).toEqual([]);
    expect((await readdir(cwd)).sort()).toEqual(['.guestwright', 'patient.install.ts', 'report']);
    expect(result.temporary).toEqual([]);
  });
}

test('Ctrl-C of the test runner in a wait leaves no QEMU and no file', async () => {
  test.slow();
  const folder = await writeProject({
    'playwright.config.ts': CONFIG.replaceAll('embedded', 'qemu'),
    'patient.test.ts': `${DEMO}
test('waits', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  console.log('waiting');
  await expect(guest).toShow('desktop');
});
`,
  });
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  let before: string[] | undefined;
  const result = await runPlaywright(
    folder,
    [],
    { TMPDIR: temporary },
    {
      ownGroup: true,
      onOutput(stdout, { pid }) {
        if (before || pid === undefined || !stdout.includes('waiting')) return;
        before = processesUsing(temporary);
        process.kill(-pid, 'SIGINT');
      },
    },
  );
  expect(before?.length).toBeGreaterThan(0);
  expect(result.exitCode).toBe(130);
  expect(processesUsing(temporary)).toEqual([]);
  expect((await readdir(temporary)).filter((name) => name.startsWith('gw-'))).toEqual([]);
});
