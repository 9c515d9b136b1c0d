/** VMware may ask something in the middle of a change and wait for ever: then whoever called is told instead. */
import { type Deadline, pause } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { POWER_STATES } from './vix/constants.ts';

export interface Asked {
  readonly name: string;
  /** Completes "... stands still". */
  readonly doing: string;
  readonly control: { powerState(): Promise<number> };
}

/** Between two looks, ms. */
const INTERVAL = 250;
/** Looks in a row: a question that VMware answers itself (msg.autoAnswer) is gone by the second. */
const LOOKS = 2;

/** Settles as `work` does, or rejects with `hindrance` 'question' as soon as the machine waits for an answer. */
export async function untilQuestion<T>(asked: Asked, deadline: Deadline, work: () => Promise<T>): Promise<T> {
  const ended = new AbortController();
  const working = work().finally(() => ended.abort());
  try {
    return await Promise.race([working, waitsForAnswer(asked, ended.signal, deadline)]);
  } finally {
    working.catch(() => {}); // it may fail when nobody looks any more
    ended.abort();
  }
}

/** Rejects when it does; resolves never. */
async function waitsForAnswer(
  { name, doing, control }: Asked,
  ended: AbortSignal,
  deadline: Deadline,
): Promise<never> {
  let seen = 0;
  while (!ended.aborted && !deadline.signal.aborted) {
    await pause(INTERVAL, ended).catch(() => {});
    if (ended.aborted) break;
    const bits = await control.powerState().catch(() => 0); // the work itself says what is wrong
    seen = (bits & POWER_STATES.BLOCKED_ON_MSG) === 0 ? 0 : seen + 1;
    if (seen >= LOOKS) throw blocked(name, doing);
  }
  return await new Promise<never>(() => {});
}

function blocked(name: string, doing: string): GuestwrightError {
  return new GuestwrightError(
    `machine '${name}': ${doing} stands still: VMware asks a question and waits for the answer`,
    {
      code: 'machine-state',
      remedy:
        'Open the machine in VMware and answer it, or add msg.autoAnswer = "TRUE" to its .vmx while it is off.',
      details: { hindrance: 'question' },
    },
  );
}
