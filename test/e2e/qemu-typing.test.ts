/** Verified typing into a QEMU that gets a tenth of the time: nothing is lost, doubled or out of order. */
import { createGuest, demoMachine, demoScreens, loadDriver, test } from 'guestwright';
import { typesVerified } from '../support/starved/types-verified.ts';

test('a starved guest receives what was typed, and nothing else', async () => {
  await using host = await (await loadDriver('qemu')).connect({});
  await using machine = await host.define(demoMachine);
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await typesVerified(guest);
});
