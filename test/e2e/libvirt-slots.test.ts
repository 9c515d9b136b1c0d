/** Slots of a real libvirt host: one owner each, given back on any death, freed when the owner is gone. */
import type { ChildProcess } from 'node:child_process';
import { expect, loadDriver, test } from 'guestwright';
import { startLibvirtHost } from '../support/libvirt/host.ts';
import { type SlotOwner, slotOwnerProgram } from '../support/libvirt/slot-owner.ts';
import { codeAndMessage } from './support/code-and-message.ts';
import { guestwright, writeFolder } from './support/command.ts';
import { runProject, writeProject } from './support/inner-project.ts';
import { runNode } from './support/run-process.ts';

const SLOT = 'guestwright-slot-0';
/** Signs of life in these tests, in ms; an owner is gone after six. */
const INTERVAL = 200;

function holder(owner: string) {
  return {
    owner,
    host: 'here',
    pid: process.pid,
    since: new Date().toISOString(),
    interval: INTERVAL,
    beat: 0,
  };
}

async function reach(uri: string) {
  const driver = await loadDriver('libvirt');
  if (!driver.slotHost) throw new Error('expected hosts that can be shared');
  return await driver.slotHost({ uri });
}

/** Runs a program that takes the slot; `owned` is told the slot's id and ends the program. */
async function withOwner(
  owner: Omit<SlotOwner, 'interval'>,
  owned: (child: ChildProcess, id: string) => void,
): Promise<void> {
  let seen = false;
  const program = slotOwnerProgram({ ...owner, interval: INTERVAL });
  await runNode(['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    onOutput: (stdout, child) => {
      if (seen || !stdout.includes('\n')) return;
      seen = true;
      owned(child, stdout.trim());
    },
  });
  expect(seen, 'the program took the slot').toBe(true);
}

test('of many who race for one slot exactly one gets it; when it gives it back another one can', async () => {
  await using libvirt = await startLibvirtHost();
  const hosts = await Promise.all([1, 2, 3, 4].map(() => reach(libvirt.uri)));
  const taken = await Promise.all(hosts.map((host, index) => host.take(SLOT, holder(`racer ${index}`))));
  const [winner, ...others] = taken.filter((lock) => lock !== undefined);
  expect(others).toEqual([]);
  const [seen] = (await hosts[0]?.locks()) ?? [];
  expect(seen).toMatchObject({
    name: SLOT,
    id: winner?.id,
    holder: { owner: `racer ${taken.indexOf(winner)}` },
  });
  await winner?.[Symbol.asyncDispose]();
  const next = await hosts.at(-1)?.take(SLOT, holder('next'));
  expect(next?.id).not.toBe(winner?.id);
  await Promise.all(hosts.map((host) => host[Symbol.asyncDispose]()));
  await using fresh = await reach(libvirt.uri);
  expect(await fresh.locks()).toEqual([]); // closing the link gave it back
});

test('a slot is given back when its owner is killed', async () => {
  await using libvirt = await startLibvirtHost();
  await using host = await reach(libvirt.uri);
  await withOwner(libvirt, (child) => {
    child.kill('SIGKILL');
  });
  await expect.poll(() => host.locks()).toEqual([]);
  expect(await host.take(SLOT, holder('next'))).toBeDefined();
});

test("a restart of the host's daemon takes nobody's slot, and an owner that dies then gives it back too", async () => {
  await using libvirt = await startLibvirtHost();
  await using host = await reach(libvirt.uri);
  const lock = await host.take(SLOT, holder('the owner'));
  await libvirt.killDaemon();
  await libvirt.startDaemon();
  const beats = async () => {
    await using other = await reach(libvirt.uri);
    const [seen] = await other.locks();
    return seen?.id === lock?.id ? seen?.holder?.beat : undefined;
  };
  const before = await beats();
  await expect.poll(beats).toBeGreaterThan(before ?? Number.NaN);
  expect(lock?.lost.aborted).toBe(false);
  await lock?.[Symbol.asyncDispose]();
  expect(await host.locks()).toEqual([]);
});

