/** The testbed itself: a libvirt host of a test's own, which survives what it must and leaves nothing behind. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { startFleet } from '../support/libvirt/fleet.ts';
import { startLibvirtHost } from '../support/libvirt/host.ts';
import { processesWith } from './support/leftovers.ts';
import { runNode, runProgram } from './support/run-process.ts';

const JITI = fileURLToPath(new URL('../../node_modules/.bin/jiti', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../support/libvirt/killed-host.ts', import.meta.url));

test('daemon, guest and folder go when the process that started them is killed', async () => {
  let folder: string | undefined;
  let during: readonly string[] = [];
  await runNode([JITI, PROGRAM], {
    cwd: import.meta.dirname,
    onOutput: (stdout, child) => {
      if (folder !== undefined || !stdout.includes('\n')) return;
      folder = stdout.trim();
      during = processesWith(folder);
      child.kill('SIGKILL');
    },
  });
  expect(folder, 'what the inner process said').toBeDefined();
  const where = folder as unknown as string;
  expect(during.filter((line) => line.includes('qemu-system-x86_64'))).toHaveLength(1);
  expect(during.filter((line) => line.includes('libvirtd -f'))).toHaveLength(1);
  await expect.poll(() => processesWith(where)).toEqual([]);
  await expect.poll(() => existsSync(where)).toBe(false);
});

test('the daemon is an ordinary user, whose files are those of whoever runs the tests', async () => {
  await using host = await startLibvirtHost();
  expect(await host.run('grep ^CapEff: /proc/$DAEMON/status')).toBe('CapEff:\t0000000000000000\n');
  expect(await host.run('stat -c %u $SOCKET')).toBe(`${process.getuid?.()}\n`);
  expect(await host.run(`virsh -c '${host.uri}' domcapabilities | grep '<domain>'`)).toContain('qemu');
});

test('a killed daemon comes back with the files that it had, and so does the whole host', async () => {
  await using host = await startLibvirtHost();
  const pools = () => host.run(`virsh -q -c '${host.uri}' pool-list --all --name`);
  await host.run(`virsh -q -c '${host.uri}' pool-define-as kept dir --target ${host.folder}/kept`);
  await host.killDaemon();
  await expect(pools()).rejects.toThrow('Connection refused');
  await host.startDaemon();
  expect(await pools()).toContain('kept');
  await host.reboot();
  expect(await pools()).toContain('kept');
});

test('a fleet is reached over TLS, TCP and ssh, from its own network only', async () => {
  await using fleet = await startFleet(['tls', 'tcp', 'ssh']);
  const list = (uri: string, within: readonly string[]) =>
    runProgram('virsh', ['-c', uri, 'uri'], { cwd: import.meta.dirname, within });
  for (const { uri } of fleet.hosts) {
    expect(await list(uri, fleet.within), uri).toMatchObject({ exitCode: 0 });
  }
  const cable = ['link', 'show', 'host1'];
  const there = { cwd: import.meta.dirname, within: fleet.within };
  expect(await runProgram('ip', cable, there)).toMatchObject({ exitCode: 0 });
  expect(await runProgram('ip', cable, { cwd: import.meta.dirname })).toMatchObject({ exitCode: 1 });
});

test('a rebooted host answers again over its cable', async () => {
  await using fleet = await startFleet(['ssh']);
  const [host] = fleet.hosts;
  if (!host) throw new Error('no host');
  await host.reboot();
  const { exitCode, stderr } = await runProgram('virsh', ['-c', host.uri, 'list'], {
    cwd: import.meta.dirname,
    within: fleet.within,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});
