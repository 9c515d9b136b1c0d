/** Keys and pointer events as QEMU's input events, in groups that its emulated devices can hold. Pure. */
import { GuestwrightError } from '../../base/errors.ts';
import type { Dimensions, Point } from '../../frame/region.ts';
import { qcode, scancodes } from '../../input/keys.ts';
import type { KeyEvent, PointerButton, PointerEvent } from '../driver.ts';
import type { QmpButton, QmpInputEvent } from '../qmp/messages.ts';

/** One `input-send-event`, and how many bytes it puts into the queue if the device is a PS/2 one. */
export interface InputGroup {
  readonly device: 'keyboard' | 'pointer';
  readonly events: readonly QmpInputEvent[];
  readonly bytes: number;
}

/** QEMU drops what does not fit (hw/input/ps2.c, PS2_QUEUE_SIZE). */
export const PS2_QUEUE_BYTES = 16;
/** Events or bytes of one group of keys: less than a PS/2 keyboard's queue and a USB keyboard's (15 events). */
const LARGEST_GROUP = 14;
/** Largest value of an absolute axis (INPUT_EVENT_ABS_MAX). */
const ABSOLUTE_MAX = 0x7fff;
/** Largest step in one PS/2 mouse packet; the rest would wait in QEMU for the next event. */
const RELATIVE_MAX = 127;
/** A PS/2 mouse with a wheel sends packets of 4 bytes. */
const MOUSE_PACKET_BYTES = 4;

const BUTTONS: Readonly<Record<PointerButton, QmpButton>> = {
  left: 'left',
  middle: 'middle',
  right: 'right',
  back: 'side',
  forward: 'extra',
};

/** Groups of presses and releases in order, each short enough for an empty queue. Error `unknown-key`. */
export function keyGroups(events: readonly KeyEvent[]): readonly InputGroup[] {
  const groups: { device: 'keyboard'; events: QmpInputEvent[]; bytes: number }[] = [];
  for (const { key, down } of events) {
    const name = qcode(key);
    if (name === undefined) {
      throw new GuestwrightError(`key '${key}': QEMU has no name for it`, {
        code: 'unknown-key',
        remedy: 'Use another key, or send its scan codes on a driver that has them.',
      });
    }
    const bytes = scancodes(key, down).length;
    const last = groups.at(-1);
    const event: QmpInputEvent = { type: 'key', data: { down, key: { type: 'qcode', data: name } } };
    if (last && last.bytes + bytes <= LARGEST_GROUP) {
      last.events.push(event);
      last.bytes += bytes;
    } else groups.push({ device: 'keyboard', events: [event], bytes });
  }
  return groups;
}

/**
 * One group per pointer event: QEMU's devices report only the state after a whole group, so that a press and its
 * release in one group would be lost.
 */
export function pointerGroups(events: readonly PointerEvent[], display: Dimensions): readonly InputGroup[] {
  return events
    .flatMap((event) => pointerEvents(event, display))
    .map((group) => ({ device: 'pointer', events: group, bytes: MOUSE_PACKET_BYTES }));
}

function pointerEvents(event: PointerEvent, display: Dimensions): readonly QmpInputEvent[][] {
  switch (event.type) {
    case 'move':
      requireOnDisplay(event, display);
      return [[absolute('x', event.x, display.width), absolute('y', event.y, display.height)]];
    case 'moveBy':
      return relativeSteps(event.dx, event.dy);
    case 'button':
      return [[{ type: 'btn', data: { down: event.down, button: BUTTONS[event.button] } }]];
    case 'wheel':
      return [
        ...wheelNotches(event.dy, 'wheel-up', 'wheel-down'),
        ...wheelNotches(event.dx, 'wheel-left', 'wheel-right'),
      ];
  }
}

function requireOnDisplay({ x, y }: Point, { width, height }: Dimensions): void {
  if (x >= 0 && y >= 0 && x < width && y < height) return;
  throw new GuestwrightError(
    `pointer: expected a position on the display (${width}x${height}), got ${x},${y}`,
    {
      code: 'invalid-argument',
      remedy: 'Name a pixel of the display.',
    },
  );
}

/**
 * Guests make pixels of it in two ways: floor(value * size / 0x8000), or round(value * (size - 1) / 0x7fff). Both
 * give the right one, with a quarter of a pixel to spare, if we aim left of its middle on the left and right of it
 * on the right.
 */
function absolute(axis: 'x' | 'y', pixel: number, size: number): QmpInputEvent {
  const within = size === 1 ? 0.5 : 0.25 + (0.5 * pixel) / (size - 1);
  const value = Math.round(((pixel + within) / size) * (ABSOLUTE_MAX + 1));
  return { type: 'abs', data: { axis, value: Math.min(ABSOLUTE_MAX, value) } };
}

function relativeSteps(dx: number, dy: number): QmpInputEvent[][] {
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) / RELATIVE_MAX));
  const part = (total: number, step: number) =>
    Math.round((total * (step + 1)) / steps) - Math.round((total * step) / steps);
  return Array.from({ length: steps }, (_, step) => [
    { type: 'rel', data: { axis: 'x', value: part(dx, step) } },
    { type: 'rel', data: { axis: 'y', value: part(dy, step) } },
  ]);
}

function wheelNotches(notches: number, negative: QmpButton, positive: QmpButton): QmpInputEvent[][] {
  const button = notches < 0 ? negative : positive;
  return Array.from({ length: Math.abs(Math.round(notches)) }, () => [
    { type: 'btn', data: { down: true, button } },
    { type: 'btn', data: { down: false, button } },
  ]);
}
