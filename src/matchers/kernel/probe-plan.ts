/** Which tile an area is searched by, and in which order its pixels are looked at: learned from the frames searched. */
import type { FuzzyArea } from '../fuzzy-area.ts';
import type { Weights } from '../planes.ts';
import { chooseNeeds, chooseProbes, chooseProbesOf, type Need, type Probes } from '../probes.ts';
import { tilesOfRow } from './strips.ts';

/** Tiles that are weighed against each other for a frame: all of a large area's would take too long. */
const MOST_TILES = 6;
/** Searches for which a plan is kept, even if it goes badly: planning costs as much as a quick search. */
const KEPT_FOR = 16;

/** Tiles whose cells are looked at: each rules out some of what the others leave. */
export const MOST_NEEDS = 8;

export class ProbePlan {
  readonly #area: FuzzyArea;
  /** Those that it chooses from. */
  readonly #tiles: readonly number[];
  /** By tile, in each plane. */
  readonly #known = new Map<number, readonly Probes[]>();
  /** Those that the present search has tried. */
  readonly #tried = new Set<Probes>();
  readonly #needs = new Map<Weights, readonly Need[]>();
  #current: Probes | undefined;
  #searches = KEPT_FOR;

  /** With the tiles of all rows, or of one. */
  constructor(area: FuzzyArea, tileRow: number | undefined) {
    this.#area = area;
    this.#tiles = tileRow === undefined ? [...area.limits.keys()] : tilesOfRow(area, tileRow);
  }

  get current(): Probes {
    this.#current ??= chooseProbes(this.#area, this.#tiles);
    return this.#current;
  }

  /** What is asked of the cells under the area, in the present plane. */
  get needs(): readonly Need[] {
    const { weights } = this.current;
    const needs = this.#needs.get(weights) ?? chooseNeeds(this.#area, weights, this.#tiles, MOST_NEEDS);
    this.#needs.set(weights, needs);
    return needs;
  }

  /** A search begins; true if it should say when it goes badly. */
  begin(): boolean {
    this.#tried.clear();
    return ++this.#searches > KEPT_FOR;
  }

  /** Takes a tile by which places were found not to fit, in a plane not tried yet. False if there is none. */
  switchTo(tile: number): boolean {
    const { tile: before, weights } = this.current;
    const tried = (probes: Probes) =>
      this.#tried.has(probes) || (tile === before && probes.weights === weights);
    const next = this.#of(tile).find((probes) => !tried(probes));
    if (!next) return false;
    this.#tried.add(next);
    this.#current = next;
    return true;
  }

  /** Orders by what is rare in a frame, of which `sample` are some bytes of the present plane. */
  order(sample: Uint8Array): void {
    this.#current = reorder(this.current, sample).probes;
  }

  /** As `order`, and takes the tile that is quickest there. */
  adapt(sample: Uint8Array): void {
    this.#searches = 0;
    const { weights } = this.current;
    const step = Math.max(1, Math.floor(this.#tiles.length / MOST_TILES));
    const some = this.#tiles.filter((_, i) => i % step === 0).slice(0, MOST_TILES);
    const others = some.flatMap((tile) => this.#of(tile));
    const comparable = others.filter((probes) => probes.weights === weights && probes.telling);
    const [best] = [this.current, ...comparable]
      .map((probes) => reorder(probes, sample))
      .sort((a, b) => a.expected - b.expected) as [Reordered];
    this.#current = best.probes;
  }

  #of(tile: number): readonly Probes[] {
    const known = this.#known.get(tile) ?? chooseProbesOf(this.#area, tile);
    this.#known.set(tile, known);
    return known;
  }
}

interface Reordered {
  readonly probes: Probes;
  /** Probes after which a place of the frame is ruled out, on average. */
  readonly expected: number;
}

function reorder(probes: Probes, sample: Uint8Array): Reordered {
  const { tolerance, limit } = probes;
  const below = new Uint32Array(257); // how many of the sample are less than each value
  for (const value of sample) below[value + 1] = (below[value + 1] as number) + 1;
  for (let value = 1; value < below.length; value++)
    below[value] = (below[value] as number) + (below[value - 1] as number);
  const matching = (value: number) =>
    ((below[Math.min(256, value + tolerance + 1)] as number) -
      (below[Math.max(0, value - tolerance)] as number)) /
    sample.length;
  const ordered = probes.places.map((place, i) => {
    const value = probes.values[i] as number;
    return { place, value, matching: matching(value) };
  });
  ordered.sort((a, b) => a.matching - b.matching);
  let expected = 0;
  for (let ruledOut = 0; expected < ordered.length && ruledOut <= limit; expected++) {
    ruledOut += 1 - (ordered[expected] as { matching: number }).matching;
  }
  const places = ordered.map(({ place }) => place);
  return { probes: { ...probes, places, values: Uint8Array.from(ordered, ({ value }) => value) }, expected };
}
