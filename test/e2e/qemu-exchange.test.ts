/** Disks travel: what one driver installed boots to the desktop on the other. */
import { createGuest, demoMachine, demoScreens, expect, loadDriver, test } from 'guestwright';
import { install } from '../../examples/demo/demo.install.ts';

for (const [from, to] of [
  ['embedded', 'qemu'],
  ['qemu', 'embedded'],
] as const) {
  test(`a disk installed on ${from} boots to the desktop on ${to}`, async () => {
    const image = test.info().outputPath('installed.img');
    await withGuest(from, demoMachine, async (guest) => {
      await guest.power.on();
      await guest.run(install);
      await guest.power.off();
      await guest.machine.exportDisk(0, image, 'raw');
    });
    await withGuest(to, { ...demoMachine, floppy: null, disks: [{ image }] }, async (guest) => {
      await guest.power.on();
      await expect(guest).toShow('desktop');
      expect((await guest.shell({ over: 'serial' }).run('disk')).output).toContain('system installed');
    });
  });
}

type Use = (guest: Awaited<ReturnType<typeof createGuest>>) => Promise<void>;

async function withGuest(name: string, definition: typeof demoMachine, use: Use): Promise<void> {
  const driver = await loadDriver(name);
  await using host = await driver.connect({});
  await using machine = await host.define(definition);
  await using guest = await createGuest({ machine, definition, screens: demoScreens });
  await use(guest);
}
