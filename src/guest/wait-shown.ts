/** Waiting until one of several targets shows, or until none does. */
import { now } from '../base/deadline.ts';
import type { MachineState } from '../driver/driver.ts';
import { type Attempt, type GuestContext, remaining } from './context.ts';
import { lookedOf, nearest, waitError } from './failure.ts';
import type { SeenFrame } from './frame-stream.ts';
import { type GuestMatch, type Sighting, type Target, Watch } from './target.ts';
import { waitForFrames } from './wait.ts';

/** Which of the targets showed, and where. */
export interface Shown {
  readonly match: GuestMatch;
  /** Index of the target. */
  readonly index: number;
}

/** Waits until one of `targets` shows; the first of several that show on one frame. Throws `not-shown`. */
export async function waitShown(
  context: GuestContext,
  attempt: Attempt,
  targets: readonly Target[],
): Promise<Shown> {
  const watches = targets.map((target) => new Watch(target));
  const outcome = await waitForFrames(context, attempt, {
    targets,
    decide: async (seen) => {
      const sightings = await lookAll(context, watches, seen);
      const index = sightings.findIndex(({ matches }) => matches.length > 0);
      const match = sightings[index]?.matches[0];
      return match && { match, index };
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
  const watches = targets.map((target) => new Watch(target));
  const outcome = await waitForFrames(context, attempt, {
    targets,
    decide: async (seen) => {
      const sightings = await lookAll(context, watches, seen);
      return sightings.every(({ matches }) => matches.length === 0) ? true : undefined;
    },
  });
  if (outcome.outcome === 'done') return;
  const looked = await lookedOf(targets, outcome.frame);
  const shown = watches.filter(({ sighting }) => (sighting?.matches.length ?? 0) > 0);
  const names = (shown.length > 0 ? shown : watches).map(({ target }) => target.what).join(' and ');
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
    decide: ({ frame }) => target.look(frame, context.pointer.position),
  });
  if (outcome.outcome === 'done') return outcome.value;
  return { matches: [], depends: 'all' };
}

export function lookAll(
  context: GuestContext,
  watches: readonly Watch[],
  { frame, damage }: SeenFrame,
): Promise<Sighting[]> {
  const { position } = context.pointer;
  return Promise.all(watches.map((watch) => watch.update(frame, damage, position)));
}

function namesOf(targets: readonly Target[]): string[] {
  return targets.flatMap(({ screens }) => screens);
}
