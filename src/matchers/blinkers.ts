/** Learns which boxes of a display toggle between two contents, such as text cursors and blinking prompts. */

import type { Picture } from '../frame/picture.ts';
import { hashRegion } from '../frame/pixel-hash.ts';
import { formatRegion, type Region, translate } from '../frame/region.ts';

/** A box that only ever shows two contents, in display pixels. */
export interface Blinker extends Region {
  /** Mean milliseconds from one content until it comes again. */
  readonly period: number;
}

/** Text cursors, and the ends of tool tips' underlines, are smaller: there and back again is enough to know them. */
export const LARGEST_CURSOR = 32;
/** What is larger may be a dialog that came and went: it must have toggled through so many periods, evenly. */
const PERIODS_OF_LARGE = 3;
/** Of two periods the longer may be so many times the shorter: frames are captured at most 0.25 s late. */
const EVENNESS = 2;
/** Periods that are looked at. */
const KEPT_CHANGES = 2 * PERIODS_OF_LARGE + 1;
/** An animation has boxes without end; the ones that changed last are enough. */
const MOST_BOXES = 64;

interface Flicker {
  /** In display pixels. */
  readonly box: Region;
  /** Hashes of the contents before and after the first change. */
  readonly contents: readonly [number, number];
  /** Monotonic ms of the last changes from one to the other, the newest last. */
  times: readonly number[];
  learned: boolean;
}

/** How a change of one box is to be taken. */
export type Verdict =
  /** It shows something new. */
  | 'change'
  /** It may turn out to blink: the change does not count then. */
  | 'undecided'
  | 'blink';

export class Blinkers {
  readonly #flickers = new Map<string, Flicker>();

  /** Those learned so far. */
  get learned(): Blinker[] {
    return [...this.#flickers.values()]
      .filter(({ learned }) => learned)
      .map(({ box, times }) => ({ ...box, period: periodOf(times) }));
  }

  /** Monotonic ms of the last change that may still turn out to be a blinker's; -Infinity for none. */
  get lastUndecided(): number {
    const undecided = [...this.#flickers.values()].filter(({ learned }) => !learned);
    return Math.max(...undecided.map(({ times }) => times.at(-1) as number), Number.NEGATIVE_INFINITY);
  }

  /** The learned boxes that show one of their two contents in `picture`, whose corner lies at `origin`. */
  blinkingIn(picture: Picture, origin: Region): Region[] {
    const shown = [...this.#flickers.values()].filter(({ learned, box, contents }) => {
      return learned && contents.includes(hashRegion(picture, local(box, origin)));
    });
    return shown.map(({ box }) => box);
  }

  /** Notes that `box` (on the display) changed between two pictures of `origin`. */
  note(box: Region, before: Picture, after: Picture, origin: Region, time: number): Verdict {
    const key = formatRegion(box);
    const [from, to] = [hashRegion(before, local(box, origin)), hashRegion(after, local(box, origin))];
    const known = this.#flickers.get(key);
    this.#flickers.delete(key);
    if (known?.contents.includes(from) && known.contents.includes(to)) {
      known.times = [...known.times, time].slice(-KEPT_CHANGES);
      known.learned ||= isBlinker(known);
      this.#flickers.set(key, known); // at the end: the oldest are forgotten first
      return known.learned ? 'blink' : 'undecided';
    }
    this.#flickers.set(key, { box, contents: [from, to], times: [time], learned: false });
    const oldest = [...this.#flickers].find(([, { learned }]) => !learned);
    if (this.#flickers.size > MOST_BOXES && oldest) this.#flickers.delete(oldest[0]);
    // A third content: neither the box nor what was thought of it before was a blinker.
    return known ? 'change' : 'undecided';
  }

  /** Notes a box that changed at the first and changed back at the last of `times`, seen by somebody else. */
  learn(box: Region, contents: readonly [number, number], times: readonly [number, number]): void {
    this.#flickers.set(formatRegion(box), { box, contents, times, learned: true });
  }
}

/** For call logs: '8x2 at 40,30, every 1.1 s'. */
export function describeBlinker(blinker: Blinker): string {
  return `${formatRegion(blinker)}, every ${Number((blinker.period / 1000).toFixed(1))} s`;
}

export function isSmall({ width, height }: Region): boolean {
  return width <= LARGEST_CURSOR && height <= LARGEST_CURSOR;
}

function isBlinker({ box, times }: Flicker): boolean {
  if (isSmall(box)) return times.length >= 2;
  if (times.length < KEPT_CHANGES) return false;
  const periods = times.slice(2).map((time, index) => time - (times[index] as number));
  return Math.max(...periods) <= Math.min(...periods) * EVENNESS;
}

/** From a change to the next but one; of a single pair of changes twice their distance. */
function periodOf(times: readonly number[]): number {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  return times.length < 2 ? 0 : ((last - first) * 2) / (times.length - 1);
}

function local(box: Region, { x, y }: Region): Region {
  return translate(box, { x: -x, y: -y });
}
