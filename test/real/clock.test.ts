/** A pinned clock: a screen with a date on it is the same whenever the test runs. */
import { refine } from 'guestwright';
import { grubDisc } from './media/grub.ts';
import { expect, test } from './real-test.ts';

test.use({ testbed: grubDisc('dated.grub.cfg') });

test.describe('pinned', () => {
  test.use(refine({ clock: { start: '2031-03-05T10:00:00Z', follows: 'guest' } }));

  test('a menu with the date matches a screen, bit by bit', async ({ guest }) => {
    await guest.power.on();
    await expect(guest).toShow('grub/dated');
    // The clock goes on from there at every power-on.
    await guest.power.off();
    await guest.power.on();
    await expect(guest).toShow('grub/dated');
  });
});

test("with the host's clock it does not", async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShowText(/Today is \d{4}-/);
  expect(await guest.screen('grub/dated').isShown()).toBe(false);
});
