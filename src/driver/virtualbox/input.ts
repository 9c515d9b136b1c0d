/** Keys and pointer through VirtualBox's virtual devices. */
import { type Deadline, now, pause, poll } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { PointerButton, PointerEvent } from '../driver.ts';
import type { VboxObject } from './objects.ts';

/** The keyboard's queue was full; asked again so often, in ms. */
const KEYBOARD_INTERVAL = 5;
/** Bytes in one call: the queue of the PS/2 device takes no more at once. */
const MOST_BYTES = 16;

/** Sends set-1 bytes in whole sequences, as fast as the device takes them. */
export async function sendScancodes(
  keyboard: VboxObject<'IKeyboard'>,
  sequences: readonly (readonly number[])[],
  deadline: Deadline,
): Promise<void> {
  for (const chunk of chunks(sequences)) {
    let rest = chunk;
    await poll(deadline, KEYBOARD_INTERVAL, async () => {
      const stored = await keyboard.call('putScancodes', { scancodes: rest }, deadline.options);
      rest = rest.slice(stored);
      return rest.length === 0 ? true : undefined;
    });
  }
}

/** Sequences stay whole: half a key would be another one. */
function chunks(sequences: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const result: number[][] = [];
  for (const sequence of sequences) {
    const last = result.at(-1);
    if (last && last.length + sequence.length <= MOST_BYTES) last.push(...sequence);
    else result.push([...sequence]);
  }
  return result;
}

/** Bits of IMouse's buttonState. */
const BUTTON_BITS: Readonly<Record<PointerButton, number>> = {
  left: 0x01,
  right: 0x02,
  middle: 0x04,
  back: 0x08,
  forward: 0x10,
};

/**
 * A guest reads the absolute position when it handles the button, which the PS/2 device tells of: a move that comes sooner
 * than this, in ms, would take the button along.
 */
const BUTTON_TIME = 200;

export class PointerSender {
  #buttons = 0;
  #buttonAt = Number.NEGATIVE_INFINITY;
  /** Where the absolute pointer was put last. */
  #at: { readonly x: number; readonly y: number } | undefined;

  /** The machine was started anew: no button is held. */
  reset(): void {
    this.#buttons = 0;
    this.#at = undefined;
  }

  /** `absolute`: whether the guest listens to absolute positions. */
  async send(
    mouse: VboxObject<'IMouse'>,
    events: readonly PointerEvent[],
    { absolute, deadline }: { readonly absolute: boolean; readonly deadline: Deadline },
  ): Promise<void> {
    for (const event of events) {
      switch (event.type) {
        case 'move':
          if (!absolute) throw notListening();
          await pause(Math.max(0, this.#buttonAt + BUTTON_TIME - now()), deadline.signal);
          this.#at = { x: event.x, y: event.y };
          await this.#put(mouse, { absolute, deadline });
          break;
        case 'moveBy':
          await this.#put(mouse, { absolute: false, deadline, dx: event.dx, dy: event.dy });
          break;
        case 'button':
          this.#buttons = event.down
            ? this.#buttons | BUTTON_BITS[event.button]
            : this.#buttons & ~BUTTON_BITS[event.button];
          await this.#put(mouse, { absolute, deadline });
          this.#buttonAt = now();
          break;
        case 'wheel':
          for (let notch = 0; notch < Math.abs(event.dy); notch++)
            await this.#put(mouse, { absolute, deadline, dz: Math.sign(event.dy) });
          for (let notch = 0; notch < Math.abs(event.dx); notch++)
            await this.#put(mouse, { absolute, deadline, dw: Math.sign(event.dx) });
      }
    }
  }

  /** A button or a wheel belongs to the device that was moved last: with a known position to the absolute one. */
  async #put(
    mouse: VboxObject<'IMouse'>,
    {
      absolute,
      deadline,
      dx = 0,
      dy = 0,
      dz = 0,
      dw = 0,
    }: { absolute: boolean; deadline: Deadline; dx?: number; dy?: number; dz?: number; dw?: number },
  ): Promise<void> {
    const rest = { dz, dw, buttonState: this.#buttons };
    if (absolute && this.#at) {
      const { x, y } = this.#at;
      await mouse.call('putMouseEventAbsolute', { x: x + 1, y: y + 1, ...rest }, deadline.options); // counted from 1
    } else await mouse.call('putMouseEvent', { dx, dy, ...rest }, deadline.options);
  }
}

function notListening(): GuestwrightError {
  return new GuestwrightError('pointer: the guest does not listen to absolute positions now', {
    code: 'machine-state',
    remedy: "Wait for the state 'pointer.absolute', or move by distances.",
  });
}
