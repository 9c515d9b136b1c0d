/** Reads pointer events as a person means them: clicks, double clicks, drags, turns of the wheel. */
import type { PointerButton, PointerEvent } from '../../driver/driver.ts';
import type { Point } from '../../frame/region.ts';
import { DOUBLE_CLICK_TIME } from './merge-actions.ts';

/** What a button that went up, or the wheel, meant. */
export type PointerMeaning =
  /** `count` 2 takes the place of the click before. */
  | { readonly kind: 'click'; readonly at: Point; readonly button: PointerButton; readonly count: number }
  | { readonly kind: 'drag'; readonly from: Point; readonly to: Point; readonly button: PointerButton }
  | { readonly kind: 'wheel'; readonly at: Point; readonly dx: number; readonly dy: number };

/** A hand that clicks moves the pointer by less, in pixels: GTK's and Windows' drag thresholds are 8 and 4. */
export const DRAG_DISTANCE = 4;

interface Pressed {
  readonly button: PointerButton;
  readonly at: Point;
}

interface Click extends Pressed {
  readonly time: number;
  readonly count: number;
}

export class PointerReader {
  #position: Point | undefined;
  #pressed: Pressed | undefined;
  #last: Click | undefined;

  /** Where the person sent the pointer last. */
  get position(): Point | undefined {
    return this.#position;
  }

  /** Whether this event begins or is an action: the screen is frozen before it. */
  begins(event: PointerEvent): boolean {
    return event.type === 'wheel' || (event.type === 'button' && event.down);
  }

  /** Notes one event at `time` (monotonic ms); what it meant, if anything. Relative moves leave the place unknown. */
  read(event: PointerEvent, time: number): PointerMeaning | undefined {
    switch (event.type) {
      case 'move':
        this.#position = { x: event.x, y: event.y };
        return undefined;
      case 'moveBy':
        this.#position = undefined;
        return undefined;
      case 'wheel':
        this.#last = undefined;
        return this.#position && { kind: 'wheel', at: this.#position, dx: event.dx, dy: event.dy };
      case 'button':
        return event.down ? this.#press(event.button) : this.#release(event.button, time);
    }
  }

  /** A key was pressed: what comes now is no second click. */
  interrupt(): void {
    this.#last = undefined;
  }

  #press(button: PointerButton): undefined {
    this.#pressed = this.#position && { button, at: this.#position };
  }

  #release(button: PointerButton, time: number): PointerMeaning | undefined {
    const pressed = this.#pressed;
    const to = this.#position;
    this.#pressed = undefined;
    if (!pressed || !to || pressed.button !== button) return undefined;
    if (isFar(pressed.at, to)) {
      this.#last = undefined;
      return { kind: 'drag', from: pressed.at, to, button };
    }
    const before = this.#last;
    const again =
      before?.button === button && time - before.time <= DOUBLE_CLICK_TIME && !isFar(before.at, pressed.at);
    const count = again ? before.count + 1 : 1;
    const at = again ? before.at : pressed.at;
    this.#last = { button, at, time, count };
    return { kind: 'click', at, button, count };
  }
}

/** Whether a hand that holds still does not come from `a` to `b`. */
export function isFar(a: Point, b: Point): boolean {
  return Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) > DRAG_DISTANCE;
}
