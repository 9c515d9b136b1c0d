/** A script's sight of the screen: one view of the frame stream, every target asked at most once a frame. */
import { GuestwrightError } from '../base/errors.ts';
import type { Damage, Frame } from '../frame/frame.ts';
import type { Point } from '../frame/region.ts';
import type { GuestContext } from '../guest/context.ts';
import type { FrameView, SeenFrame } from '../guest/frame-stream.ts';
import { type Sight, type Sighting, type Target, Watch } from '../guest/target.ts';

/** A target that nobody asked for on so many frames is not looked for together with the others any more. */
const KEPT_FRAMES = 4;

interface Looking {
  readonly watch: Watch;
  /** Index of the frame that it was last asked about. */
  index: number;
  /** Index of the frame on which it was last wanted. */
  wanted: number;
}

export class Lookout implements Disposable {
  readonly view: FrameView;
  readonly #context: GuestContext;
  readonly #looking = new Map<Target, Looking>();
  #seen: SeenFrame | undefined;
  #index = 0;

  constructor(context: GuestContext) {
    this.#context = context;
    this.view = context.stream.open();
  }

  /** The frame that `sight` speaks of; its memory is valid until the next one. */
  get frame(): Frame | undefined {
    return this.#seen?.frame;
  }

  /** Turns to a frame of the view, or to the full capture at the end of a wait. */
  turnTo(seen: SeenFrame): void {
    // A frame from beside the view breaks the chain: the next one's damage does not count from it.
    this.#index += this.#seen?.damage === 'all' ? 2 : 1;
    this.#seen = seen;
    for (const { watch, wanted } of this.#looking.values()) {
      if (wanted < this.#index - KEPT_FRAMES) watch[Symbol.dispose]();
    }
  }

  /** `targets` may be asked for on the current frame: what must be searched for is in one pass. */
  want(targets: readonly Target[]): void {
    for (const target of targets) this.#want(target).watch.hold(this.#context.stream.history);
  }

  /** What `target` is on the current frame. */
  async sight(target: Target): Promise<Sighting> {
    const seen = this.#seen;
    if (!seen) throw tooEarly();
    const looking = this.#want(target);
    // The frame's damage counts from the frame before; a target that missed that one is asked anew.
    const damage: Damage = looking.index === this.#index - 1 ? seen.damage : 'all';
    if (looking.index === this.#index && looking.watch.sighting) return looking.watch.sighting;
    looking.index = this.#index;
    return await looking.watch.update(seen.frame, damage, this.#sight(this.#context.pointer.position));
  }

  /** What it would be on the current frame if the pointer were drawn at `pointer`. */
  async sightAs(target: Target, pointer: Point): Promise<Sighting> {
    const seen = this.#seen;
    if (!seen) throw tooEarly();
    return await target.look(seen.frame, this.#sight(pointer));
  }

  [Symbol.dispose](): void {
    for (const { watch } of this.#looking.values()) watch[Symbol.dispose]();
    this.view[Symbol.dispose]();
  }

  #want(target: Target): Looking {
    const looking = this.#looking.get(target) ?? { watch: new Watch(target), index: -1, wanted: 0 };
    looking.wanted = this.#index;
    this.#looking.set(target, looking);
    return looking;
  }

  #sight(pointer: Point | undefined): Sight {
    return { pointer, history: this.#context.stream.history };
  }
}

function tooEarly(): GuestwrightError {
  return new GuestwrightError('script: looked before the first frame', { code: 'machine-state' });
}
