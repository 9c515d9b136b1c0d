/** The machine of a driver that creates none, such as `vnc`: its host shows what exists, mostly one. */
import type { CallOptions } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import type { Host, Machine } from '../driver/driver.ts';

/** Whether the machine cannot be described, only found. */
export function findsMachines({ driver }: Pick<Host, 'driver'>): boolean {
  return !driver.capabilities.has('define');
}

/** Error `unknown-machine` if there is none or more than one to choose from. */
export async function onlyMachine(host: Host, call: CallOptions): Promise<Machine> {
  const names = (await host.machines(call)).map(({ name }) => name);
  const [name] = names;
  if (name !== undefined && names.length === 1) return await host.machine(name, call);
  throw new GuestwrightError(`${host.version}: expected one machine, got ${names.join(', ') || 'none'}`, {
    code: 'unknown-machine',
    remedy: 'Name the machine (see guestwright machines).',
  });
}
