/** Pointer events as packets of v86's PS/2 mouse and VMware's absolute pointer. */
import { GuestwrightError } from '../../base/errors.ts';
import type { Dimensions } from '../../frame/region.ts';
import type { PointerButton, PointerEvent } from '../driver.ts';
import type { InputItem } from './input-pump.ts';

/** A PS/2 packet counts to 255; steps of at most 100 stay clear of guests that clip. */
const LONGEST_STEP = 100;
/** Absolute positions go from 0 to this. */
export const ABSOLUTE_RANGE = 0xffff;

/** What moves; each call is one packet. */
export interface PointerPort {
  /** Whether the guest listens to absolute positions. */
  readonly absolute: () => boolean;
  readonly size: () => Dimensions | undefined;
  /** y grows upwards. */
  readonly moveBy: (dx: number, dy: number) => void;
  /** From 0 to 65535. */
  readonly moveTo: (x: number, y: number) => void;
  readonly buttons: (pressed: ReadonlySet<PointerButton>) => void;
  /** One notch; positive is away from the user. */
  readonly wheel: (direction: 1 | -1) => void;
}

/** The packets of `events`. `pressed` are the buttons held before, and is brought up to date as packets are sent. */
export function pointerItems(
  events: readonly PointerEvent[],
  port: PointerPort,
  pressed: Set<PointerButton>,
): InputItem[] {
  return events.flatMap((event) => {
    if (event.type === 'move') return [moveItem(event, port)];
    if (event.type === 'moveBy') {
      return steps(event.dx, event.dy).map(
        ({ dx, dy }) =>
          () =>
            port.moveBy(dx, -dy),
      );
    }
    if (event.type === 'wheel') return wheelItems(event, port);
    const { button, down } = event;
    if (button === 'back' || button === 'forward') throw cannot(`the button '${button}'`);
    return [
      () => {
        if (down) pressed.add(button);
        else pressed.delete(button);
        port.buttons(pressed);
      },
    ];
  });
}

/**
 * A pixel as an absolute coordinate. Guests scale by the width and round down, or by the width less one and round
 * to the nearest: between the middles of what either takes for that pixel.
 */
export function absolutePosition(pixel: number, size: number): number {
  const middle = ((pixel + 0.5) * (ABSOLUTE_RANGE + 1)) / size;
  const nearest = (pixel * ABSOLUTE_RANGE) / Math.max(1, size - 1);
  return Math.min(ABSOLUTE_RANGE, Math.round((middle + nearest) / 2));
}

/** A way in steps that each fit a packet. */
export function steps(dx: number, dy: number): { dx: number; dy: number }[] {
  const count = Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) / LONGEST_STEP);
  const upTo = (way: number, step: number) => Math.round((way * step) / count);
  return Array.from({ length: count }, (_, i) => ({
    dx: upTo(dx, i + 1) - upTo(dx, i),
    dy: upTo(dy, i + 1) - upTo(dy, i),
  }));
}

function moveItem({ x, y }: { x: number; y: number }, port: PointerPort): InputItem {
  if (!port.absolute()) {
    throw new GuestwrightError('pointer: the guest does not listen to absolute positions now', {
      code: 'machine-state',
      remedy: "Wait for the state 'pointer.absolute', or move by distances.",
    });
  }
  const size = port.size();
  if (!size || x < 0 || y < 0 || x >= size.width || y >= size.height) {
    const screen = size ? `${size.width}x${size.height}` : 'no display yet';
    throw new GuestwrightError(`pointer: expected a position on the display (${screen}), got ${x},${y}`, {
      code: 'invalid-argument',
      remedy: 'Name a pixel of the display.',
    });
  }
  return () => port.moveTo(absolutePosition(x, size.width), absolutePosition(y, size.height));
}

function wheelItems({ dx, dy }: { dx: number; dy: number }, port: PointerPort): InputItem[] {
  if (dx !== 0) throw cannot('a horizontal wheel');
  return Array.from({ length: Math.abs(dy) }, () => () => port.wheel(dy > 0 ? -1 : 1));
}

function cannot(what: string): GuestwrightError {
  return new GuestwrightError(`pointer: the embedded emulator's mouse lacks ${what}`, {
    code: 'unsupported',
    remedy: 'Use the left, middle and right button and the vertical wheel, or another driver.',
  });
}
