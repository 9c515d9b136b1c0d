/** Looking for what takes long, such as text by OCR, beside other targets: frames go on while it looks. */
import { pause } from '../base/deadline.ts';
import { damageTouches } from '../frame/damage.ts';
import { copyFrame, type Damage, type Frame } from '../frame/frame.ts';
import type { GuestMatch, Sight, Sighting, Target } from './target.ts';

/** A look that is done within that time, in ms, counts as quick: text of consoles is read in one or two. */
const QUICK = 10;

interface Looking {
  readonly size: string;
  /** What changed since the frame that it looks at. */
  changed: Damage;
  /** Once it is done; throws what the look threw. */
  answer: (() => Sighting) | undefined;
  readonly done: Promise<void>;
}

/** One target's looks, each at one frame in memory of its own, one at a time. */
export class SlowLook {
  readonly #target: Target;
  #looking: Looking | undefined;

  constructor(target: Target) {
    this.#target = target;
  }

  /**
   * What it is on this frame; undefined while that is not known. `damage` counts from the frame of the last call. A
   * match whose pixels changed while it was looked for is not believed: the next look begins with the current frame.
   */
  async update(frame: Frame, damage: Damage, sight: Sight): Promise<Sighting | undefined> {
    const size = `${frame.width}x${frame.height}`;
    if (this.#looking?.size !== size) this.#looking = undefined;
    if (this.#looking) this.#looking.changed = both(this.#looking.changed, damage);
    for (;;) {
      this.#looking ??= this.#begin(copyFrame(frame), size, sight);
      const looking = this.#looking;
      if (!looking.answer) await Promise.race([looking.done, pause(QUICK)]);
      if (!looking.answer) return undefined;
      const { matches, depends } = this.#settle(looking);
      if (!isTouched(looking.changed, depends)) return { matches, depends };
      this.#looking = undefined;
      const standing = matches.filter(({ box }) => !isTouched(looking.changed, box));
      if (standing.length > 0) return { matches: standing, depends: 'all' };
    }
  }

  #begin(frame: Frame, size: string, sight: Sight): Looking {
    const looking: Looking = {
      size,
      changed: [],
      answer: undefined,
      done: (async () => await this.#target.look(frame, sight))().then(
        (sighting) => {
          looking.answer = () => sighting;
        },
        (error: unknown) => {
          looking.answer = () => {
            throw error;
          };
        },
      ),
    };
    return looking;
  }

  #settle(looking: Looking): Sighting {
    try {
      return (looking.answer as () => Sighting)();
    } catch (error) {
      this.#looking = undefined;
      throw error;
    }
  }
}

function both(a: Damage, b: Damage): Damage {
  return a === 'all' || b === 'all' ? 'all' : [...a, ...b];
}

function isTouched(damage: Damage, place: Sighting['depends'] | GuestMatch['box']): boolean {
  if (damage === 'all') return true;
  return place === 'all' ? damage.length > 0 : damageTouches(damage, place);
}
