/** Ways into the bundled guest that the cases share (guests/README.md has its commands). */
import { test as base, demoMachine, demoScreens, expect, type Guest } from 'guestwright';

export const test = base.extend({});
test.use({ machine: demoMachine, screens: demoScreens });

/** Powers on and waits for the boot menu. */
export async function bootMenu(guest: Guest): Promise<void> {
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
}

/** Powers on and goes to the text console. */
export async function bootConsole(guest: Guest): Promise<void> {
  await bootMenu(guest);
  await guest.serial.write('console\n');
  await expect(guest).toShow('console');
}

/** Powers on and goes to the desktop without installing. */
export async function bootDesktop(guest: Guest): Promise<void> {
  await bootMenu(guest);
  await guest.serial.write('desktop\n');
  await expect(guest.serial).toReceive(/ready/);
  await expect(guest).toShow('desktop');
}

/** Lets the guest report raw scan codes and pointer packets on its serial port, and react to nothing else. */
export async function trace(guest: Guest): Promise<void> {
  await guest.serial.write('trace on\n');
  await guest.serial.write('echo tracing\n');
  await expect(guest.serial).toReceive(/^tracing/m);
}
