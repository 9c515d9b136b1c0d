/** Since when a region has not changed, apart from what is excluded and from blinkers such as text cursors. */
import { frameDamage } from '../frame/damage.ts';
import type { Frame } from '../frame/frame.ts';
import { cropPixels, type Picture, samePixels } from '../frame/picture.ts';
import { clip, formatRegion, intersect, type Region, translate, unionAll, wholeOf } from '../frame/region.ts';

/** Text cursors, and the ends of tool tips' underlines, are smaller; what is larger and toggles is worth waiting for. */
const LARGEST_BLINKER = 32;

export interface StillnessOptions {
  /** In display pixels. Default: the whole display. */
  readonly region?: Region | undefined;
  /** Parts that may change, in display pixels. */
  readonly exclude?: readonly Region[];
  /** Whether small boxes that change from A to B and back to A are left out from then on, and in hindsight. Default true. */
  readonly learnBlinkers?: boolean;
}

/** What is known after a frame. */
export interface Stillness {
  /** Milliseconds between the last change that counts and this frame's capture. */
  readonly stillFor: number;
  /** What changed in this frame, on the display; undefined if nothing did that counts. */
  readonly changed: Region | undefined;
  /** Boxes that blink. */
  readonly blinkers: readonly Region[];
}

/** A box that changed: a blinker if it only ever shows two contents. */
interface Flicker {
  readonly box: Region;
  /** The contents before and after the first change. */
  readonly contents: readonly [Picture, Picture];
  /** How often it changed from one to the other. */
  changes: number;
  lastChange: number;
}

/** Follows the frames of one size. Pure but for what it remembers. */
export class StillnessTracker {
  readonly #options: StillnessOptions;
  readonly #flickers = new Map<string, Flicker>();
  #last: Picture | undefined;
  /** Monotonic ms of the last change that is no flicker. */
  #since = 0;

  constructor(options: StillnessOptions = {}) {
    this.#options = options;
  }

  /** `frame` must have the size of the frames before. */
  add(frame: Frame): Stillness {
    const region = clip(this.#options.region ?? wholeOf(frame), frame);
    if (!region) return { stillFor: 0, changed: undefined, blinkers: [] };
    const picture = withoutExcluded(cropPixels(frame, region), region, this.#options.exclude ?? []);
    const previous = this.#last;
    this.#last = picture;
    if (!previous) this.#since = frame.time;
    const boxes = previous ? changedBoxes(previous, picture) : [];
    const counting = boxes.filter((box) => previous && this.#counts(box, previous, picture, frame.time));
    const changed = unionAll(counting);
    return {
      stillFor: frame.time - this.#lastChange(),
      changed: changed && translate(changed, region),
      blinkers: this.#blinkers().map(({ box }) => translate(box, region)),
    };
  }

  /** Notes a change of `box`; false if it is a blinker's. */
  #counts(box: Region, before: Picture, after: Picture, time: number): boolean {
    const learn = this.#options.learnBlinkers ?? true;
    if (!learn || box.width > LARGEST_BLINKER || box.height > LARGEST_BLINKER) {
      this.#since = time;
      return true;
    }
    const key = formatRegion(box);
    const known = this.#flickers.get(key);
    const [from, to] = [cropPixels(before, box), cropPixels(after, box)];
    const repeats = known?.contents.some((content, index) => {
      return samePixels(content, from) && samePixels(known.contents[1 - index] as Picture, to);
    });
    if (known && repeats) {
      known.changes++;
      known.lastChange = time;
      return !isBlinker(known);
    }
    if (known) this.#since = time; // a third content: neither the box nor what was thought of it before was a blinker
    this.#flickers.set(key, { box, contents: [from, to], changes: 1, lastChange: time });
    return true;
  }

  #blinkers(): Flicker[] {
    return [...this.#flickers.values()].filter(isBlinker);
  }

  #lastChange(): number {
    const undecided = [...this.#flickers.values()].filter((flicker) => !isBlinker(flicker));
    return Math.max(this.#since, ...undecided.map(({ lastChange }) => lastChange));
  }
}

/** There and back again. */
function isBlinker({ changes }: Flicker): boolean {
  return changes >= 2;
}

/** The exact boxes of what differs, one for each group of neighbouring tiles. */
function changedBoxes(before: Picture, after: Picture): Region[] {
  const damage = frameDamage(before, after);
  const tiles = damage === 'all' ? [wholeOf(after)] : damage;
  return tiles.flatMap((tile) => exactBox(before, after, tile) ?? []);
}

function exactBox(before: Picture, after: Picture, tile: Region): Region | undefined {
  let [left, top, right, bottom] = [tile.x + tile.width, tile.y + tile.height, tile.x, tile.y];
  for (let y = tile.y; y < tile.y + tile.height; y++) {
    for (let x = tile.x; x < tile.x + tile.width; x++) {
      const at = y * after.width + x;
      if (before.pixels[at] === after.pixels[at]) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = y + 1;
    }
  }
  return right > left ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}

/** Blanks the excluded parts of `picture`, which is ours and lies at `region` on the display. */
function withoutExcluded(picture: Picture, region: Region, exclude: readonly Region[]): Picture {
  for (const excluded of exclude) {
    const hole = intersect(translate(excluded, { x: -region.x, y: -region.y }), wholeOf(picture));
    for (let y = hole?.y ?? 0; hole && y < hole.y + hole.height; y++) {
      picture.pixels.fill(0, y * picture.width + hole.x, y * picture.width + hole.x + hole.width);
    }
  }
  return picture;
}
