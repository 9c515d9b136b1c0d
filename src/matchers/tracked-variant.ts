/** What is known of one variant from frame to frame: where it shows, and since when nothing else was looked for. */
import { damageTouches } from '../frame/damage.ts';
import type { Damage } from '../frame/frame.ts';
import type { FrameHistory } from '../frame/frame-history.ts';
import type { Picture } from '../frame/picture.ts';
import { inflate, type Point, translate } from '../frame/region.ts';
import { type CompiledVariant, compileVariant } from './compile-screen.ts';
import { matchAtOffset } from './match-at.ts';
import type { Match } from './outcome.ts';
import { MOST_HITS } from './registry.ts';
import type { ScreenVariant } from './screen.ts';
import { BLUR_REACH, canTouch, type FoundPlaces, type VariantSearch } from './variant-search.ts';

const HOME: Point = { x: 0, y: 0 };

export class TrackedVariant {
  readonly variant: ScreenVariant;
  readonly #compiled: CompiledVariant;
  readonly #everywhere: VariantSearch;
  /** Where it shows on frame `#compared`, as far as known; nearest to the recorded place first. */
  #matches: readonly Match[] = [];
  /** Number of the frame for which all known places were compared. */
  #compared: number | undefined;
  /** Number of the frame for which every place was looked for; undefined if none was, or it showed too often. */
  #searched: number | undefined;
  #foundAny = false;
  #overflow = false;
  /** The place of its last match: tried like the recorded one. */
  #last: Point = HOME;

  constructor(variant: ScreenVariant) {
    this.variant = variant;
    this.#compiled = compileVariant(variant);
    this.#everywhere = { variant, compiled: this.#compiled };
  }

  get matches(): readonly Match[] {
    return this.#matches;
  }

  /** The match at the recorded place. */
  get atHome(): Match | undefined {
    const [nearest] = this.#matches;
    return nearest && isHome(nearest.offset) ? nearest : undefined;
  }

  /** It showed at more places than make sense when it was last searched for. */
  get overflow(): boolean {
    return this.#overflow;
  }

  /** Compares at the recorded place, at the last one and wherever it was found, unless nothing changed there. */
  compare(frame: Picture, number: number, history: FrameHistory): void {
    const damage = history.between(this.#compared, number);
    this.#compared = number;
    if (damage !== 'all' && damage.length === 0) return;
    const before = this.#matches;
    if (damage === 'all' && before.length === 0 && isHome(this.#last)) {
      const match = matchAtOffset(frame, this.variant, HOME, undefined, this.#compiled);
      if (match) this.#matches = [match];
      return;
    }
    const offsets = new Map(
      [HOME, this.#last, ...before.map(({ offset }) => offset)].map((at) => [keyOf(at), at]),
    );
    this.#setMatches(
      [...offsets.values()].flatMap((offset) => {
        if (damage === 'all' || this.#touches(damage, offset))
          return matchAtOffset(frame, this.variant, offset, undefined) ?? [];
        return before.find((match) => keyOf(match.offset) === keyOf(offset)) ?? [];
      }),
    );
  }

  /** What must be searched for to know every place on the frame; undefined if they are known. After `compare`. */
  pending(number: number, history: FrameHistory): VariantSearch | undefined {
    if (this.#compiled.reach === 0) return undefined;
    const damage = history.between(this.#searched, number);
    if (damage === 'all') return this.#everywhere;
    const search = { variant: this.variant, compiled: this.#compiled, touching: damage };
    if (damage.length === 0 || !canTouch(search)) {
      this.#searched = number;
      return undefined;
    }
    // Of fuzzy places beside each other only the best counts: where some are known, all are looked for again.
    const exact = this.variant.areas.every(({ match }) => match === 'exact');
    return exact || !this.#foundAny ? search : this.#everywhere;
  }

  /** Takes what was found by the search that `pending` asked for. */
  found(number: number, { touching }: VariantSearch, { matches, overflow }: FoundPlaces): void {
    if (matches.length === 0 && !overflow && !touching) {
      this.#matches = matches;
      this.#overflow = false;
      this.#foundAny = false;
      this.#searched = number;
      return;
    }
    const kept = touching ? this.#matches : [];
    const all = new Map([...kept, ...matches].map((match) => [keyOf(match.offset), match]));
    this.#setMatches([...all.values()]);
    this.#overflow = overflow || all.size > MOST_HITS;
    this.#foundAny = all.size > 0;
    this.#searched = this.#overflow ? undefined : number;
  }

  #setMatches(matches: readonly Match[]): void {
    this.#matches = matches.toSorted((a, b) => distance(a.offset) - distance(b.offset));
    this.#last = this.#matches[0]?.offset ?? this.#last;
  }

  #touches(damage: Damage, offset: Point): boolean {
    return this.variant.areas.some((area) =>
      damageTouches(damage, inflate(translate(area, offset), BLUR_REACH)),
    );
  }
}

export function isHome({ x, y }: Point): boolean {
  return x === 0 && y === 0;
}

function distance({ x, y }: Point): number {
  return x ** 2 + y ** 2;
}

function keyOf({ x, y }: Point): string {
  return `${x},${y}`;
}
