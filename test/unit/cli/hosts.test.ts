import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runCommand } from '../../../src/cli/command.ts';
import { type HostReport, hostJson, hostLines } from '../../../src/cli/hosts-report.ts';
import { loadHosts } from '../../../src/cli/load-hosts.ts';
import { guestNote, readGuestNote } from '../../../src/driver/hosts/guest-note.ts';
import { registerDriver } from '../../../src/driver/registry.ts';
import { FakeHost } from '../driver/hosts/support/fake-slot-host.ts';
import { FakeMachine } from '../support/fake-driver.ts';
import { recordingContext } from './support/cli-context.ts';

const ONE = { uri: 'qemu+tls://one/system', slots: 2, labels: ['kvm', 'uefi'] };
const TWO = { uri: 'qemu+tls://two/system', slots: 1 };
const HOLDER = {
  owner: 'shard 1/2, worker 0',
  host: 'ci-7',
  pid: 412,
  since: '2026-03-01T12:03:20.000Z',
  interval: 5000,
  beat: 3,
};

const REPORT: HostReport = {
  ...ONE,
  seen: {
    locks: [{ name: 'guestwright-slot-1', id: 'a', holder: HOLDER }],
    guests: [
      { name: 'installs', id: '1', state: 'running', note: { host: 'ci-7', pid: 412, slot: 'a' } },
      { name: 'old', id: '2', state: 'paused', note: { host: 'ci-6', pid: 99, slot: 'b' } },
      { name: 'alone', id: '3', state: 'off', note: { host: 'ci-5', pid: 7 } },
      { name: 'web', id: '4', state: 'running', note: undefined },
    ],
  },
};

test('a host is told with its slots, their guests, and those that nobody holds', () => {
  expect(hostLines(REPORT)).toEqual([
    'qemu+tls://one/system\t1 of 2 slots taken\tkvm, uefi',
    '  guestwright-slot-1\tshard 1/2, worker 0 on ci-7 (process 412) since 12:03:20 UTC',
    '    installs\trunning',
    '  old\tpaused\tleft behind of process 99 on ci-6',
    '  alone\toff\tof process 7 on ci-5',
    '  1 of others: web',
  ]);
});

test('a host is told as JSON too', () => {
  expect(JSON.parse(hostJson(REPORT))).toMatchObject({
    ...ONE,
    locks: [{ name: 'guestwright-slot-1', id: 'a', owner: HOLDER.owner, host: 'ci-7', pid: 412 }],
    guests: [
      { name: 'installs', ours: true, slot: 'a' },
      { name: 'old' },
      { name: 'alone' },
      { name: 'web', ours: false },
    ],
  });
});

test('a host that does not answer is told with the reason', () => {
  const report = { ...ONE, seen: undefined, problem: new Error('Connection refused\nmore') };
  expect(hostLines(report)).toEqual([
    'qemu+tls://one/system\tdoes not answer: Connection refused\tkvm, uefi',
  ]);
  expect(JSON.parse(hostJson(report))).toMatchObject({ uri: ONE.uri, problem: 'Connection refused\nmore' });
});

test("a guest's description tells whose it is; anything else tells nothing", () => {
  expect(readGuestNote(guestNote('a'))).toMatchObject({ pid: process.pid, slot: 'a' });
  expect(readGuestNote(guestNote(undefined))).toMatchObject({ pid: process.pid });
  for (const text of [
    '',
    'my web server',
    '{}',
    '{"guestwright":{}}',
    '{"guestwright":{"host":"a","pid":"1"}}',
  ])
    expect(readGuestNote(text)).toBeUndefined();
});

/** A folder with that config. */
async function writeConfig(source: string): Promise<string> {
  const folder = test.info().outputPath();
  await writeFile(join(folder, 'playwright.config.ts'), source);
  return folder;
}

