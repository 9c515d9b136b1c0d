/** Commands that come over the serial port, and what is sent back. */
import { expect, test } from 'guestwright';
import { bootConsole } from './hypo.ts';

const ANSWERS: Readonly<Record<string, RegExp>> = {
  'echo hello': /^hello/m,
  'serial twice': /^twice/m,
  page: /^console/m,
  ticks: /^\d+/m,
  'disk; echo done': /system none[\s\S]*done/,
  'login nobody; echo $?': /^1/m,
  'lag 10; echo slow': /^slow/m,
  'pointer auto': /^(?:ps2|vmware|vbox)/m,
  'theme 2; echo $?': /^0/m,
  help: /echo/,
};

for (const [command, answer] of Object.entries(ANSWERS)) {
  test(`over the serial port: ${command}`, async ({ guest }) => {
    await bootConsole(guest);
    await guest.serial.write(`${command}\n`);
    await expect(guest.serial).toReceive(answer);
  });
}
