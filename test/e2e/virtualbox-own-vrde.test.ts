/** Pictures from VRDE's VNC server beside the web service's: the same pixels, and SOAP's where there is none. */
import {
  createGuest,
  type Desktop,
  demoMachine,
  demoScreens,
  expect,
  type Guest,
  loadDriver,
  test,
} from 'guestwright';
import { startTestbed, type Testbed } from '../support/virtualbox/testbed.ts';

/** As `vrde` of the driver's machines has it. */
interface Place {
  readonly port: number;
  readonly password: string;
}

async function withGuest(
  testbed: Testbed,
  work: (guest: Guest, place: Place | undefined) => Promise<void>,
): Promise<void> {
  await using host = await (await loadDriver('virtualbox')).connect({ url: testbed.url, frames: 'rfb' });
  await using machine = await host.define({ ...demoMachine, name: 'vrde' });
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await guest.power.on();
  await expect(guest).toShow('boot-menu');
  await work(guest, (machine as unknown as { readonly vrde: Place | undefined }).vrde);
}

test('a picture over VRDE has the pixels of one over SOAP, in every mode', async () => {
  test.slow();
  await using testbed = await startTestbed();
  await withGuest(testbed, async (guest, place) => {
    const connect = { address: `127.0.0.1::${place?.port}`, password: place?.password };
    await using host = await (await loadDriver('vnc')).connect(connect);
    await using machine = await host.machine(connect.address);
    await using desktop = await machine.openDesktop();
    for (const command of ['font', 'mode 640x480', 'mode 800x600', 'mode 1024x768', 'console']) {
      const pages = guest.serial.output.split('page ').length;
      await guest.serial.write(`${command}\n`);
      await expect.poll(() => guest.serial.output.split('page ').length).toBeGreaterThan(pages);
      // An animation moves and a cursor blinks between the two captures, now and then.
      await expect.poll(() => same(desktop, guest), { message: command }).toBe(true);
    }
  });
});

test('what changes is seen by the stream, over restarts, and while nobody answers there', async () => {
  test.slow();
  await using testbed = await startTestbed();
  await withGuest(testbed, async (guest) => {
    for (const round of [1, 2]) {
      if (round > 1) {
        await guest.power.off();
        await guest.power.on();
        await expect(guest).toShow('boot-menu');
      }
      await guest.serial.write('desktop\n');
      await expect(guest).toShow('desktop');
      await guest.keyboard.type(`round ${round}`);
      await expect(guest).toShowText(`round ${round}`);
      expect(await testbed.run('VBoxManage showvminfo vrde')).toMatch(/VRDE Connection: +active/);
    }
    await testbed.run('VBoxManage controlvm vrde vrde off');
    await guest.keyboard.type(' alone');
    await expect(guest).toShowText('round 2 alone');
  });
});

async function same(desktop: Desktop, guest: Guest): Promise<boolean> {
  const [one, other] = await Promise.all([desktop.capture(), guest.capture()]);
  return one.width === other.width && Buffer.from(one.data).equals(Buffer.from(other.data));
}
