/**
 * Typing into a guest that gets a tenth of a core: verified, at the default rate, and with 100 ms for each press and each
 * release as Packer's boot commands are typed; what the guest received is compared with what was typed.
 */
import { createGuest, demoMachine, demoScreens, type Guest, loadDriver } from 'guestwright/script';
import { linesOf, receivedLines, showConsole } from '../test/support/starved/console.ts';
import { starve } from '../test/support/starved/starve.ts';
import { VNC_ON_QEMU } from '../test/support/vnc/qemu-behind-vnc.ts';
import { processesBelow } from './soak/processes.ts';
import { editDistance } from './support/edit-distance.ts';
import { Random } from './support/random.ts';
import { typeSlowly } from './typing/fixed-delay.ts';

const DEFAULT_CHARACTERS = 10_000;
/** What the guest has taken in is worked off by then, once it is not starved any more. In ms. */
const SETTLED_AFTER = 5000;
/** Nothing may end for want of time: how long it takes is measured. */
const TIMEOUT = '4h';
const SEED = 1;
const STEPS = 2 ** 20;

const WAYS: Readonly<Record<string, (guest: Guest, text: string) => Promise<void>>> = {
  verified: (guest, text) => guest.keyboard.type(text, { verify: true, timeout: TIMEOUT }),
  default: (guest, text) => guest.keyboard.type(text, { timeout: TIMEOUT }),
  '100 ms an event': typeSlowly,
};
const DRIVERS: Readonly<Record<string, string>> = { qemu: 'qemu', vnc: VNC_ON_QEMU };

const characters = Number(process.env.CHARACTERS ?? DEFAULT_CHARACTERS);
const ways = process.env.WAYS?.split(',') ?? Object.keys(WAYS);
const drivers = process.env.DRIVERS?.split(',') ?? Object.keys(DRIVERS);
for (const driver of drivers) for (const way of ways) console.log(JSON.stringify(await measure(driver, way)));

async function measure(driver: string, way: string) {
  await using host = await (await loadDriver(DRIVERS[driver] as string)).connect({});
  await using machine = await host.define(demoMachine);
  await using guest = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
  await showConsole(guest);
  const emulator = processesBelow().find(({ name }) => name.startsWith('qemu'));
  if (!emulator) throw new Error('typing: expected a QEMU below this process, found none');
  const random = new Random(SEED);
  const { text, lines } = linesOf(characters, () => random.below(STEPS) / STEPS);
  const startedAt = performance.now();
  {
    await using _ = starve(emulator.pid);
    await WAYS[way]?.(guest, text);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await new Promise((resolve) => setTimeout(resolve, SETTLED_AFTER));
  const received = receivedLines(guest);
  return {
    bench: 'typing',
    driver,
    way,
    characters: text.length,
    seconds: Math.round(seconds),
    charactersPerSecond: Number((text.length / seconds).toFixed(1)),
    lines: lines.length,
    linesIntact: lines.filter((line) => received.includes(line)).length,
    identical: received.join('\n') === lines.join('\n'),
    charactersWrong: editDistance(received.join('\n'), lines.join('\n')),
  };
}
