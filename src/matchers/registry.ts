/** Matching engines by name: exact, fuzzy, and whatever is registered later (SIMD needs no edit elsewhere). */
import { GuestwrightError } from '../base/errors.ts';
import type { Picture } from '../frame/picture.ts';
import type { Dimensions, Point, Region } from '../frame/region.ts';
import type { AreaMatch } from './outcome.ts';
import type { ResolvedRule } from './rule.ts';
import type { MatchRule } from './screen.ts';

/** What an engine is given to compile: an area's own pixels. */
export interface AreaReference {
  /** The area's pixels; its size is the area's. */
  readonly picture: Picture;
  /** Excluded parts, relative to the area's corner, clipped to it. */
  readonly exclude: readonly Region[];
  readonly rule: MatchRule;
}

/** An area made ready by its engine. */
export interface CompiledArea {
  readonly engine: MatchEngine;
  readonly size: Dimensions;
  /** Pixels compared, those of exclusions not counted. */
  readonly comparedPixels: number;
  /** How many of them lie in `hole` (on the frame) with the area's corner at `at`. */
  hiddenPixels(at: Point, hole: Region): number;
  /** Compares with the area's corner at `at`; `hole` (on the frame) is left out. The area must lie on the frame. */
  matchAt(frame: Picture, at: Point, hole?: Region): AreaMatch | undefined;
  /** How many pixels keep it from matching at `at`, and the box around them, on the frame. */
  differencesAt(frame: Picture, at: Point): Differences;
  /** Cost of searching for it, in whole reads of the frame: the screen's cheapest area is the one searched for. */
  readonly searchCost: number;
}

export interface Differences {
  readonly count: number;
  readonly compared: number;
  readonly box: Region | undefined;
}

/**
 * Look for `area` with its corner anywhere in `corners` (x, y and how many positions, none if it is empty); those off
 * the frame do not count.
 */
export interface SearchRequest {
  readonly area: CompiledArea;
  readonly corners: Region;
  /** The parts of `corners` that changed: outside of them nothing new can be found. An engine may look there all the same. */
  readonly within?: readonly Region[];
}

/** Corners found, at most `MOST_HITS`. */
export interface SearchResult {
  readonly hits: readonly Point[];
  /** There are more. */
  readonly overflow: boolean;
}

/** More places than this are not a find but a reference that is not distinctive. */
export const MOST_HITS = 64;

/** One way to compare areas. Pure: no state but what it compiled. */
export interface MatchEngine {
  readonly name: string;
  accepts(rule: ResolvedRule): boolean;
  compile(reference: AreaReference): CompiledArea;
  /** All requests in one pass where the engine can; `requests` hold areas that it compiled. */
  search(frame: Picture, requests: readonly SearchRequest[], hole?: Region): readonly SearchResult[];
}

const engines: MatchEngine[] = [];

/** Later engines are asked first; registering a name again replaces it. */
export function registerEngine(engine: MatchEngine): void {
  const index = engines.findIndex(({ name }) => name === engine.name);
  if (index >= 0) engines.splice(index, 1);
  engines.unshift(engine);
}

export function engineNames(): readonly string[] {
  return engines.map(({ name }) => name);
}

/** The engine for a rule. */
export function engineFor(rule: ResolvedRule): MatchEngine {
  const engine = engines.find((candidate) => candidate.accepts(rule));
  if (engine) return engine;
  throw new GuestwrightError(`no matching engine accepts the rule ${JSON.stringify(rule)}`, {
    code: 'invalid-argument',
    remedy: `Registered engines: ${engineNames().join(', ') || 'none'}.`,
  });
}
