/** An intended change of the guest: the run fails, its references are renewed from what it saw, the next run passes. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { demoMachine, demoScreens } from 'guestwright';
import { guestwright, writeFolder } from './support/command.ts';

/** In another theme the desktop's text and buttons have other colours. */
const SCRIPT = `
import { script, when } from 'guestwright/script';
export const install = script('themed', [
  when('boot-menu').run(async (guest) => {
    await guest.serial.write('theme 2; desktop\\n');
  }),
  when('desktop', { timeout: '15s' }),
]);
`;

test('after a change of theme the run fails, update shows before and after, and the renewed screen passes', async () => {
  test.slow();
  const cwd = await writeFolder({ 'themed.install.ts': SCRIPT });
  await cp(demoScreens, join(cwd, 'screens'), { recursive: true });
  const run = async () =>
    await guestwright(['run', 'themed.install.ts', '--floppy', demoMachine.floppy ?? ''], { cwd });

  const failed = await run();
  expect(failed.summary.status).toBe('failed');
  expect(failed.stderr).toContain("screen 'desktop' did not show");

  const proposed = await guestwright(['update'], { cwd });
  expect(proposed.stderr).toBe('');
  expect(proposed.stdout).toMatch(
    /^wrote \.guestwright\/update\/index\.html\ndesktop: \d+ of \d+ pixels differ\n$/,
  );

  const written = await guestwright(['update', '--yes'], { cwd });
  expect(written.stdout).toBe('wrote screens/desktop.png\n');
  expect((await run()).summary.status).toBe('passed');
  expect((await guestwright(['update'], { cwd })).stdout).toBe(
    'every reference that the last runs saw still matches exactly\n',
  );
});
