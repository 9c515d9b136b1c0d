/** What changed between any two frames of one stream: for whoever knows something of one and is asked about another. */
import { unionDamage } from './damage.ts';
import type { Damage, Frame } from './frame.ts';
import type { Picture } from './picture.ts';

/** So many frames back changes are remembered: waiters lag behind one another by a few. */
const REMEMBERED_FRAMES = 64;

/** Numbers the frames of a stream; those from elsewhere, such as single captures, get numbers that nothing is known of. */
export class FrameHistory {
  readonly #numbers = new WeakMap<Picture, number>();
  /** What changed in frame `number` against the one before it. */
  readonly #damage = new Map<number, Damage>();
  readonly #between = new Map<string, Damage>();
  #last = 0;
  #strangers = 0;

  /** Notes the stream's next frame: its damage is relative to the one noted before. */
  note(frame: Frame): void {
    this.#numbers.set(frame, ++this.#last);
    this.#damage.set(this.#last, frame.damage);
    this.#damage.delete(this.#last - REMEMBERED_FRAMES);
    this.#between.clear();
  }

  /** The same for the same object; negative for one that was never noted. */
  numberOf(frame: Picture): number {
    const known = this.#numbers.get(frame);
    if (known !== undefined) return known;
    const number = this.nextStranger();
    this.#numbers.set(frame, number);
    return number;
  }

  /** A number of its own for a frame that nothing is known of. */
  nextStranger(): number {
    return --this.#strangers;
  }

  /** Where the frames of these numbers may differ, whichever is older; `'all'` when that is not known. */
  between(one: number | undefined, other: number | undefined): Damage {
    if (one === undefined || other === undefined) return 'all';
    if (one === other) return [];
    const [older, newer] = one < other ? [one, other] : [other, one];
    if (older <= 0) return 'all';
    const key = `${older} ${newer}`;
    const known = this.#between.get(key);
    if (known) return known;
    let changed: Damage = [];
    for (let number = older + 1; number <= newer && changed !== 'all'; number++)
      changed = unionDamage(changed, this.#damage.get(number) ?? 'all');
    this.#between.set(key, changed);
    return changed;
  }
}
