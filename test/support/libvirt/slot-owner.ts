/** A program that holds a slot of a libvirt host until it is killed, and tells which. */

/** Source of the program, for `node --input-type=module -e`. `interval`: between two signs of life, in ms. */
export function slotOwnerProgram({
  uri,
  interval,
}: {
  readonly uri: string;
  readonly interval: number;
}): string {
  const holder = {
    owner: 'the first one',
    host: 'elsewhere',
    pid: 1,
    since: '2026-01-01',
    interval,
    beat: 0,
  };
  return `
import { loadDriver } from 'guestwright/script';
const host = await (await loadDriver('libvirt')).slotHost({ uri: ${JSON.stringify(uri)} });
const lock = await host.take('guestwright-slot-0', ${JSON.stringify(holder)});
console.log(lock.id);
setInterval(() => {}, 1000);
`;
}
