/** OVMF's setup: a setting changed by keys, saved in the machine's own variable store, seen after power off and on. */
import { script, when } from 'guestwright';
import type { Testbed } from './media/testbed.ts';
import { expect, test } from './real-test.ts';

/** Milliseconds that the firmware waits for Escape before it boots. */
const SETUP_DELAY = 60_000;

const firmwareOnly: Testbed = {
  async machine() {
    return {
      firmware: 'uefi',
      memory: '256 MiB',
      display: { width: 1024, height: 768 },
      qemu: { args: ['-boot', `menu=on,splash-time=${SETUP_DELAY}`] },
    };
  },
};
test.use({ testbed: firmwareOnly });

const openIscsiPage = [
  when('ovmf/splash').press('Escape'),
  when('ovmf/front-page').press('ArrowDown').press('Enter'),
  when('ovmf/device-manager').press('ArrowUp'), // from the first entry to the last
  when('ovmf/iscsi-selected').press('Enter'),
];

const nameInitiator = script('name the iSCSI initiator', [
  ...openIscsiPage,
  when('ovmf/iscsi').press('Enter'),
  when('ovmf/iscsi-input').type('iqn.2024-01.test:wright'),
  when('ovmf/iscsi-typed').press('Enter'),
  when('ovmf/iscsi-named').press('F10'),
  when('ovmf/save-changes').press('y'),
  when('ovmf/iscsi-named'),
]);

test("a setting changed in OVMF's setup is there after power off and on", async ({ guest }) => {
  await guest.power.on();
  await guest.run(nameInitiator);
  await guest.power.off();
  await guest.power.on();
  await guest.run(script('open the iSCSI page again', openIscsiPage));
  await expect(guest).toShow('ovmf/iscsi-named');
});
