/** Verified typing over VNC, where nothing says that a key was taken, into a QEMU that gets a tenth of the time. */
import { createGuest, demoMachine, demoScreens, loadDriver, test } from 'guestwright';
import { typesVerified } from '../support/starved/types-verified.ts';
import { VNC_ON_QEMU } from '../support/vnc/qemu-behind-vnc.ts';

test('a starved guest receives what was typed, and nothing else, although keys are lost on the way', async () => {
  await using host = await (await loadDriver(VNC_ON_QEMU)).connect({});
  await using machine = await host.define(demoMachine);
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await typesVerified(guest);
});
