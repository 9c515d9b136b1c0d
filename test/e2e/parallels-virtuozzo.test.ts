/** Virtuozzo's library has no Remote Desktop: its screenshots give frames, the machine's VNC server takes input. */
import { createGuest, demoMachine, demoScreens, expect, test } from 'guestwright';
import { install } from '../../examples/demo/demo.install.ts';
import { startParallels, VIRTUOZZO_DOUBLE } from '../support/parallels/testbed.ts';

test.use({ driver: VIRTUOZZO_DOUBLE, machine: demoMachine, screens: demoScreens });

test('the bundled install script runs unchanged, by the same screens', async ({ guest }) => {
  await guest.power.on();
  await guest.run(install);
  await expect(guest).toShow('desktop');
});

test('frames have the size of every mode, and colours arrive exactly', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await guest.serial.write('desktop\n');
  await expect(guest.serial).toReceive(/ready/);
  for (const mode of ['640x480', '1024x768', '800x600']) {
    await guest.serial.write(`mode ${mode}\n`);
    await expect.poll(async () => sizeOf(await guest.capture())).toBe(mode);
  }
  await guest.serial.write('paint ff8001\n');
  await expect
    .poll(async () => {
      const { data, width } = await guest.capture();
      const at = (416 * width + 496) * 4;
      return [...data.subarray(at, at + 4)];
    })
    .toEqual([0xff, 0x80, 0x01, 255]);
});

test("a borrowed machine's VNC settings are put back", async () => {
  await using testbed = await startParallels('virtuozzo');
  await using host = await testbed.connect({ desktop: 'library' }); // its own machines get no VNC server then
  await using machine = await host.define({ ...demoMachine, name: 'theirs' });
  const [id = ''] = await testbed.service.call('list');
  {
    await using other = await testbed.connect();
    const borrowed = await other.machine('theirs');
    await using guest = await createGuest({
      machine: borrowed,
      definition: { serial: 0 },
      screens: demoScreens,
    });
    await guest.power.on();
    await guest.screen('boot-menu').waitFor();
    await guest.keyboard.press('Enter');
    await guest.screen('language').waitFor();
    await guest.power.off();
  }
  const record = await testbed.service.call('get', id);
  const after = (key: string) => record[record.indexOf(key) + 1];
  expect([after('prl.vnc.mode'), after('prl.vnc.password')]).toEqual(['0', '']);
  expect((await machine.state()).state).toBe('off');
});

function sizeOf({ width, height }: { width: number; height: number }): string {
  return `${width}x${height}`;
}
