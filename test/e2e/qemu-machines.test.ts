/** What QEMU's machines can be: UEFI with its own variables, pinned clocks and modes, other pointers and disks. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import {
  createGuest,
  demoMachine,
  demoScreens,
  expect,
  type Guest,
  loadDriver,
  type Machine,
  type MachineDefinition,
  test,
} from 'guestwright';

/** OVMF under TCG on a busy machine. */
const FIRMWARE_TIMEOUT = 60_000;

async function withMachine(
  definition: MachineDefinition,
  use: (machine: Machine) => Promise<void>,
): Promise<void> {
  await using host = await (await loadDriver('qemu')).connect({});
  await using machine = await host.define(definition);
  await use(machine);
}

async function withGuest(definition: MachineDefinition, use: (guest: Guest) => Promise<void>): Promise<void> {
  await withMachine(definition, async (machine) => {
    await using guest = await createGuest({ machine, definition, screens: demoScreens });
    await guest.power.on();
    await guest.screen('boot-menu').waitFor();
    await use(guest);
  });
}

const shellOf = (guest: Guest) => guest.shell({ over: 'serial' });
const hashOf = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

test('UEFI firmware boots in the pinned mode, and snapshots hold its variables', async () => {
  test.setTimeout(FIRMWARE_TIMEOUT * 2);
  await withMachine(
    { firmware: 'uefi', memory: '128 MiB', display: { width: 1024, height: 768 } },
    async (machine) => {
      await machine.start();
      const desktop = await machine.openDesktop();
      const size = async () => {
        const { width, height } = await desktop.capture();
        return `${width}x${height}`;
      };
      await expect.poll(size, { timeout: FIRMWARE_TIMEOUT }).toBe('1024x768');
      await machine.snapshots.take('firmware');
      await machine.snapshots.restore('firmware');
      expect((await machine.state()).state).toBe('running');
      expect(await machine.snapshots.list()).toEqual([{ name: 'firmware', live: true }]);
    },
  );
});

test('a pinned clock starts at its moment, stands while paused, and goes back with a snapshot', async () => {
  const clock = { start: '2024-02-29T12:34:00Z', follows: 'guest' } as const;
  await withGuest({ ...demoMachine, clock }, async (guest) => {
    const date = async () => (await shellOf(guest).run('date')).output.trim();
    expect(await date()).toMatch(/^12:34:\d\d 2024-02-29$/);
    await guest.machine.snapshots.take('then');
    await expect.poll(date).not.toMatch(/^12:34:0/);
    await guest.machine.snapshots.restore('then');
    expect(await date()).toMatch(/^12:34:0\d 2024-02-29$/);
  });
});

test('the host clock goes on while the guest is suspended', async () => {
  await withGuest(demoMachine, async (guest) => {
    const seconds = async () => {
      const [, time, day] =
        /(\d\d:\d\d:\d\d) (\d{4}-\d\d-\d\d)/.exec((await shellOf(guest).run('date')).output) ?? [];
      return Date.parse(`${day}T${time}Z`) / 1000;
    };
    await guest.machine.suspend();
    await guest.machine.start();
    expect(Math.abs((await seconds()) - Date.now() / 1000)).toBeLessThan(5);
  });
});

test('a base image is never written, and overlays of two machines are apart', async () => {
  const base = test.info().outputPath('base.qcow2');
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', base, '8M']);
  const before = await hashOf(base);
  await withGuest({ ...demoMachine, disks: [{ image: base }] }, async (guest) => {
    expect((await shellOf(guest).run('disk')).output).toMatch(/disk 8 MiB/);
    await guest.machine.snapshots.take('live');
    await guest.machine.snapshots.restore('live');
  });
  expect(await hashOf(base)).toBe(before);
});

test('a disk written in place takes no snapshot', async () => {
  const image = test.info().outputPath('mine.raw');
  await writeFile(image, Buffer.alloc(1024 * 1024));
  await withMachine({ ...demoMachine, disks: [{ image, write: 'in-place' }] }, async (machine) => {
    await machine.start();
    await expect(machine.snapshots.take('no')).rejects.toThrow('disk 0 is written in place');
  });
});

test('a live snapshot is restored in well under a second, also when its floppy was changed since', async () => {
  const other = test.info().outputPath('other.img');
  await writeFile(other, await readFile(String(demoMachine.floppy)));
  await withGuest(demoMachine, async (guest) => {
    await guest.machine.snapshots.take('menu');
    await guest.keyboard.press('Enter');
    await guest.screen('language').waitFor();
    await guest.machine.media.insert('floppy', other);
    const began = performance.now();
    await guest.machine.snapshots.restore('menu');
    test
      .info()
      .annotations.push({ type: 'restore', description: `${Math.round(performance.now() - began)} ms` });
    await guest.screen('boot-menu').waitFor();
    await guest.machine.snapshots.remove('menu');
    expect(await guest.machine.snapshots.list()).toEqual([]);
    await expect(guest.machine.snapshots.restore('menu')).rejects.toThrow("no snapshot named 'menu'");
  });
});

test('what a state forbids is refused with that state', async () => {
  await withMachine(demoMachine, async (machine) => {
    const refusal = async (call: Promise<unknown>) => String(await call.catch((error: unknown) => error));
    expect(await refusal(machine.pause())).toContain('expected it to be running, it is off');
    expect(await refusal(machine.openDesktop())).toContain('expected it to be running, it is off');
    expect(await refusal(machine.discardSuspended())).toContain('expected it to be suspended, it is off');
    await machine.start();
    expect(await refusal(machine.start())).toContain('expected it to be off, it is on');
    await machine.pause();
    expect(await refusal(machine.shutdown())).toContain('expected it to be running, it is paused');
    await machine.suspend();
    expect(await refusal(machine.snapshots.take('no'))).toContain(
      'expected it to be on or off, it is suspended',
    );
    await machine.discardSuspended();
    expect((await machine.state()).state).toBe('off');
  });
});

test('the boot order of a running machine counts from the next reset on', async () => {
  await withGuest({ ...demoMachine, optical: null, bootOrder: ['floppy'] }, async (guest) => {
    await guest.machine.setBootOrder(['disk']);
    await guest.power.reset();
    // The disk is empty: without the floppy the BIOS finds nothing.
    await expect.poll(async () => guest.serial.output.split('page boot-menu').length).toBe(2);
    await expect(guest).not.toShow('boot-menu');
    await guest.machine.setBootOrder(['floppy']);
    await guest.power.reset();
    await guest.screen('boot-menu').waitFor();
  });
});

test('a long text arrives whole though the guest is slow to read its keyboard', async () => {
  await withGuest(demoMachine, async (guest) => {
    await guest.serial.write('trace on\n');
    await guest.serial.write('echo tracing\n');
    await guest.serial.waitFor(/^tracing/m);
    const letters = 'the quick brown fox jumps over the lazy dog '.repeat(4);
    await guest.keyboard.type(letters);
    const codes = () => [...guest.serial.output.matchAll(/sc [0-9a-f]{2}/g)].length;
    await expect.poll(codes).toBe(letters.length * 2);
  });
});
