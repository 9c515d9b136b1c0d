/** Waiting until one of several targets shows, or until none does. */
import type { Attempt, GuestContext } from './context.ts';
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

/** One look at a frame captured after the last action. */
export async function lookOnce(context: GuestContext, attempt: Attempt, target: Target): Promise<Sighting> {
  const outcome = await waitForFrames(context, attempt, {
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
