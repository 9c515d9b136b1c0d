/** A way into the bundled guest that tests share (guests/README.md has its commands). */
import { expect, type Guest } from 'guestwright';

/** Powers on and goes to the command line. */
export async function bootConsole(guest: Guest): Promise<void> {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await guest.serial.write('console\n');
  await expect(guest).toShow('console');
}
