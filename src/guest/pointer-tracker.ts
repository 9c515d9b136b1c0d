/** Where the guest's pointer is, as far as we know, and how a place is reached: absolute, or homed and relative. */
import { GuestwrightError } from '../base/errors.ts';
import { mergeSignals, raceSignal, timeUp } from '../base/signals.ts';
import { unsupported } from '../driver/capabilities.ts';
import type { Desktop, Machine, PointerEvent } from '../driver/driver.ts';
import type { Dimensions, Point } from '../frame/region.ts';
import type { Attempt } from './context.ts';

/** Longest relative move in one packet, in pixels: PS/2 packets carry up to 255, guests accelerate long ones. */
const LONGEST_MOVE = 100;

/** Places remembered: a step's actions seldom move the pointer more often. */
const LONGEST_TRAIL = 16;

export class PointerTracker {
  readonly #machine: Machine;
  readonly #relativeAllowed: boolean;
  #position: Point | undefined;
  #trail: Point[] = [];
  #moves = 0;
  /** Whether relative moves have a known start. */
  #homed = false;

  constructor(machine: Machine, options: { readonly relativeAllowed: boolean }) {
    this.#machine = machine;
    this.#relativeAllowed = options.relativeAllowed;
  }

  /** The last place that the pointer was sent to; undefined before the first move. */
  get position(): Point | undefined {
    return this.#position;
  }

  /** Where the pointer was at `mark` and was sent since, the newest last: a slow guest may still draw it there. */
  trail(mark: number): readonly Point[] {
    return this.#trail.slice(-(this.#moves - mark) - 1);
  }

  /** A moment for `trail`. */
  get mark(): number {
    return this.#moves;
  }

  /** The guest was reset or restored: nobody knows where its pointer is. */
  forget(): void {
    this.#position = undefined;
    this.#homed = false;
  }

  /**
   * The events that bring the pointer to `to`. Waits for the guest to listen to absolute positions;
   * where that cannot come and relative moves are allowed: to the top left corner, then 1:1.
   */
  async moveTo(to: Point, desktop: Desktop, size: Dimensions, attempt: Attempt): Promise<PointerEvent[]> {
    const { driver } = this.#machine.host;
    const absolute = driver.capabilities.has('pointer.absolute');
    const relative = this.#canBeRelative;
    if (absolute && (desktop.states['pointer.absolute'] || !relative)) {
      await this.#absolute(desktop, attempt);
      this.#goTo(to);
      this.#homed = false;
      return [{ type: 'move', x: to.x, y: to.y }];
    }
    if (!relative) throw unsupported(driver.name, 'pointer.absolute');
    const home = this.#homed && this.#position ? [] : homing(size);
    const from = home.length > 0 ? { x: 0, y: 0 } : (this.#position as Point);
    this.#goTo(to);
    this.#homed = true;
    return [...home, ...relativeMoves(to.x - from.x, to.y - from.y)];
  }

  /** Whether `moveTo` would not have to wait. */
  movesNow(desktop: Desktop): boolean {
    return desktop.states['pointer.absolute'] || this.#canBeRelative;
  }

  get #canBeRelative(): boolean {
    return this.#relativeAllowed && this.#machine.host.driver.capabilities.has('pointer.relative');
  }

  /** The events of a relative move by the user; the position follows as far as it is known. */
  moveBy(dx: number, dy: number, size: Dimensions): PointerEvent[] {
    const from = this.#position;
    if (from) this.#goTo({ x: clamp(from.x + dx, size.width), y: clamp(from.y + dy, size.height) });
    return relativeMoves(dx, dy);
  }

  #goTo(place: Point): void {
    this.#position = place;
    this.#moves++;
    this.#trail = [...this.#trail, place].slice(-LONGEST_TRAIL);
  }

  async #absolute(desktop: Desktop, { signal, until }: Attempt): Promise<void> {
    if (desktop.states['pointer.absolute']) return;
    using timer = timeUp(until);
    using signals = mergeSignals(signal, timer.signal);
    let listening: Disposable | undefined;
    const ready = new Promise<void>((resolve) => {
      listening = desktop.on('states', (states) => states['pointer.absolute'] && resolve());
    });
    try {
      await raceSignal(ready, signals.signal);
    } catch {
      if (signal.aborted) throw signal.reason;
      throw new GuestwrightError(
        `the guest does not listen to an absolute pointer (state pointer.absolute of driver '${this.#machine.host.driver.name}')`,
        {
          code: 'machine-state',
          remedy:
            "Act once the guest's mouse driver runs, or allow relative moves: createGuest({ relativePointer: true }).",
        },
      );
    } finally {
      listening?.[Symbol.dispose]();
    }
  }
}

/** Further left and up than any display is wide and high. */
function homing({ width, height }: Dimensions): PointerEvent[] {
  return relativeMoves(-width - LONGEST_MOVE, -height - LONGEST_MOVE);
}

function relativeMoves(dx: number, dy: number): PointerEvent[] {
  const moves = Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) / LONGEST_MOVE);
  return Array.from({ length: moves }, (_, index) => ({
    type: 'moveBy',
    dx: part(dx, index, moves),
    dy: part(dy, index, moves),
  }));
}

/** The whole pixels of step `index`; all steps together give `total`. */
function part(total: number, index: number, steps: number): number {
  return Math.round((total * (index + 1)) / steps) - Math.round((total * index) / steps);
}

function clamp(value: number, length: number): number {
  return Math.min(Math.max(value, 0), length - 1);
}
