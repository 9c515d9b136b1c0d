/** Watches a guest's frames while it is recorded: what it shows now, since when, what blinks, what never rests. */
import { type CallOptions, Deadline, now } from '../../base/deadline.ts';
import { raceSignal } from '../../base/signals.ts';
import type { Frame } from '../../frame/frame.ts';
import type { Picture } from '../../frame/picture.ts';
import { area, formatRegion, type Point, type Region } from '../../frame/region.ts';
import { Blinkers } from '../../matchers/blinkers.ts';
import { pointerBox } from '../../matchers/pointer.ts';
import { type RegionChange, RegionMemory } from '../../matchers/region-memory.ts';
import { BlockChanges } from './block-changes.ts';
import { addRegions, type BlockMask, blocksOf, groupsOf } from './block-grid.ts';
import { isSameScreen } from './same-screen.ts';

/** What was known of the display at one moment; does not change any more. */
export interface Observation {
  /** What the guest showed: in memory of its own. */
  readonly picture: Picture;
  /** Monotonic ms of the moment. */
  readonly time: number;
  /** Monotonic ms of the last action before. */
  readonly actedAt: number;
  /** Blocks that blink or keep changing, and those under the pointer. */
  readonly restless: BlockMask;
  /** The same as rectangles, without the pointer's. */
  readonly restlessRegions: readonly Region[];
  /** Blocks that changed since this screen began to show: what is new on the display. */
  readonly changed: BlockMask;
  /** What showed before this screen since the last action, the newest last. */
  readonly passed: readonly Picture[];
  /** Monotonic ms since when `regions` have shown what they show. */
  shownSince(regions: readonly Region[]): number;
}

/** Blocks that are so many empty ones apart belong to one animation. */
const RESTLESS_GAP = 1;

/** A change of less of the display's area is none to another screen. */
const LARGE_CHANGE = 0.05;
/** Of all that showed before a screen the last ones are told: half-drawn ones, a progress bar. */
const MOST_PASSED = 6;

export class ScreenWatcher {
  #memory = new RegionMemory();
  #blinkers = new Blinkers();
  #changes: BlockChanges | undefined;
  #time = Number.NEGATIVE_INFINITY;
  #actedAt: number;
  /** Monotonic ms of the last change that is none of what never rests. */
  #changedAt = Number.NEGATIVE_INFINITY;
  #restless: readonly Region[] = [];
  /** What the screen that shows now looked like when it began, and since when, in monotonic ms. */
  #screen: { readonly picture: Picture; readonly since: number } | undefined;
  #passed: readonly Picture[] = [];
  #wake: (() => void)[] = [];

  /** `startedAt`: monotonic ms of the guest's power-on, or from when it was watched. */
  constructor(startedAt: number) {
    this.#actedAt = startedAt;
  }

  /** Monotonic ms of the last frame's capture; -Infinity before the first. */
  get time(): number {
    return this.#time;
  }

  /** What the guest showed last, in memory of its own; undefined before the first frame. */
  get picture(): Picture | undefined {
    return this.#memory.kept?.picture;
  }

  /** Monotonic ms of the last action. */
  get actedAt(): number {
    return this.#actedAt;
  }

