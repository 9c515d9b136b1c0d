/**
 * One index for all screens that somebody waits for: at known places each is only compared, and what must be searched
 * for is searched for in one pass over the frame, in the parts of it that changed.
 */
import { FrameHistory } from '../frame/frame-history.ts';
import type { Picture } from '../frame/picture.ts';
import { intersect, type Point, type Region, wholeOf } from '../frame/region.ts';
import { compileVariant } from './compile-screen.ts';
import { matchAtOffset } from './match-at.ts';
import type { ScreenOutcome } from './outcome.ts';
import { pointerBox } from './pointer.ts';
import type { Screen } from './screen.ts';
import { type PendingSearch, type Places, TrackedScreen } from './tracked-screen.ts';
import { type FoundPlaces, searchVariants } from './variant-search.ts';

export interface LookOptions {
  /** Where the guest's pointer may be drawn: left out where a screen matches only then. */
  readonly pointer?: Point | undefined;
  /** Default 'nearest'. With 'one', what is found at its place keeps the others from being searched for. */
  readonly places?: Places;
  /** Whether nothing may be known of the frame, not even from an earlier look at it. Default false. */
  readonly unknown?: boolean;
}

/** Remembers for each screen where it was found. Its answers for a frame are the same as without memory. */
export class ScreenIndex {
  readonly #history: FrameHistory;
  readonly #tracked = new WeakMap<Screen, TrackedScreen>();
  readonly #held = new Set<TrackedScreen>();

  /** `history` knows what changed between frames; those that it does not know are looked at anew. */
  constructor(history = new FrameHistory()) {
    this.#history = history;
  }

  /** Until disposed, every pass looks for these screens too. */
  hold(screens: readonly Screen[]): Disposable {
    const tracked = screens.map((screen) => this.#trackedOf(screen));
    for (const each of tracked) {
      each.holders++;
      this.#held.add(each);
    }
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (!held) return;
        held = false;
        for (const each of tracked) if (--each.holders === 0) this.#held.delete(each);
      },
    };
  }

  /** Each screen's outcome, in their order. */
  look(frame: Picture, screens: readonly Screen[], options: LookOptions = {}): ScreenOutcome[] {
    const { pointer, places = 'nearest' } = options;
    const asked = screens.map((screen) => this.#trackedOf(screen));
    const history = this.#history;
    const number = options.unknown ? history.nextStranger() : history.numberOf(frame);
    const at = { frame, number };
    this.#search(at, asked, places);
    const outcomes = asked.map((tracked) => tracked.outcome(places));
    const box = pointer && intersect(pointerBox(pointer), wholeOf(frame));
    if (!box || (places === 'one' && outcomes.some(({ kind }) => kind === 'match'))) return outcomes;
    const missed = asked.filter((_, index) => outcomes[index]?.kind === 'mismatch');
    this.#searchAround(at, missed, box);
    return outcomes.map((outcome, index) => {
      if (outcome.kind !== 'mismatch') return outcome;
      const hidden = (asked[index] as TrackedScreen).hiddenOutcome(number, box, history);
      return hidden?.kind === 'match' ? hidden : outcome;
    });
  }

  #trackedOf(screen: Screen): TrackedScreen {
    const tracked = this.#tracked.get(screen) ?? new TrackedScreen(screen);
    this.#tracked.set(screen, tracked);
    return tracked;
  }

  /** Compares `asked`; if one of them must be searched for, it is together with all that are held and not found. */
  #search({ frame, number }: Sight, asked: readonly TrackedScreen[], places: Places): void {
    const history = this.#history;
    const pending: PendingSearch[] = [];
    for (const tracked of asked) {
      tracked.compare(frame, number, history);
      tracked.addPending(pending, number, history, places);
    }
    if (pending.length === 0) return;
    if (places === 'one' && asked.some((tracked) => tracked.outcome('one').kind === 'match')) return;
    for (const tracked of this.#held) {
      if (asked.includes(tracked)) continue;
      tracked.compare(frame, number, history);
      tracked.addPending(pending, number, history, 'one');
    }
    const found = searchVariants(
      frame,
      pending.map(({ search }) => search),
    );
    for (const [index, { tracked, search }] of pending.entries())
      tracked.found(number, search, found[index] as FoundPlaces);
  }

  /** With the pointer's box left out: only places that it touches can be new. */
  #searchAround({ frame, number }: Sight, missed: readonly TrackedScreen[], box: Region): void {
    const history = this.#history;
    const unknown = missed.filter((tracked) => !tracked.hiddenOutcome(number, box, history));
    const movable = unknown.flatMap((tracked) => {
      const home = tracked.fitting
        .map(({ variant }) => matchAtOffset(frame, variant, { x: 0, y: 0 }, box))
        .find((match) => match !== undefined);
      const { name } = tracked.screen;
      tracked.setHiddenOutcome(
        number,
        box,
        home ? { kind: 'match', match: home } : { kind: 'mismatch', screen: name },
      );
      if (home) return [];
      const variants = tracked.fitting.map(({ variant }) => variant);
      const moving = variants.filter((variant) => compileVariant(variant).reach > 0);
      return moving.map((variant) => ({ tracked, variant }));
    });
    if (movable.length === 0) return;
    const searches = movable.map(({ variant }) => ({ variant, touching: [box] }));
    const found = searchVariants(frame, searches, box);
    for (const [index, { tracked }] of movable.entries()) {
      const { matches, overflow } = found[index] as FoundPlaces;
      const [nearest, ...others] = matches;
      const known = tracked.hiddenOutcome(number, box, history);
      if (overflow || !nearest || known?.kind === 'match') continue;
      const match = { ...nearest, alsoAt: others.map(({ offset }) => offset) };
      tracked.setHiddenOutcome(number, box, { kind: 'match', match });
    }
  }
}

interface Sight {
  readonly frame: Picture;
  readonly number: number;
}
