/** What is known of one screen from frame to frame: its variants, and what it comes to without the pointer's box. */
import { damageTouches } from '../frame/damage.ts';
import type { FrameHistory } from '../frame/frame-history.ts';
import type { Picture } from '../frame/picture.ts';
import { type Dimensions, type Region, unionAll } from '../frame/region.ts';
import type { Match, ScreenOutcome } from './outcome.ts';
import { type Screen, variantsFor } from './screen.ts';
import { TrackedVariant } from './tracked-variant.ts';
import type { VariantSearch } from './variant-search.ts';

/** How many of a screen's places are asked for. */
export type Places =
  /** One: where it was recorded or found last before all others, and these alone if it is there. */
  | 'one'
  /** The recorded one, or else all. */
  | 'nearest'
  /** All, the recorded one included. */
  | 'every';

export interface PendingSearch {
  readonly tracked: TrackedVariant;
  readonly search: VariantSearch;
}

interface HiddenOutcome {
  readonly number: number;
  readonly box: Region;
  readonly outcome: ScreenOutcome;
}

export class TrackedScreen {
  readonly screen: Screen;
  /** How many waiters look for it. */
  holders = 0;
  #size: Dimensions = { width: 0, height: 0 };
  #variants: readonly TrackedVariant[] = [];
  #hidden: HiddenOutcome | undefined;
  readonly #mismatch: ScreenOutcome;

  constructor(screen: Screen) {
    this.screen = screen;
    this.#mismatch = { kind: 'mismatch', screen: screen.name };
  }

  /** Compares at the places that it is known by. */
  compare(frame: Picture, number: number, history: FrameHistory): void {
    const { width, height } = frame;
    if (width !== this.#size.width || height !== this.#size.height) {
      this.#size = { width, height };
      this.#variants = variantsFor(frame, this.screen).map((variant) => new TrackedVariant(variant));
      this.#hidden = undefined;
    }
    for (const variant of this.#variants) variant.compare(frame, number, history);
  }

  /** Adds to `searches` what must be searched for until the answer is known. After `compare` with the same frame. */
  addPending(searches: PendingSearch[], number: number, history: FrameHistory, places: Places): void {
    if (places === 'one' && this.#variants.some(({ matches }) => matches.length > 0)) return;
    if (places === 'nearest' && this.#variants.some(({ atHome }) => atHome)) return;
    for (const tracked of this.#variants) {
      const search = tracked.pending(number, history);
      if (search) searches.push({ tracked, search });
    }
  }

  /** The answer, once nothing is pending for `places`. */
  outcome(places: Places): ScreenOutcome {
    const { name: screen, variants } = this.screen;
    if (this.#variants.length === 0) {
      const expected = variants.map(({ display }) => display);
      return { kind: 'wrong-size', screen, expected, actual: this.#size };
    }
    const home = this.#variants.find(({ atHome }) => atHome)?.atHome;
    if (home && places !== 'every') return { kind: 'match', match: { ...home, alsoAt: [] } };
    for (const { matches, overflow, variant } of this.#variants) {
      const [nearest] = matches as [Match?];
      if (!nearest && !overflow) continue;
      const offsets = matches.map(({ offset }) => offset);
      // Found where it was last: that it fits elsewhere too is nobody's concern then.
      if (overflow && !(places === 'one' && nearest))
        return { kind: 'ambiguous', screen, variant: variant.variant, hits: offsets };
      if (nearest) return { kind: 'match', match: { ...nearest, alsoAt: offsets.slice(1) } };
    }
    return this.#mismatch;
  }

  /** What it came to with the pointer's box left out, if nothing that this depends on changed since. */
  hiddenOutcome(number: number, box: Region, history: FrameHistory): ScreenOutcome | undefined {
    const known = this.#hidden;
    if (!known || !sameRegion(known.box, box)) return undefined;
    const damage = history.between(known.number, number);
    if (damageTouches(damage, this.#aroundBox(box))) return undefined;
    this.#hidden = { ...known, number };
    return known.outcome;
  }

  setHiddenOutcome(number: number, box: Region, outcome: ScreenOutcome): void {
    this.#hidden = { number, box, outcome };
  }

  /** Variants of the frame's size. */
  get fitting(): readonly TrackedVariant[] {
    return this.#variants;
  }

  /** All that a place of the screen with a part under `box` can cover. */
  #aroundBox(box: Region): Region {
    const boxes = this.screen.variants.map(({ areas }) => unionAll(areas) as Region);
    const width = Math.max(...boxes.map((each) => each.width));
    const height = Math.max(...boxes.map((each) => each.height));
    return {
      x: box.x - width - 1,
      y: box.y - height - 1,
      width: box.width + 2 * (width + 1),
      height: box.height + 2 * (height + 1),
    };
  }
}

function sameRegion(a: Region, b: Region): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
