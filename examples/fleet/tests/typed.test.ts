/** Commands that are typed at the keyboard, and what the screen says to them. */
import { expect, test } from 'guestwright';
import { bootConsole } from './hypo.ts';

const ANSWERS: Readonly<Record<string, string | RegExp>> = {
  'echo fleet': /^fleet/m,
  'true; echo $?': /^0/m,
  'false; echo $?': /^1/m,
  'what; echo $?': /^127/m,
  'false || echo or': /^or/m,
  'true && echo and': /^and/m,
  "echo 'a  b'": 'a  b',
  date: /\d\d:\d\d:\d\d \d{4}-\d\d-\d\d/,
  disk: 'disk 8 MiB',
  media: 'floppy HYPO SETUP',
};

for (const [command, answer] of Object.entries(ANSWERS)) {
  test(`typed: ${command}`, async ({ guest }) => {
    await bootConsole(guest);
    await guest.keyboard.type(`${command}\n`);
    await expect(guest).toShowText(answer);
  });
}