test('hosts are read from the config and its projects, each once, with the options of its driver', async () => {
  const folder = await writeConfig(`
const one = ${JSON.stringify(ONE)};
export default {
  use: { driver: { name: 'libvirt', plainTcp: true }, hosts: [one] },
  projects: [{ name: 'a' }, { name: 'b', use: { driver: 'libvirt', hosts: [one, ${JSON.stringify(TWO)}] } }],
};
`);
  expect(await loadHosts(undefined, folder)).toEqual([
    { entry: ONE, driver: 'libvirt', options: { plainTcp: true }, baseFolder: folder },
    { entry: TWO, driver: 'libvirt', options: {}, baseFolder: folder },
  ]);
});

test('the verb shows what it can and fails for a host that does not answer', async () => {
  const [up, down] = [new FakeHost(), new FakeHost()];
  up.leave('guestwright-slot-0', HOLDER);
  down.down = new Error('Connection refused');
  registerDriver('shared', async () => ({
    ...new FakeMachine().driver,
    slotHost: async ({ uri }) => (uri === ONE.uri ? up : down).open(),
  }));
  const cwd = await writeConfig(
    `export default { use: { driver: 'shared', hosts: ${JSON.stringify([ONE, TWO])} } };`,
  );
  const context = recordingContext({ cwd });
  expect(await runCommand(['hosts'], context)).toBe(1);
  expect(context.printed).toEqual([
    'qemu+tls://one/system\t1 of 2 slots taken\tkvm, uefi',
    '  guestwright-slot-0\tshard 1/2, worker 0 on ci-7 (process 412) since 12:03:20 UTC',
    'qemu+tls://two/system\tdoes not answer: Connection refused',
  ]);
  down.down = undefined;
  const json = recordingContext({ cwd });
  expect(await runCommand(['hosts', '--json'], json)).toBe(0);
  expect(json.printed.map((line) => JSON.parse(line).uri)).toEqual([ONE.uri, TWO.uri]);
  expect([up.links, down.links]).toEqual([0, 0]);
});

test('without a config, and with options of no host, it is a usage error', async () => {
  const context = recordingContext();
  expect(await runCommand(['hosts'], context)).toBe(2);
  expect(context.warned[0]).toContain('guestwright hosts: no Playwright config in ');
  expect(await runCommand(['hosts', '--connect', 'plainTcp=true'], context)).toBe(2);
});

test('hosts prune tells what went and what stays, and takes days and a dry run', async () => {
  const host = new FakeHost();
  host.pruned = {
    removed: [
      { kind: 'guest', name: 'old', reason: 'the slot of process 9 on ci-7 is gone' },
      { kind: 'image', name: 'image-a.raw', bytes: 2048, reason: 'last used 200 min 0 s ago' },
    ],
    kept: [{ kind: 'image', name: 'image-b.raw', bytes: 1024, reason: 'a machine uses it' }],
  };
  registerDriver('shared', async () => ({ ...new FakeMachine().driver, slotHost: async () => host.open() }));
  const cwd = await writeConfig(
    `export default { use: { driver: 'shared', hosts: ${JSON.stringify([ONE])} } };`,
  );
  const context = recordingContext({ cwd });
  expect(await runCommand(['hosts', 'prune'], context)).toBe(0);
  expect(context.printed).toEqual([
    'qemu+tls://one/system\t2 KiB freed',
    '  removed guest old: the slot of process 9 on ci-7 is gone',
    '  removed image image-a.raw (2 KiB): last used 200 min 0 s ago',
    '  kept image image-b.raw (1 KiB): a machine uses it',
  ]);
  await runCommand(['hosts', 'prune', '--older-than', '90m', '--dry-run'], context);
  expect(context.printed.at(-2)).toMatch(/^ {2}would remove image/);
  expect(host.pruneRequests).toEqual([
    { olderThan: 7 * 24 * 3_600_000, dryRun: false },
    { olderThan: 90 * 60_000, dryRun: true },
  ]);
  expect(await runCommand(['hosts', 'prune', '--older-than', 'week'], context)).toBe(2);
  expect(await runCommand(['hosts', 'clean'], context)).toBe(2);
  host.down = new Error('Connection refused');
  expect(await runCommand(['hosts', 'prune'], context)).toBe(1);
});
