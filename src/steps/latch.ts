/**
 * A screen is not answered twice. Answering a step latches its screen: until a frame captured after the actions no
 * longer shows that very screen at that very place, it is not answered again, and no step starts that showed together
 * with it. A screen that leaves and comes back between two captures is not seen to leave: nobody can know.
 */
import type { Point } from '../frame/region.ts';
import type { GuestMatch, Target } from '../guest/target.ts';
import type { Lookout } from './lookout.ts';
import type { ScriptStep } from './script-step.ts';

export class Latch {
  readonly step: ScriptStep;
  /** What was answered. */
  readonly identity: string;
  /** All that the step showed as, on that frame. */
  readonly #identities: ReadonlySet<string>;
  readonly #target: Target;
  /** Steps that showed on the same frame, and as what. */
  readonly #companions: Map<ScriptStep, Set<string>>;
  /** Places of the pointer before, during and since the actions: a slow guest is late to draw it elsewhere. */
  readonly #pointers: () => readonly Point[];

  constructor(
    step: ScriptStep,
    match: GuestMatch,
    /** What the step and the others showed as on the frame that was answered. */
    shown: ReadonlyMap<ScriptStep, readonly GuestMatch[]>,
    pointers: () => readonly Point[],
  ) {
    this.step = step;
    this.identity = match.identity;
    this.#target = step.target as Target;
    const identities = new Map(
      [...shown].map(([each, matches]) => [each, new Set(matches.map(({ identity }) => identity))]),
    );
    this.#identities = identities.get(step) ?? new Set([match.identity]);
    identities.delete(step);
    this.#companions = identities;
    this.#pointers = pointers;
  }

  /** Whether the screen still shows on the lookout's frame. */
  async holds(lookout: Lookout): Promise<boolean> {
    for (const companion of this.#companions.keys()) await this.#forgetIfGone(companion, lookout);
    if (shows(await lookout.sight(this.#target), this.identity)) return true;
    for (const pointer of this.#pointers()) {
      if (shows(await lookout.sightAs(this.#target, pointer), this.identity)) return true;
    }
    return false;
  }

  /** Whether `step`, shown as `match`, must wait until this latch's screen has left. */
  blocks(step: ScriptStep, match: GuestMatch): boolean {
    if (step === this.step) return this.#identities.has(match.identity);
    if (this.step.letsOthersStart) return false; // the step itself acts again only after its screen left
    return match.identity === this.identity || this.#companions.get(step)?.has(match.identity) === true;
  }

  /** A companion that left and comes back is new. */
  async #forgetIfGone(companion: ScriptStep, lookout: Lookout): Promise<void> {
    const identities = this.#companions.get(companion) ?? [];
    if (!companion.target) return;
    const sighting = await lookout.sight(companion.target);
    for (const identity of identities)
      if (!shows(sighting, identity)) this.#companions.get(companion)?.delete(identity);
  }
}

function shows({ matches }: { readonly matches: readonly GuestMatch[] }, identity: string): boolean {
  return matches.some((match) => match.identity === identity);
}
