/** A script's sight of the screen: one view of the frame stream, every target asked at most once a frame. */
import { GuestwrightError } from '../base/errors.ts';
import type { Damage, Frame } from '../frame/frame.ts';
import type { GuestContext } from '../guest/context.ts';
import type { FrameView, SeenFrame } from '../guest/frame-stream.ts';
import { type Sighting, type Target, Watch } from '../guest/target.ts';

interface Looking {
  readonly watch: Watch;
  /** Index of the frame that it was last asked about. */
  index: number;
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
  }

  /** What `target` is on the current frame. */
  async sight(target: Target): Promise<Sighting> {
    const seen = this.#seen;
    if (!seen) throw new GuestwrightError('script: looked before the first frame', { code: 'machine-state' });
    const looking = this.#looking.get(target) ?? { watch: new Watch(target), index: -1 };
    this.#looking.set(target, looking);
    // The frame's damage counts from the frame before; a target that missed that one is asked anew.
    const damage: Damage = looking.index === this.#index - 1 ? seen.damage : 'all';
    if (looking.index === this.#index && looking.watch.sighting) return looking.watch.sighting;
    looking.index = this.#index;
    return await looking.watch.update(seen.frame, damage, this.#context.pointer.position);
  }

  [Symbol.dispose](): void {
    this.view[Symbol.dispose]();
  }
}
