/** What is done over and over: captures, life cycles of a machine, installs. */
import type { Desktop, Guest } from 'guestwright/script';
import { differs, reopened, showDesktop, TEXT_FIELD, typeKey } from '../support/typed-key.ts';
import { installOnce } from './install.ts';
import { type Session, type Subject, sessionOn } from './subject.ts';

export interface Work extends AsyncDisposable {
  /** Does it until the next reading, the `turn`th time, on one of the subjects. Fails where anything is not as it must be. */
  run(subject: Subject, turn: number): Promise<void>;
}

/** Captures between two readings: a capture is a round, and a reading takes longer than one. */
export const CAPTURES_A_TURN = 100;
/** Until a key's effect is seen, ms. */
const EFFECT_TIMEOUT = 10_000;

export const WORKS = {
  captures: () => new Captures(),
  cycles: () => once(cycle),
  installs: (random: () => number) => once((subject) => installOnce(subject, random)),
} as const;

export type WorkName = keyof typeof WORKS;

/** Of one running machine, whose screen moves; a key is pressed in every turn and its effect seen. */
class Captures implements Work {
  #session: Session | undefined;
  #desktop: Desktop | undefined;

  async run(subject: Subject, turn: number): Promise<void> {
    try {
      this.#desktop ??= await this.#open(subject);
      await takeCaptures(this.#desktop, turn);
    } catch (error) {
      await this[Symbol.asyncDispose](); // the next turn begins with a machine of its own
      throw error;
    }
  }

  async #open(subject: Subject): Promise<Desktop> {
    this.#session = await sessionOn(subject);
    const { guest, machine } = this.#session;
    await guest.power.on();
    await showDesktop(guest, (line) => machine.serial().write(line));
    return await reopened(guest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const [desktop, session] = [this.#desktop, this.#session];
    this.#desktop = undefined;
    this.#session = undefined;
    await desktop?.[Symbol.asyncDispose]();
    await session?.[Symbol.asyncDispose]();
  }
}

async function takeCaptures(desktop: Desktop, turn: number): Promise<void> {
  const first = await desktop.capture();
  for (let i = 1; i < CAPTURES_A_TURN; i++) {
    const { width, height } = await desktop.capture();
    if (width !== first.width || height !== first.height)
      throw new Error(`capture ${i}: expected ${first.width}x${first.height}, got ${width}x${height}`);
  }
  await typeKey(desktop, turn);
  const until = performance.now() + EFFECT_TIMEOUT;
  while (!differs(first, await desktop.capture(), TEXT_FIELD))
    if (performance.now() > until) throw new Error(`a key changed nothing within ${EFFECT_TIMEOUT} ms`);
}

/** Define, start, a live snapshot and back to it where there are such, power off, delete. */
async function cycle(subject: Subject): Promise<void> {
  await using session = await sessionOn(subject);
  const { guest, machine } = session;
  await guest.power.on();
  await guest.screen('boot-menu').waitFor();
  if (subject.host.driver.capabilities.has('snapshots.live')) await thereAndBack(guest);
  await guest.power.off();
  if ((await machine.state()).state !== 'off') throw new Error('it is not off');
}

async function thereAndBack(guest: Guest): Promise<void> {
  await guest.keyboard.press('a'); // its countdown of 10 s would run out while the memory is saved
  await guest.snapshots.take('menu');
  await guest.keyboard.press('Enter');
  await guest.screen('language').waitFor();
  await guest.snapshots.restore('menu');
  await guest.screen('boot-menu').waitFor();
}

/** Nothing is kept from turn to turn. */
function once(run: Work['run']): Work {
  return { run, [Symbol.asyncDispose]: async () => {} };
}
