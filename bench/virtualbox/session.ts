/** A driver's host and machines that run the bundled guest, for the figures of docs/virtualbox.md. */
import {
  createGuest,
  type Desktop,
  demoMachine,
  demoScreens,
  type Guest,
  type Host,
  type Machine,
} from 'guestwright/script';
import { reopened, showDesktop } from '../support/typed-key.ts';

/** A way to a guest, as the tables name it. */
export interface Way {
  readonly name: string;
  readonly host: Host;
}

/** Runs `use` with a machine that is off and its guest. */
export async function withGuest<T>(
  host: Host,
  use: (guest: Guest, machine: Machine) => Promise<T>,
): Promise<T> {
  await using machine = await host.define(demoMachine);
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  return await use(guest, machine);
}

/** Runs `use` with the desktop of a machine that shows the guest's own. */
export async function withDesktop<T>(
  host: Host,
  use: (desktop: Desktop, machine: Machine) => Promise<T>,
): Promise<T> {
  return await withGuest(host, async (guest, machine) => {
    await guest.power.on();
    await showDesktop(guest, (line) => machine.serial().write(line));
    await using desktop = await reopened(guest);
    return await use(desktop, machine);
  });
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
