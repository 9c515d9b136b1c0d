/** GRUB in the BIOS's text mode: its menu by screens, its command line by reading what it prints. */
import { script, text, when } from 'guestwright';
import { grubDisc } from './media/grub.ts';
import { expect, test } from './real-test.ts';

test.use({ testbed: grubDisc('grub.cfg') });

const bootSecondEntry = script('boot the second entry and come back', [
  when('grub/menu').press('ArrowDown'),
  when('grub/second-entry').press('Enter'),
  when(text(/^Goodbye from the second entry$/m)).press('Escape'),
  when('grub/menu'),
]);

test("GRUB's menu boots the entry that the arrow chose and comes back on Escape", async ({ guest }) => {
  await guest.power.on();
  await guest.run(bootSecondEntry);
});

test('a command typed at GRUB prints its output', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('grub/menu');
  await guest.keyboard.press('c');
  await expect(guest).toShow('grub/command-line');
  // What is typed differs from what is printed: the echo of the command cannot pass for its output.
  await guest.keyboard.type('set who=wright; echo "guest$who & co."\n');
  await expect(guest).toShowText(/^guestwright & co\.$/m);
});
