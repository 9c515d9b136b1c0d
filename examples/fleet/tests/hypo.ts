/** Ways into the bundled guest that the tests share (guests/README.md has its commands). */
import { test as base, demoMachine, demoScreens, expect, type Guest } from 'guestwright';

export { expect };
export const test = base.extend({});
test.use({ machine: demoMachine, screens: demoScreens });

/** Powers on and goes to the command line. */
export async function bootConsole(guest: Guest): Promise<void> {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await guest.serial.write('console\n');
  await expect(guest).toShow('console');
}
