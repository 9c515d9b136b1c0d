/** memtest86+: its own text screen read while it changes all the time, its settings by keys. */
import type { Testbed } from './media/testbed.ts';
import { DEBIAN } from './media/testbed.ts';
import { expect, test } from './real-test.ts';

const memtestDisc: Testbed = {
  async machine() {
    // It hangs on QEMU's default processor.
    return { memory: '64 MiB', optical: DEBIAN.memtest, qemu: { cpu: 'max' } };
  },
};
test.use({ testbed: memtestDisc });

test('memtest86+ tests, opens its settings and passes without errors @full', async ({ guest }) => {
  await guest.power.on();
  await expect(guest).toShow('memtest/testing');
  await expect(guest).toShowText(/Errors: 0\b/);
  await guest.keyboard.press('F1');
  await expect(guest).toShow('memtest/settings');
  await guest.keyboard.press('F10');
  await expect(guest).not.toShow('memtest/settings');
  await expect(guest).toShowText(/Pass: +1 +Errors: 0\b/, { timeout: '20m' });
});
