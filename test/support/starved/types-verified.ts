/** What verified typing promises, on a guest whose emulator is a child of ours: every line comes back as it was typed. */
import { expect, type Guest } from 'guestwright';
import { processesBelow } from '../../../bench/soak/processes.ts';
import { Random } from '../../../bench/support/random.ts';
import { linesOf, receivedLines, showConsole } from './console.ts';
import { starve } from './starve.ts';

/** Two lines: the whole 10,000 of `npm run bench -- typing` take a quarter of an hour. */
const CHARACTERS = 136;
/** A tenth of a host that is busy with other tests is less than a tenth. */
const TIMEOUT = '5m';
const STEPS = 2 ** 20;

export async function typesVerified(guest: Guest): Promise<void> {
  const random = new Random(1);
  const { text, lines } = linesOf(CHARACTERS, () => random.below(STEPS) / STEPS);
  await showConsole(guest);
  const emulator = processesBelow().find(({ name }) => name.startsWith('qemu'));
  if (!emulator) throw new Error('expected a QEMU below this process, found none');
  {
    await using _ = starve(emulator.pid);
    await guest.keyboard.type(text, { verify: true, timeout: TIMEOUT });
  }
  await guest.serial.waitFor(lines.at(-1) as string);
  expect(receivedLines(guest)).toEqual(lines);
}
