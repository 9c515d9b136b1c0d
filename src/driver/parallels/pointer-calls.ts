/** Pointer events as calls of the mouse: positions or distances, wheels, and the buttons that are held. */
import { GuestwrightError } from '../../base/errors.ts';
import type { PointerEvent } from '../driver.ts';
import { MOUSE_BUTTON } from './abi/constants.ts';

export interface MouseCall {
  readonly to: 'position' | 'distance';
  readonly x: number;
  readonly y: number;
  /** Notches, positive away from the user. */
  readonly wheel: number;
  /** Notches, positive to the right. */
  readonly horizontalWheel: number;
  readonly buttons: number;
}

/** Remembers where the pointer was put and which buttons are held. */
export class PointerCalls {
  #buttons = 0;
  #at: { readonly x: number; readonly y: number } | undefined;

  /** The machine was started anew: no button is held. */
  reset(): void {
    this.#buttons = 0;
    this.#at = undefined;
  }

  /** `absolute`: whether the guest listens to positions. Error `machine-state` for a move to one when it does not. */
  *of(events: readonly PointerEvent[], { absolute }: { readonly absolute: boolean }): Iterable<MouseCall> {
    for (const event of events) {
      switch (event.type) {
        case 'move':
          if (!absolute) throw notListening();
          this.#at = { x: Math.round(event.x), y: Math.round(event.y) };
          yield this.#call(absolute);
          break;
        case 'moveBy':
          this.#at = undefined;
          yield { ...this.#call(false), x: Math.round(event.dx), y: Math.round(event.dy) };
          break;
        case 'button':
          this.#buttons = event.down
            ? this.#buttons | MOUSE_BUTTON[event.button]
            : this.#buttons & ~MOUSE_BUTTON[event.button];
          yield this.#call(absolute);
          break;
        case 'wheel':
          for (let notch = 0; notch < Math.abs(event.dy); notch++)
            yield { ...this.#call(absolute), wheel: -Math.sign(event.dy) };
          for (let notch = 0; notch < Math.abs(event.dx); notch++)
            yield { ...this.#call(absolute), horizontalWheel: Math.sign(event.dx) };
      }
    }
  }

  /** A button or a wheel goes to the device that was moved last. */
  #call(absolute: boolean): MouseCall {
    const rest = { wheel: 0, horizontalWheel: 0, buttons: this.#buttons };
    return absolute && this.#at
      ? { to: 'position', ...this.#at, ...rest }
      : { to: 'distance', x: 0, y: 0, ...rest };
  }
}

function notListening(): GuestwrightError {
  return new GuestwrightError('pointer: the guest does not listen to absolute positions now', {
    code: 'machine-state',
    remedy: "Wait for the state 'pointer.absolute' (Parallels Tools bring it), or move by distances.",
  });
}