test('a slot whose owner died while the daemon was away is freed by the next worker, who says so', async () => {
  await using libvirt = await startLibvirtHost();
  let killing: Promise<void> | undefined;
  await withOwner(libvirt, (child) => {
    killing = libvirt.killDaemon().then(() => void child.kill('SIGKILL'));
  });
  await killing;
  await libvirt.startDaemon();
  await using host = await reach(libvirt.uri);
  expect(await host.locks()).toMatchObject([{ name: SLOT, holder: { owner: 'the first one' } }]);
  const folder = await writeProject({
    'playwright.config.ts': config([{ uri: libvirt.uri, slots: 1 }]),
    'one.test.ts': TEST,
  });
  const { tests, stderr } = await runProject(folder);
  expect(tests.map(({ status }) => status)).toEqual(['passed']);
  expect(stderr).toContain(
    `${libvirt.uri}: freed ${SLOT}: its owner no longer lives: the first one on elsewhere`,
  );
  expect(await host.locks()).toEqual([]);
});

test('guests that outlive their owner are ended by whoever frees its slot, and named', async () => {
  await using libvirt = await startLibvirtHost();
  let killing: Promise<void> | undefined;
  await withOwner({ uri: libvirt.uri, guest: 'orphan' }, (child) => {
    killing = libvirt.killDaemon().then(() => void child.kill('SIGKILL'));
  });
  await killing;
  await libvirt.startDaemon();
  const all = () => libvirt.run(`virsh -q -c '${libvirt.uri}' list --all --name`);
  expect(await all()).toMatch(/^orphan$/m);
  const folder = await writeProject({
    'playwright.config.ts': config([{ uri: libvirt.uri, slots: 1 }]),
    'one.test.ts': TEST,
  });
  const { tests, stderr } = await runProject(folder);
  expect(tests.map(({ status }) => status)).toEqual(['passed']);
  expect(stderr).toMatch(/: its owner no longer lives: .*; ended the guests that it left: orphan$/m);
  expect((await all()).trim()).toBe('');
});

test('a lock that somebody removed is lost, and its owner hears of it', async () => {
  await using libvirt = await startLibvirtHost();
  await using host = await reach(libvirt.uri);
  const lock = await host.take(SLOT, holder('the owner'));
  const [seen] = await host.locks();
  if (!seen || !lock) throw new Error('expected a lock');
  await host.remove(seen);
  await expect.poll(() => lock.lost.aborted).toBe(true);
  expect(await codeAndMessage(Promise.reject(lock.lost.reason))).toContain(
    `connection-lost: ${SLOT} on ${libvirt.uri} was lost: `,
  );
  const second = await host.take(SLOT, holder('the second owner'));
  await host.remove(seen); // the one that is seen, not its successor
  expect((await host.locks()).map(({ id }) => id)).toEqual([second?.id]);
});

test('guestwright hosts shows who holds the slots, and which machines are there', async () => {
  await using libvirt = await startLibvirtHost();
  await using host = await reach(libvirt.uri);
  const lock = await host.take(SLOT, holder('shard 1/2, worker 0'));
  const cwd = await writeFolder({
    'playwright.config.ts': config([{ uri: libvirt.uri, slots: 3, labels: ['uefi'] }]),
  });
  const { exitCode, stdout } = await guestwright(['hosts'], { cwd });
  expect({ exitCode, lines: stdout.trimEnd().split('\n') }).toEqual({
    exitCode: 0,
    lines: [
      `${libvirt.uri}\t1 of 3 slots taken\tuefi`,
      expect.stringMatching(/^ {2}guestwright-slot-0\tshard 1\/2, worker 0 on here \(process \d+\) since /),
    ],
  });
  await lock?.[Symbol.asyncDispose]();
  const { lines } = await guestwright(['hosts', '--json', '--connect', `uri=${libvirt.uri}`], { cwd });
  expect(lines).toEqual([{ uri: libvirt.uri, labels: [], locks: [], guests: [] }]);
});

const TEST = `
import { test, expect } from 'guestwright';
test('reaches its host', async ({ host }) => {
  expect(await host.machines()).toEqual([]); // the lock of the slot is no machine
});
`;

function config(hosts: readonly object[]): string {
  return `
import { defineConfig } from '@playwright/test';
export default defineConfig({
  outputDir: 'results',
  reporter: [['json', { outputFile: 'report.json' }], ['./steps-reporter.mjs'], ['line']],
  workers: 1,
  projects: [{ name: 'fleet', use: { driver: 'libvirt', hosts: ${JSON.stringify(hosts)} } }],
});
`;
}
