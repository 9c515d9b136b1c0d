/** A host that has not our files, with libvirt's screenshots for frames: what another computer is to us. */
import { demoMachine, demoScreens, expect, test } from 'guestwright';
import { install } from '../../examples/demo/demo.install.ts';
import { LIBVIRT_FAR } from '../support/libvirt/driver.ts';

test.use({ driver: LIBVIRT_FAR, machine: demoMachine, screens: demoScreens });

test("the bundled guest's install script runs unchanged, by screenshots and uploaded images", async ({
  guest,
}) => {
  test.setTimeout(120_000);
  await guest.power.on();
  await guest.run(install);
  await expect(guest).toShow('desktop');
});

test('a snapshot in files starts another machine on a host that has not the files', async ({
  guest,
}, info) => {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await guest.serial.write('console\n');
  await expect(guest).toShow('console');
  await guest.keyboard.type('echo travelled\n');
  await expect(guest).toShowText(/^travelled/m);
  const folder = info.outputPath('snapshot');
  expect(await guest.machine.snapshots.export(folder)).toEqual({ live: true });
  await using machine = await guest.machine.host.defineFrom(demoMachine, folder);
  await machine.start();
  expect(await machine.state()).toMatchObject({ state: 'running' });
});
