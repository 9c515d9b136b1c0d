/** Screens of the library as targets. */

import { now } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { describeValue } from '../base/units.ts';
import type { Frame } from '../frame/frame.ts';
import type { FrameHistory } from '../frame/frame-history.ts';
import {
  area,
  centre,
  formatRegion,
  inflate,
  type Point,
  type Region,
  translate,
  unionAll,
} from '../frame/region.ts';
import { explain } from '../matchers/explain.ts';
import { matchScreen, matchScreens } from '../matchers/match-screen.ts';
import { type Drift, describeOutcome, type Match, type NearMiss } from '../matchers/outcome.ts';
import { reachOf, type Screen } from '../matchers/screen.ts';
import { ScreenIndex } from '../matchers/screen-index.ts';
import { ScreenLibrary } from '../matchers/screen-library.ts';
import type { GuestMatch, Sight, Sighting, Target } from './target.ts';

/** The screens that a guest knows. */
export interface ScreenSource {
  /** Any of these screens. An unknown name is an error of the first look. */
  target(names: string | readonly string[]): Target;
  /** Names of the screens that match `frame`, apart from `except`: what to tell when a wait failed. */
  matching(frame: Frame, except: readonly string[]): Promise<readonly string[]>;
}

/** A failing wait tries the other screens for so long, in ms: its message must not come late. */
const MATCHING_TIME = 1000;
/** The other screens are compared in passes over so many pixels of references: 32 MB. */
const BATCH_PIXELS = 2 ** 23;

/** The screens of a folder. */
export class LibraryScreens implements ScreenSource {
  readonly #library: ScreenLibrary;
  /** One for each guest's frames. */
  readonly #indices = new WeakMap<FrameHistory, ScreenIndex>();

  constructor(library: ScreenLibrary) {
    this.#library = library;
  }

  target(names: string | readonly string[]): Target {
    return new ScreenTarget(this.#library, (history) => this.#indexOf(history), checkNames(names));
  }

  async matching(frame: Frame, except: readonly string[]): Promise<readonly string[]> {
    const until = now() + MATCHING_TIME;
    const found: string[] = [];
    let batch: Screen[] = [];
    const matchBatch = () => {
      const outcomes = matchScreens(frame, batch, { places: 'one' });
      found.push(...outcomes.flatMap((outcome) => (outcome.kind === 'match' ? outcome.match.screen : [])));
      batch = [];
    };
    for (const name of await this.#library.names()) {
      if (except.includes(name)) continue;
      if (now() > until) break;
      // A library of its own: a failure must not keep every screen in memory.
      const library = new ScreenLibrary(this.#library.folder);
      // A broken screen that nobody asked for must not hide why the wait failed.
      const screen = await library.load(name).catch(() => undefined);
      if (!screen) continue;
      batch.push(screen);
      if (pixelsOf(batch) > BATCH_PIXELS) matchBatch();
    }
    matchBatch();
    return found;
  }

  #indexOf(history: FrameHistory): ScreenIndex {
    const index = this.#indices.get(history) ?? new ScreenIndex(history);
    this.#indices.set(history, index);
    return index;
  }
}

/** Pixels of all areas. */
function pixelsOf(screens: readonly Screen[]): number {
  const areas = screens.flatMap(({ variants }) => variants.flatMap((variant) => variant.areas));
  return areas.reduce((sum, each) => sum + area(each), 0);
}

class ScreenTarget implements Target {
  readonly what: string;
  readonly screens: readonly string[];
  readonly #library: ScreenLibrary;
  readonly #indexOf: (history: FrameHistory) => ScreenIndex;
  #loaded: readonly Screen[] | undefined;

  constructor(
    library: ScreenLibrary,
    indexOf: (history: FrameHistory) => ScreenIndex,
    names: readonly string[],
  ) {
    this.screens = names;
    this.what = names.map((name) => `screen '${name}'`).join(' or ');
    this.#library = library;
    this.#indexOf = indexOf;
  }