  /** Takes the next frame. Its memory is not kept. True if other boxes never rest now. */
  add(frame: Frame): boolean {
    const kept = this.#memory.kept?.picture;
    if (kept && (kept.width !== frame.width || kept.height !== frame.height)) this.#forget();
    this.#changes ??= new BlockChanges(frame);
    const first = !this.#memory.kept;
    const change = this.#memory.take(frame, (picture, region) => this.#blinkers.blinkingIn(picture, region));
    this.#time = frame.time;
    if (first) this.#changed({ x: 0, y: 0, width: frame.width, height: frame.height }, frame.time);
    this.#noteScreen(change, frame);
    for (const box of change?.boxes ?? []) {
      const { before, after, region } = change as NonNullable<typeof change>;
      if (this.#blinkers.note(box, before, after, region, frame.time) !== 'blink')
        this.#changed(box, frame.time);
    }
    for (const wake of this.#wake.splice(0)) wake();
    return this.#restsOtherwise(first || change !== undefined);
  }

  /**
   * Resolves with a frame captured from now on that shows what has been shown for `quiet` ms, `watched` ms after the last
   * action at the earliest; when the time is up with any: an animation without end is taken as it is.
   */
  async rest({ quiet, watched, ...call }: { quiet: number; watched: number } & CallOptions): Promise<void> {
    using deadline = new Deadline('waiting for the display to come to rest', call);
    const calledAt = now();
    const rests = () =>
      this.#time >= calledAt && this.quietFor >= quiet && this.#time - this.#actedAt >= watched;
    while (!rests()) {
      try {
        await raceSignal(new Promise<void>((resolve) => this.#wake.push(resolve)), deadline.signal);
      } catch (error) {
        if (call.signal?.aborted) throw error;
        return;
      }
    }
  }

  /** Milliseconds since something else than what never rests changed. */
  get quietFor(): number {
    return this.#time - this.#changedAt;
  }

  /** Something was done to the guest at `time`: what it changes is new. */
  acted(time: number): void {
    this.#actedAt = time;
    this.#passed = [];
    this.#changes?.begin(time);
  }

  /** Boxes that blink or keep changing now. */
  get restless(): readonly Region[] {
    return this.#restless;
  }

  /** Everything known now; undefined before the first frame. `pointer`: where the guest may draw one. */
  observe(pointer: Point | undefined): Observation | undefined {
    const { picture } = this;
    const changes = this.#changes;
    if (!picture || !changes) return undefined;
    const moving = this.#restlessMask([]);
    const shown = changes.copy();
    return {
      picture,
      time: this.#time,
      actedAt: this.#actedAt,
      restless: pointer ? this.#restlessMask([pointerBox(pointer)]) : moving,
      restlessRegions: groupsOf(moving, picture, RESTLESS_GAP),
      changed: changes.changedAfter((this.#screen?.since ?? this.#actedAt) - 1),
      passed: this.#passed,
      shownSince: (regions) => shown.lastIn(regions),
    };
  }

  /** A change of much of the display may be another screen: what rests is judged anew then. */
  #noteScreen(change: RegionChange | undefined, frame: Frame): void {
    const picture = this.picture as Picture;
    const large =
      (change?.boxes ?? []).reduce((sum, box) => sum + area(box), 0) >= area(frame) * LARGE_CHANGE;
    const left = this.#screen;
    if (left && (!large || isSameScreen(left.picture, picture))) return;
    if (left && change) this.#passed = [...this.#passed, change.before].slice(-MOST_PASSED);
    this.#screen = { picture, since: frame.time };
    this.#blinkers = new Blinkers();
    this.#changes?.begin(frame.time - 1);
  }

  #changed(box: Region, time: number): void {
    const changes = this.#changes as BlockChanges;
    changes.note(box, time);
    const restless = changes.restlessAt(time);
    for (const index of blocksOf(restless, box)) if (restless.bits[index] === 0) this.#changedAt = time;
  }

  #restsOtherwise(changed: boolean): boolean {
    const { picture } = this;
    if (!picture || (!changed && this.#restless.length === 0)) return false;
    const before = this.#restless;
    this.#restless = groupsOf(this.#restlessMask([]), picture, RESTLESS_GAP);
    return before.map(formatRegion).join() !== this.#restless.map(formatRegion).join();
  }

  #restlessMask(also: readonly Region[]): BlockMask {
    const mask = (this.#changes as BlockChanges).restlessAt(this.#time);
    addRegions(mask, [...this.#blinkers.learned, ...also]);
    return mask;
  }

  #forget(): void {
    if (this.picture) this.#passed = [...this.#passed, this.picture].slice(-MOST_PASSED);
    this.#memory = new RegionMemory();
    this.#blinkers = new Blinkers();
    this.#changes = undefined;
    this.#screen = undefined;
  }
}
