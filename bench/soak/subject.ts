/** The drivers that are soaked, each with machines that run the bundled guest. */
import {
  createGuest,
  demoMachine,
  demoScreens,
  type Guest,
  type Host,
  loadDriver,
  type Machine,
} from 'guestwright/script';
import { PARALLELS_DOUBLE } from '../../test/support/parallels/testbed.ts';
import { startTestbed, type Testbed } from '../../test/support/virtualbox/testbed.ts';
import { VMWARE_DOUBLE } from '../../test/support/vmware/testbed.ts';
import { VNC_ON_QEMU } from '../../test/support/vnc/qemu-behind-vnc.ts';

export interface Subject extends AsyncDisposable {
  readonly driver: string;
  readonly host: Host;
  /** Managed references that its server holds, where it tells. */
  readonly references?: () => Promise<number>;
}

/** Characters of the server's log that are kept: its last words are enough. */
const LOG_SIZE = 65_536;
/** Ms: see `LINGER` of the driver's references, and a call. */
const RELEASED_WITHIN = 250;

/** Drivers under other names, with what they drive behind them. */
const TESTBEDS: Readonly<Record<string, string>> = {
  vnc: VNC_ON_QEMU,
  parallels: PARALLELS_DOUBLE,
  vmware: VMWARE_DOUBLE,
};

export async function subjectOf(driver: string): Promise<Subject> {
  if (driver === 'virtualbox') return await virtualbox();
  const host = await (await loadDriver(TESTBEDS[driver] ?? driver)).connect({});
  return { driver, host, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
}

/** On a server of its own, which counts its references aloud; or on the user's, which does not. */
async function virtualbox(): Promise<Subject> {
  const { GUESTWRIGHT_VIRTUALBOX_URL: named, GUESTWRIGHT_VIRTUALBOX_USER: user = '' } = process.env;
  const { GUESTWRIGHT_VIRTUALBOX_PASSWORD: password = '' } = process.env;
  const driver = await loadDriver('virtualbox');
  if (named !== undefined) {
    const host = await driver.connect({ url: named, user, password });
    return { driver: 'virtualbox', host, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
  }
  const testbed = await startTestbed({ options: ['-v'], logSize: LOG_SIZE });
  try {
    const host = await driver.connect({ url: testbed.url });
    const end = async () => {
      await host[Symbol.asyncDispose]();
      await testbed[Symbol.asyncDispose]();
    };
    return { driver: 'virtualbox', host, references: () => settled(testbed), [Symbol.asyncDispose]: end };
  } catch (error) {
    await testbed[Symbol.asyncDispose]();
    throw error;
  }
}

/** Unused references are released a moment later. */
async function settled(testbed: Testbed): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, RELEASED_WITHIN));
  return testbed.references;
}

/** A machine of the subject's and the guest in it. */
export interface Session extends AsyncDisposable {
  readonly machine: Machine;
  readonly guest: Guest;
}

/** Off. */
export async function sessionOn({ host }: Subject): Promise<Session> {
  const machine = await host.define(demoMachine);
  try {
    const guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
    const end = async () => {
      await guest.dispose();
      await machine[Symbol.asyncDispose]();
    };
    return { machine, guest, [Symbol.asyncDispose]: end };
  } catch (error) {
    await machine[Symbol.asyncDispose]();
    throw error;
  }
}
