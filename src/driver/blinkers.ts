/** Small changes that come again and again at one place, such as a text cursor: no reason to capture more often. */
import type { Damage } from '../frame/frame.ts';

/** A cursor's cell may touch four damage tiles of 16x16: larger changes are news. In pixels. */
const LARGEST_BLINKER = 32 * 32;
/** A change that was seen within this time is expected to come again, ms. Clocks and cursors are faster. */
const MEMORY = 3000;

export class Blinkers {
  /** When a small change was last seen, by its place. */
  readonly #seen = new Map<string, number>();

  /** Whether the same small place changed a short while ago. Remembers this change. */
  isBlink(damage: Damage, now: number): boolean {
    if (damage === 'all') return false;
    const area = damage.reduce((sum, { width, height }) => sum + width * height, 0);
    if (area > LARGEST_BLINKER) return false;
    for (const [place, time] of this.#seen) if (now - time > MEMORY) this.#seen.delete(place);
    const place = JSON.stringify(damage);
    const known = this.#seen.has(place);
    this.#seen.set(place, now);
    return known;
  }
}