  get parts(): readonly Target[] {
    return this.screens.map((name) => new ScreenTarget(this.#library, this.#indexOf, [name]));
  }

  async ready(): Promise<void> {
    await this.#load();
  }

  async look(frame: Frame, { pointer, history, places }: Sight = {}): Promise<Sighting> {
    const screens = this.#loaded ?? (await this.#load());
    const options = { pointer, ...(places && { places }) };
    const outcomes = history
      ? this.#indexOf(history).look(frame, screens, options)
      : matchScreens(frame, screens, options);
    const matches = outcomes.flatMap((outcome) => (outcome.kind === 'match' ? matchesOf(outcome.match) : []));
    return { matches, depends: dependsOn(screens) };
  }

  hold(history: FrameHistory): Disposable | undefined {
    return this.#loaded && this.#indexOf(history).hold(this.#loaded);
  }

  async explain(frame: Frame): Promise<string> {
    const screens = await this.#load();
    const explained = screens.map((screen) => {
      const outcome = matchScreen(frame, screen);
      if (outcome.kind !== 'mismatch') return describeOutcome(outcome);
      const near = explain(frame, screen);
      return near ? formatNearMiss(near) : describeOutcome(outcome);
    });
    const [only, ...others] = explained;
    if (others.length === 0) return only ?? 'no screen';
    return explained.map((text, index) => `'${this.screens[index]}': ${text}`).join(', ');
  }

  async #load(): Promise<readonly Screen[]> {
    this.#loaded = await Promise.all(this.screens.map((name) => this.#library.load(name)));
    return this.#loaded;
  }
}

/** The match at its best place first, then at the others. */
function matchesOf(match: Match): GuestMatch[] {
  const { reference, offset } = match;
  return [offset, ...match.alsoAt].map((at) => {
    const [area] = reference.areas;
    const box = translate(match.region, { x: at.x - offset.x, y: at.y - offset.y });
    return {
      what: `screen '${match.screen}'`,
      screen: match.screen,
      reference,
      offset: at,
      box,
      centre: centre(area ? translate(area, at) : box),
      points: mapValues(reference.points, (point) => translate(point, at)),
      regions: mapValues(reference.regions, (region) => translate(region, at)),
      identity: `${match.screen} ${match.reference.variant ?? ''} ${at.x},${at.y}`,
      how: howMatched(match, at),
    };
  });
}

function howMatched({ areas, offset, pointerExcluded, variant }: Match, at: Point): string {
  const drifts = areas.flatMap(({ drift }) => drift ?? []);
  const told = drifts.length > 0 && at.x === offset.x && at.y === offset.y; // that of other places is not known
  return [
    at.x === 0 && at.y === 0 ? 'at its place' : `moved by ${at.x},${at.y}`,
    ...(variant === undefined ? [] : [`variant '${variant}'`]),
    ...(told ? [formatDrift(drifts)] : []),
    ...(pointerExcluded ? ["without the pointer's box"] : []),
  ].join(', ');
}

/** Of all areas together. */
function formatDrift(drifts: readonly Drift[]): string {
  const count = drifts.reduce((sum, drift) => sum + drift.count, 0);
  const most = Math.max(...drifts.map(({ largestTile }) => largestTile));
  const box = formatRegion(unionAll(drifts.map((drift) => drift.box)) as Region);
  return `with a drift of ${count} ${count === 1 ? 'pixel' : 'pixels'} in ${box}, at most ${most} in a tile`;
}

/** Every pixel that may change the answer: the areas, as far as they may move. */
function dependsOn(screens: readonly Screen[]): Region | 'all' {
  const variants = screens.flatMap((screen) => screen.variants);
  if (variants.some((variant) => reachOf(variant) === Number.POSITIVE_INFINITY)) return 'all';
  const reached = variants.flatMap((variant) =>
    variant.areas.map((area) => inflate(area, reachOf(variant) + BLUR_REACH)),
  );
  return unionAll(reached) ?? 'all';
}

/** Perceptual areas are blurred 3x3: their edges depend on one pixel more. */
const BLUR_REACH = 1;

function formatNearMiss({ reference, offset, differing, compared, box, withinReach }: NearMiss): string {
  const where =
    offset.x === 0 && offset.y === 0 ? 'at its recorded place' : `moved by ${offset.x},${offset.y}`;
  const far = withinReach ? '' : ', further than its search reaches';
  const variant = reference.variant === undefined ? '' : `variant '${reference.variant}' `;
  const within = box ? ` in ${box.width}x${box.height} at ${box.x},${box.y}` : '';
  return `${variant}best ${where}${far}, ${differing} of ${compared} pixels differ${within}`;
}

function mapValues<T, R>(values: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

function checkNames(names: unknown): readonly string[] {
  const list = Array.isArray(names) ? names : [names];
  if (list.length > 0 && list.every((name) => typeof name === 'string' && name !== '')) return list;
  throw new GuestwrightError(`screen: expected a name or several names, got ${describeValue(names)}`, {
    code: 'invalid-argument',
    remedy: "Write guest.screen('desktop') or guest.screen(['login', 'desktop']).",
  });
}
