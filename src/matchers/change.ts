/** Whether a region differs from what it showed at first, apart from what is excluded and from blinkers. */
import type { Frame } from '../frame/frame.ts';
import type { Picture } from '../frame/picture.ts';
import { hashRegion } from '../frame/pixel-hash.ts';
import { contains, formatRegion, type Region, translate, unionAll } from '../frame/region.ts';
import { type Blinker, Blinkers, isSmall } from './blinkers.ts';
import { RegionMemory } from './region-memory.ts';
import type { StillnessOptions } from './stillness.ts';

/** What is known after a frame. */
export interface ChangeSighting {
  /** Around all that differs from the first frame, on the display; undefined as long as nothing does for certain. */
  readonly changed: Region | undefined;
  /** Small boxes that differ, too short a time to tell them from a blinking cursor. */
  readonly undecided: readonly Region[];
  readonly blinkers: readonly Blinker[];
}

/** Cursors show each of their contents for less than this, in ms: Windows 530, GTK 600, Linux consoles 200 to 270. */
const LONGEST_BLINK = 750;

interface Pending {
  readonly box: Region;
  /** Monotonic ms since when it differs. */
  readonly since: number;
  readonly hash: number;
}

/** Follows the frames of one size; the first is what the others are compared with. Pure but for what it remembers. */
export class ChangeTracker {
  readonly #exclude: readonly Region[];
  readonly #first: RegionMemory;
  readonly #last: RegionMemory;
  readonly #blinkers: Blinkers | undefined;
  #pending: readonly Pending[] = [];
  #sighting: ChangeSighting = { changed: undefined, undecided: [], blinkers: [] };

  constructor({ region, exclude = [], learnBlinkers = true }: StillnessOptions = {}) {
    this.#exclude = exclude;
    this.#first = new RegionMemory(region);
    this.#last = new RegionMemory(region);
    this.#blinkers = learnBlinkers ? new Blinkers() : undefined;
  }

  /** At one memory compare with the frame before, where that showed the same. */
  add(frame: Frame): ChangeSighting {
    const first = this.#first.kept;
    if (!first) {
      this.#first.take(frame);
      this.#last.take(frame);
      return this.#sighting;
    }
    if (this.#last.take(frame)) this.#pending = this.#differing(frame, first);
    const ripe = this.#pending.filter(({ box, since }) => {
      return !this.#blinkers || !isSmall(box) || frame.time - since >= LONGEST_BLINK;
    });
    this.#sighting = {
      changed: ripe.length > 0 ? unionAll(this.#pending.map(({ box }) => box)) : undefined,
      undecided: this.#pending.map(({ box }) => box),
      blinkers: this.#blinkers?.learned ?? [],
    };
    return this.#sighting;
  }

  /** What differs from the first frame now. What differed before and does not any more blinks. */
  #differing(frame: Frame, first: NonNullable<RegionMemory['kept']>): Pending[] {
    const { time } = frame;
    const now = this.#last.kept?.picture as Picture;
    const { region } = first;
    const hashIn = (picture: Picture, box: Region) =>
      hashRegion(picture, translate(box, { x: -region.x, y: -region.y }));
    const left = [...this.#exclude, ...(this.#blinkers?.blinkingIn(now, region) ?? [])];
    const boxes = this.#first.compare(frame, left);
    for (const { box, since, hash } of this.#pending) {
      if (boxes.some((each) => contains(each, box)) || !isSmall(box)) continue;
      const original = hashIn(first.picture, box);
      if (hashIn(now, box) === original) this.#blinkers?.learn(box, [original, hash], [since, time]);
    }
    return boxes.map((box) => {
      const hash = hashIn(now, box);
      const same = this.#pending.find((each) => formatRegion(each.box) === formatRegion(box));
      if (same && same.hash !== hash) return { box, since: Number.NEGATIVE_INFINITY, hash }; // a third content
      const within = this.#pending.filter((each) => contains(box, each.box)).map(({ since }) => since);
      return { box, since: Math.min(time, ...within), hash };
    });
  }
}
