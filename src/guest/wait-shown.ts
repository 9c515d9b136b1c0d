/** Waiting until one of several targets shows, or until none does. */
import { now } from '../base/deadline.ts';
import type { MachineState } from '../driver/driver.ts';
import { type Attempt, type GuestContext, remaining } from './context.ts';
import { lookedOf, nearest, waitError } from './failure.ts';
import type { GuestMatch, Sighting, Target } from './target.ts';
import { waitForFrames } from './wait.ts';
import { type Shown, WatchList } from './watch-list.ts';

/** Waits until one of `targets` shows; the first of several that show on one frame. Throws `not-shown`. */
export async function waitShown(
  context: GuestContext,
  attempt: Attempt,
  targets: readonly Target[],
): Promise<Shown> {
  using watches = new WatchList(context, targets);
  const outcome = await waitForFrames(context, attempt, {
    targets,
    decide: async (seen) => {
      const shown = await watches.first(seen);
      if (shown) context.observer.shown?.(shown.match, seen.frame); // here, while the frame's memory holds it
      return shown;
    },
  });
  if (outcome.outcome === 'done') {
    const { match } = outcome.value;
    logShown(context, match, outcome.waited);
    return outcome.value;
  }
  const looked = await lookedOf(targets, outcome.frame);
  const matchedInstead = outcome.frame ? await context.screens.matching(outcome.frame, namesOf(targets)) : [];
  throw waitError(context, attempt, {
    code: outcome.stuck ? 'stuck' : 'not-shown',
    failed: `${targets.map(({ what }) => what).join(' or ')} did not show`,
    looked,
    expected: 'shown',
    received: outcome.blind ?? nearest(looked),
    frame: outcome.frame,
    waited: outcome.waited,
    framesSeen: outcome.framesSeen,
    stuck: outcome.stuck,
    matchedInstead,
  });
}

/** Every wait that ended well says how in the call log; reports read the drift of fuzzy matches there. */
export function logShown({ log }: GuestContext, { what, how }: GuestMatch, waited: number): void {
  log.add(`${what} showed ${how} after ${Math.round(waited)} ms`);
}

/** Waits until none of `targets` shows. Throws `still-shown`. */
export async function waitHidden(
  context: GuestContext,
  attempt: Attempt,
  targets: readonly Target[],
): Promise<void> {
  using watches = new WatchList(context, targets);
  const outcome = await waitForFrames(context, attempt, {
    targets,
    decide: async (seen) => ((await watches.shown(seen)).length === 0 ? true : undefined),
  });
  if (outcome.outcome === 'done') return;
  const looked = await lookedOf(targets, outcome.frame);
  const { lastShown } = watches;
  const names = (lastShown.length > 0 ? lastShown : targets).map(({ what }) => what).join(' and ');
  throw waitError(context, attempt, {
    code: 'still-shown',
    failed: `${names} did not go away`,
    looked,
    expected: 'hidden',
    received: outcome.blind ?? `${names} still shown`,
    frame: outcome.frame,
    waited: outcome.waited,
    framesSeen: outcome.framesSeen,
    stuck: outcome.stuck,
  });
}

/** How long one look waits for a picture, in ms: many captures; a display that is blank for so long shows nothing. */
const LOOK_TIME = 1000;
/** What no driver captures anything of: nothing needs to be tried. */
const DARK: readonly MachineState[] = ['off', 'suspended'];

/** One look at a frame captured after the last action; a machine that is off or blank shows nothing. */
export async function lookOnce(context: GuestContext, attempt: Attempt, target: Target): Promise<Sighting> {
  await target.ready?.();
  const call = { signal: attempt.signal, timeout: remaining(attempt) };
  const { state } = await context.machine.state(call);
  if (DARK.includes(state)) return { matches: [], depends: 'all' };
  const outcome = await waitForFrames(context, attempt, {
    until: Math.min(attempt.until, now() + LOOK_TIME),
    decide: ({ frame }) => {
      const { position: pointer } = context.pointer;
      return target.look(frame, { pointer, history: context.stream.history, places: 'one' });
    },
  });
  if (outcome.outcome === 'done') return outcome.value;
  return { matches: [], depends: 'all' };
}

function namesOf(targets: readonly Target[]): string[] {
  return targets.flatMap(({ screens }) => screens);
}
