/** Nothing of ours stays on a host when we are killed: no guest, no definition, no volume. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoMachine, expect, loadDriver, test } from 'guestwright';
import { connectLibvirt } from '../support/libvirt/driver.ts';
import { startLibvirtHost } from '../support/libvirt/host.ts';
import { runNode } from './support/run-process.ts';

const JITI = fileURLToPath(new URL('../../node_modules/.bin/jiti', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../support/libvirt/killed-machines.ts', import.meta.url));

test('guests, definitions and volumes go when we are killed', async () => {
  await using daemon = await startLibvirtHost();
  await using watcher = await connectLibvirt(daemon);
  const pool = join(daemon.folder, 'pool');
  let during: Promise<readonly { state: string }[]> | undefined;
  await runNode([JITI, PROGRAM, daemon.uri, pool], {
    cwd: import.meta.dirname,
    onOutput: (stdout, child) => {
      if (during !== undefined || !stdout.includes('\n')) return;
      during = watcher.machines().finally(() => child.kill('SIGKILL'));
    },
  });
  expect((await during)?.map(({ state }) => state)).toEqual(['running', 'running']);
  await expect.poll(() => watcher.machines()).toEqual([]);
  await expect.poll(() => readdirSync(pool)).toEqual([]);
});

test('what even the process that cleans up after us left behind is removed by clean()', async () => {
  await using daemon = await startLibvirtHost();
  await using ours = await connectLibvirt(daemon);
  await using _kept = await ours.define({ ...demoMachine, name: 'kept' });
  const pool = join(daemon.folder, 'pool');
  await runNode([JITI, PROGRAM, daemon.uri, pool], {
    cwd: import.meta.dirname,
    onOutput: (stdout, child) => {
      if (!stdout.includes('\n')) return;
      process.kill(Number(stdout.trim()), 'SIGKILL');
      child.kill('SIGKILL');
    },
  });
  const libvirt = await loadDriver('libvirt');
  const { removed, kept } = (await libvirt.clean?.({ uri: daemon.uri, poolPath: pool })) ?? {};
  expect(kept).toEqual([]);
  expect(removed).toHaveLength(2);
  expect((await ours.machines()).map(({ name }) => name)).toEqual(['kept']);
});
