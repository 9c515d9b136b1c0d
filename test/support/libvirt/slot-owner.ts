/** A program that holds a slot of a libvirt host until it is killed, with a guest in it if it is asked for. */

export interface SlotOwner {
  readonly uri: string;
  /** Between two signs of life, in ms. */
  readonly interval: number;
  /** Name of a guest that it starts in its slot. */
  readonly guest?: string;
}

/** Source of the program, for `node --input-type=module -e`. It prints the slot's id when all is there. */
export function slotOwnerProgram({ uri, interval, guest }: SlotOwner): string {
  const holder = {
    owner: 'the first one',
    host: 'elsewhere',
    pid: 1,
    since: '2026-01-01',
    interval,
    beat: 0,
  };
  const definition = guest !== undefined && { name: guest, memory: '16 MiB', disks: [{ size: '1 MiB' }] };
  return `
import { loadDriver } from 'guestwright/script';
const driver = await loadDriver('libvirt');
const slots = await driver.slotHost({ uri: ${JSON.stringify(uri)} });
const lock = await slots.take('guestwright-slot-0', ${JSON.stringify(holder)});
const definition = ${JSON.stringify(definition)};
const host = definition && await driver.connect({ uri: ${JSON.stringify(uri)}, slot: lock.id });
if (host) await (await host.define(definition)).start();
console.log(lock.id);
setInterval(() => {}, 1000);
`;
}
