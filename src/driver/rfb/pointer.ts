/** Pointer events as messages: positions with a mask of buttons, or QEMU's movements. */
import { GuestwrightError } from '../../base/errors.ts';
import type { Dimensions, Point } from '../../frame/region.ts';
import type { PointerButton, PointerEvent } from '../driver.ts';
import { extendedPointerEvent, pointerEvent } from './client-messages.ts';

/** Bits of the mask; 8 is beyond a byte and needs the server's Extended Mouse Buttons. */
const BUTTON_BIT: Readonly<Record<PointerButton, number>> = {
  left: 0,
  middle: 1,
  right: 2,
  back: 7,
  forward: 8,
};
const WHEEL_BIT = { up: 3, down: 4, left: 5, right: 6 } as const;
/** Buttons of the plain message. */
const PLAIN_MASK = 0xff;
/** QEMU's relative positions are movements plus this (QEMU pointer motion change). */
const RELATIVE_ORIGIN = 0x7fff;
/** The largest step that a PS/2 mouse can make in one packet. */
const LARGEST_STEP = 127;

/** What the server can do at the moment. */
export interface PointerMode {
  readonly absolute: boolean;
  readonly extendedButtons: boolean;
  readonly size: Dimensions;
}

/** Remembers position and buttons, which every message tells. */
export class RfbPointer {
  #at: Point = { x: 0, y: 0 };
  #buttons = 0;

  /** Where we moved it last. */
  get at(): Point {
    return this.#at;
  }

  /** No button is held any more: a new connection. */
  forget(): void {
    this.#buttons = 0;
  }

  /** The messages of one event. Errors: `invalid-argument` off the display, `machine-state` for a position while
   * the guest listens to movements, `unsupported` buttons. */
  messages(event: PointerEvent, mode: PointerMode): Uint8Array[] {
    switch (event.type) {
      case 'move':
        return [this.#moveTo(event, mode)];
      case 'moveBy':
        return mode.absolute
          ? [this.#moveTo(clamp(event.dx + this.#at.x, event.dy + this.#at.y, mode.size), mode)]
          : this.#steps(event.dx, event.dy, mode);
      case 'button':
        return [this.#press(BUTTON_BIT[event.button], event.down, mode)];
      case 'wheel':
        return [
          ...this.#notches(event.dy, event.dy < 0 ? WHEEL_BIT.up : WHEEL_BIT.down, mode),
          ...this.#notches(event.dx, event.dx < 0 ? WHEEL_BIT.left : WHEEL_BIT.right, mode),
        ];
    }
  }

  #moveTo({ x, y }: Point, mode: PointerMode): Uint8Array {
    const { width, height } = mode.size;
    if (!(x >= 0 && y >= 0 && x < width && y < height))
      throw new GuestwrightError(
        `pointer: expected a position on the display (${width}x${height}), got ${x},${y}`,
        { code: 'invalid-argument', remedy: 'Name a pixel of the display.' },
      );
    if (!mode.absolute)
      throw new GuestwrightError('pointer: the guest listens to movements now, not to positions', {
        code: 'machine-state',
        remedy: 'Wait until the guest uses the tablet (state pointer.absolute), or use moveBy.',
      });
    this.#at = { x: Math.round(x), y: Math.round(y) };
    return this.#message(this.#at, mode);
  }

  #steps(dx: number, dy: number, mode: PointerMode): Uint8Array[] {
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) / LARGEST_STEP));
    const part = (total: number, step: number) =>
      Math.round((total * (step + 1)) / steps) - Math.round((total * step) / steps);
    return Array.from({ length: steps }, (_, step) =>
      this.#message({ x: RELATIVE_ORIGIN + part(dx, step), y: RELATIVE_ORIGIN + part(dy, step) }, mode),
    );
  }

  #press(bit: number, down: boolean, mode: PointerMode): Uint8Array {
    if (1 << bit > PLAIN_MASK && !mode.extendedButtons)
      throw new GuestwrightError(`pointer: this VNC server has no button ${bit + 1} ('forward')`, {
        code: 'unsupported',
        remedy: 'Use a server with Extended Mouse Buttons (TigerVNC 1.14 or later), or another way.',
      });
    this.#buttons = down ? this.#buttons | (1 << bit) : this.#buttons & ~(1 << bit);
    const still = mode.absolute ? this.#at : { x: RELATIVE_ORIGIN, y: RELATIVE_ORIGIN };
    return this.#message(still, mode);
  }

  #notches(count: number, bit: number, mode: PointerMode): Uint8Array[] {
    return Array.from({ length: Math.abs(Math.round(count)) }, () => [
      this.#press(bit, true, mode),
      this.#press(bit, false, mode),
    ]).flat();
  }

  #message({ x, y }: Point, { extendedButtons }: PointerMode): Uint8Array {
    const beyond = this.#buttons & ~(PLAIN_MASK >> 1);
    return extendedButtons && beyond !== 0
      ? extendedPointerEvent(x, y, this.#buttons)
      : pointerEvent(x, y, this.#buttons);
  }
}

function clamp(x: number, y: number, { width, height }: Dimensions): Point {
  return { x: Math.min(Math.max(x, 0), width - 1), y: Math.min(Math.max(y, 0), height - 1) };
}
