/** From a key's sending to the frame that shows its effect, over VNC on QEMU and Xvnc, beside QEMU's screendumps. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGuest, demoMachine, demoScreens, loadDriver, type Region } from 'guestwright/script';
import { qemuPeer } from '../test/support/vnc/qemu-behind-vnc.ts';
import { startOpenbox, startXvnc } from '../test/support/vnc/x-session.ts';
import { keyToChange, reopened, showDesktop, TEXT_FIELD } from './support/typed-key.ts';

const DEFAULT_SAMPLES = 100;
/** The first line of the editor's text, below its menu and the warning that root gets. */
const FIRST_LINES: Region = { x: 192, y: 176, width: 640, height: 60 };
/** From an editor's window to its cursor, ms. */
const FOCUS_TIME = 2000;

const samples = Number(process.env.SAMPLES ?? DEFAULT_SAMPLES);
for (const measure of [overQmp, overVnc, overXvnc]) {
  console.log(JSON.stringify({ bench: 'key-to-change', samples, ...(await measure()) }));
}

async function overQmp() {
  await using host = await (await loadDriver('qemu')).connect({});
  await using machine = await host.define(demoMachine);
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await guest.power.on();
  await showDesktop(guest, (line) => machine.serial().write(line));
  await using desktop = await reopened(guest);
  return { path: 'QEMU by QMP and screendumps', ...(await keyToChange(desktop, TEXT_FIELD, samples)) };
}

async function overVnc() {
  await using peer = await qemuPeer(demoMachine);
  await using host = await (await loadDriver('vnc')).connect(peer.connect);
  await using machine = await host.machine(peer.qemu.name);
  await using guest = await createGuest({ machine, screens: demoScreens });
  await guest.power.on();
  await showDesktop(guest, (line) => peer.qemu.serial().write(line));
  await using desktop = await reopened(guest);
  return { path: 'QEMU over VNC', ...(await keyToChange(desktop, TEXT_FIELD, samples)) };
}

async function overXvnc() {
  await using session = await startXvnc();
  const settings = join(session.home, '.config', 'gtk-3.0');
  await mkdir(settings, { recursive: true });
  await writeFile(join(settings, 'settings.ini'), '[Settings]\ngtk-cursor-blink=false\n');
  await using host = await (await loadDriver('vnc')).connect({ address: session.address });
  await using machine = await host.machine(session.address);
  await using guest = await createGuest({ machine, screens: demoScreens });
  await startOpenbox(session);
  session.run('mousepad');
  await guest.waitForChange({ region: FIRST_LINES, timeout: '20s' });
  await new Promise((resolve) => setTimeout(resolve, FOCUS_TIME));
  await using desktop = await reopened(guest);
  return { path: 'Xvnc with a GTK editor', ...(await keyToChange(desktop, FIRST_LINES, samples)) };
}
