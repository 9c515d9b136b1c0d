/**
 * "Creating a simple OS installation program" of the Parallels SDK's guide, in this framework: logs in, finds a machine,
 * mounts the installer's image, starts, watches the screen, sends keys, stops, logs off.
 *
 *     node --import jiti/register parallels-install.ts 'My VM' installer.img
 */
import { createGuest, demoScreens, type Host, loadDriver } from 'guestwright/script';
import { install } from '../demo/demo.install.ts';

export interface Installation {
  /** Name of a machine that Parallels has already. */
  readonly machine: string;
  /** The installer's image, and the drive that it goes into. */
  readonly image: string;
  readonly drive?: 'optical' | 'floppy';
  /** Options of the driver, such as a server to log in to. */
  readonly connect?: Readonly<Record<string, unknown>>;
  readonly log?: (line: string) => void;
}

/** Runs it to the end; the machine is off and left to Parallels afterwards, whatever happened. */
export async function installOn(options: Installation): Promise<void> {
  const { log = () => {}, connect = {} } = options;
  const parallels = await loadDriver('parallels');
  const host = await parallels.connect(connect); // the guide's login_local or login
  try {
    log(`logged in to ${host.version}`);
    await installThrough(host, options, log);
  } finally {
    await host[Symbol.asyncDispose](); // its logoff, and the library's deinit
  }
}

async function installThrough(
  host: Host,
  { machine: name, image, drive = 'floppy' }: Installation,
  log: (line: string) => void,
): Promise<void> {
  const machine = await host.machine(name); // its search in the list; a misspelt name suggests the nearest
  await machine.media.insert(drive, image); // its begin_edit, set_image_path, commit
  log(`'${image}' is in the ${drive} drive of '${name}'`);
  const guest = await createGuest({ machine, definition: { serial: 0 }, screens: demoScreens });
  try {
    await guest.power.on(); // its start
    // Its connect_to_vm, and for each screen: capture to a file, compare, send keys. Here a step waits for its screen.
    const { acted } = await guest.run(install);
    log(`answered ${acted.join(', ')}`);
  } finally {
    await guest.power.off(); // its stop
    await machine.media.eject(drive);
    await guest.dispose();
  }
}

const [, program = '', machine, image] = process.argv;
if (program.endsWith('parallels-install.ts') && machine !== undefined && image !== undefined)
  await installOn({ machine, image, log: console.log });
