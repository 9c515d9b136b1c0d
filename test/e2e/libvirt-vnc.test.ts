/** Frames over VNC: the cases for frames of the conformance suite, and the same pixels as libvirt's screenshots. */
import { demoMachine, expect, loadDriver, test } from 'guestwright';
import { captureCases } from '../conformance/cases/capture.ts';
import { connectLibvirt, LIBVIRT_VNC, startLibvirt } from '../support/libvirt/driver.ts';
import { codeAndMessage } from './support/code-and-message.ts';

test.use({ driver: LIBVIRT_VNC });

const { capabilities } = await loadDriver(LIBVIRT_VNC);
captureCases({ driver: LIBVIRT_VNC, missingKeys: [], has: (capability) => capabilities.has(capability) });

test('frames by a descriptor of libvirt have the pixels of its screenshots, after a snapshot and a new start too', async () => {
  await using testbed = await startLibvirt({ frames: 'vnc' });
  await using ours = await testbed.host.define({ ...demoMachine, name: 'seen' });
  await ours.start();
  await using desktop = await ours.openDesktop();
  await using other = await connectLibvirt(testbed.daemon, { frames: 'screenshot' });
  await using theirs = await other.machine('seen');
  await using screenshots = await theirs.openDesktop();
  const same = async () => {
    const [frame, screenshot] = [await desktop.capture(), await screenshots.capture()];
    return Buffer.compare(frame.data, screenshot.data) === 0 && frame.data.some((value) => value !== 0);
  };
  await expect.poll(same).toBe(true);
  await ours.snapshots.take('here');
  await ours.snapshots.restore('here');
  await expect.poll(same).toBe(true);
  await ours.stop();
  await ours.start();
  await expect.poll(same).toBe(true);
});

test('a machine without a VNC device is refused by its name', async () => {
  await using testbed = await startLibvirt();
  await using plain = await testbed.host.define({ ...demoMachine, name: 'plain' });
  await plain.start();
  await using other = await connectLibvirt(testbed.daemon, { frames: 'vnc' });
  await using borrowed = await other.machine('plain');
  await using desktop = await borrowed.openDesktop();
  expect(await codeAndMessage(desktop.capture())).toBe(
    "unsupported: frames: 'vnc': machine 'plain' has no VNC device\n" +
      'Give it one, such as <graphics type="vnc"/>. Or leave frames out: screenshots need no VNC.',
  );
});
