/** Machines of VirtualBox's own list: imported, copied, taken off it, deleted. */
import { access, cp } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createGuest,
  demoMachine,
  demoScreens,
  expect,
  type Host,
  loadDriver,
  type Machine,
  test,
} from 'guestwright';
import { VIRTUALBOX_TESTBED } from '../support/virtualbox/testbed.ts';
import { codeAndMessage } from './support/code-and-message.ts';

type Listed = Machine & Required<Pick<Machine, 'clone' | 'delete' | 'unregister'>>;
type Listing = Host & Required<Pick<Host, 'importMachine'>>;

/** What somebody else would have: no ports that lead to us. */
const THEIRS = { ...demoMachine, serial: 0 };

const suffix = process.pid;

async function withMachine(use: (machine: Listed, host: Listing) => Promise<void>): Promise<void> {
  await using host = (await (await loadDriver(VIRTUALBOX_TESTBED)).connect({})) as Listing;
  await using machine = (await host.define({ ...demoMachine, name: `origin-${suffix}` })) as Listed;
  await use(machine, host);
}

/** Whether the machine shows the page that it was left on. */
async function shows(machine: Machine, screen: string, definition = demoMachine): Promise<void> {
  await using guest = await createGuest({ machine, definition, screens: demoScreens });
  await guest.screen(screen).waitFor();
}

test('a machine is found by its name and by its id', async () => {
  await withMachine(async (machine, host) => {
    expect((await host.machines()).find(({ name }) => name === machine.name)?.state).toBe('off');
    expect(await host.machine(machine.name)).toBe(machine);
    expect(await host.machine(String(machine.facts.id))).toBe(machine);
  });
});

async function namesOf(host: Host): Promise<readonly string[]> {
  const machines = await host.machines();
  return machines.map(({ name }) => name).filter((name) => name.endsWith(String(suffix)));
}

test('a full copy starts beside its origin, and is deleted when disposed', async () => {
  await withMachine(async (machine, host) => {
    await machine.start();
    expect(await codeAndMessage(machine.clone())).toMatch(
      /^machine-state: .*expected it to be off, it is on\n/,
    );
    await machine.stop();
    {
      await using copy = await machine.clone({ name: `copy-${suffix}` });
      expect((await copy.state()).state).toBe('off');
      await Promise.all([machine.start(), copy.start()]);
      await shows(copy, 'boot-menu');
      expect(copy.serial().output).not.toBe(''); // ports of its own
    }
    expect(await namesOf(host)).toEqual([machine.name]);
  });
});

test('a linked copy continues from a live snapshot, and stands on it', async () => {
  await withMachine(async (machine, host) => {
    await machine.start();
    await shows(machine, 'boot-menu');
    await machine.snapshots.take('menu');
    await machine.stop();
    expect(await codeAndMessage(machine.clone({ linked: true }))).toMatch(
      /^invalid-argument: .*a linked copy stands on a snapshot, got none\n/,
    );
    expect(await codeAndMessage(machine.clone({ from: 'meun' }))).toMatch(/^snapshot: .*'meun'.*'menu'/);
    expect(await namesOf(host)).toEqual([machine.name]);
    await using copy = await machine.clone({ name: `linked-${suffix}`, from: 'menu', linked: true });
    expect((await copy.state()).state).toBe('suspended');
    await copy.start();
    await shows(copy, 'boot-menu');
  });
});

test("somebody's machine is imported, left as it was, taken off the list, and deleted for good", async () => {
  await using host = (await (await loadDriver(VIRTUALBOX_TESTBED)).connect({})) as Listing;
  const folder = test.info().outputPath('theirs');
  const settings = join(folder, `theirs-${suffix}.vbox`);
  {
    await using machine = await host.define({ ...THEIRS, name: `theirs-${suffix}` });
    await machine.start();
    await shows(machine, 'boot-menu', THEIRS);
    await machine.snapshots.take('menu');
    await machine.stop();
    expect(await codeAndMessage((machine as Listed).unregister())).toMatch(/^invalid-argument: .* is ours: /);
    await cp(String(machine.facts.folder), folder, { recursive: true });
  }
  expect(await codeAndMessage(host.importMachine(`${settings}x`))).toMatch(
    /^io: driver 'virtualbox': the server cannot read the machine '.*'\n/,
  );
  {
    await using imported = await host.importMachine(settings);
    expect(imported.borrowed).toBe(true);
    expect(await imported.snapshots.list()).toEqual([{ name: 'menu', live: true }]);
    expect(await codeAndMessage(host.importMachine(settings))).toMatch(
      /^invalid-argument: driver 'virtualbox': the server has the machine '.*' already\nTake it by its name/,
    );
    await imported.snapshots.restore('menu');
    await shows(imported, 'boot-menu', THEIRS);
  }
  expect(await namesOf(host)).toEqual([]); // powered off, and off the list again
  const second = (await host.importMachine(settings)) as Listed;
  await second.start();
  expect(await codeAndMessage(second.unregister())).toMatch(
    /^machine-state: .*expected it to be off, it is on\n/,
  );
  await second.stop();
  await second.unregister();
  expect(await namesOf(host)).toEqual([]);
  await access(settings);
  await ((await host.importMachine(settings)) as Listed).delete();
  expect(await namesOf(host)).toEqual([]);
  await expect(access(settings)).rejects.toThrow();
});
