/** Keys and pointer events in groups that QEMU's devices can hold. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { KeyEvent } from '../../../../src/driver/driver.ts';
import { keyGroups, PS2_QUEUE_BYTES, pointerGroups } from '../../../../src/driver/qemu/input-events.ts';
import { PHYSICAL_KEYS, qcode, scancodes } from '../../../../src/input/keys.ts';

const SCREEN = { width: 800, height: 600 };
/** Values of an absolute axis. */
const AXIS = 0x8000;

const KEYS = PHYSICAL_KEYS.filter((key) => qcode(key) !== undefined);

test('all key events arrive in order, in groups that fit an empty queue', () => {
  const event = fc.record({ key: fc.constantFrom(...KEYS), down: fc.boolean() });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 200 }), (events: KeyEvent[]) => {
      const groups = keyGroups(events);
      const sent = groups.flatMap((group) => group.events);
      expect(sent).toEqual(
        events.map(({ key, down }) => ({
          type: 'key',
          data: { down, key: { type: 'qcode', data: qcode(key) } },
        })),
      );
      let at = 0;
      for (const group of groups) {
        const part = events.slice(at, at + group.events.length);
        at += group.events.length;
        const bytes = part.flatMap(({ key, down }) => scancodes(key, down)).length;
        expect(group.bytes).toBe(bytes);
        expect(bytes).toBeLessThanOrEqual(PS2_QUEUE_BYTES);
      }
    }),
  );
});

test('a press and its release go in one group', () => {
  const events = (['ControlLeft', 'AltLeft', 'Delete'] as const).flatMap((key) => [{ key, down: true }]);
  const released = [...events].reverse().map(({ key }) => ({ key, down: false }));
  expect(keyGroups([...events, ...released])).toHaveLength(1);
});

test('a key that QEMU cannot name is refused before anything is sent', () => {
  expect(() => keyGroups([{ key: 'F13', down: true }])).toThrow("key 'F13': QEMU has no name for it");
});

test('an absolute position hits its pixel however the guest rounds', () => {
  const size = fc.integer({ min: 1, max: 4096 });
  fc.assert(
    fc.property(size, size, fc.nat(), fc.nat(), (width, height, column, row) => {
      const [x, y] = [column % width, row % height];
      const [group] = pointerGroups([{ type: 'move', x, y }], { width, height });
      const [across, down] = (group?.events ?? []).map((event) =>
        event.type === 'abs' ? event.data.value : -1,
      );
      expect(Math.floor(((across as number) * width) / AXIS)).toBe(x);
      expect(Math.floor(((down as number) * height) / AXIS)).toBe(y);
      expect(Math.round(((across as number) * (width - 1)) / (AXIS - 1))).toBe(x);
      expect(Math.round(((down as number) * (height - 1)) / (AXIS - 1))).toBe(y);
    }),
  );
});

test('a position outside of the display is refused', () => {
  expect(() => pointerGroups([{ type: 'move', x: 800, y: 0 }], SCREEN)).toThrow(
    'pointer: expected a position on the display (800x600), got 800,0',
  );
});

test('a press and its release are two groups, a wheel notch is one', () => {
  const click = pointerGroups(
    [
      { type: 'button', button: 'left', down: true },
      { type: 'button', button: 'left', down: false },
      { type: 'wheel', dx: -1, dy: 2 },
    ],
    SCREEN,
  );
  const names = click.map((group) =>
    group.events.map((event) =>
      event.type === 'btn' ? `${event.data.button} ${event.data.down ? 'down' : 'up'}` : '',
    ),
  );
  const turn = (button: string) => [`${button} down`, `${button} up`];
  expect(names).toEqual([
    ['left down'],
    ['left up'],
    turn('wheel-down'),
    turn('wheel-down'),
    turn('wheel-left'),
  ]);
});

test('a long relative move is cut into steps of a packet that add up', () => {
  fc.assert(
    fc.property(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: -5000, max: 5000 }), (dx, dy) => {
      const events = pointerGroups([{ type: 'moveBy', dx, dy }], SCREEN).flatMap((group) => group.events);
      const steps = events.map((event) =>
        event.type === 'rel' ? event.data : { axis: 'x', value: Number.NaN },
      );
      const sum = (axis: string) =>
        steps.reduce((sum, step) => sum + (step.axis === axis ? step.value : 0), 0);
      expect([sum('x'), sum('y')]).toEqual([dx, dy]);
      expect(Math.max(...steps.map(({ value }) => Math.abs(value)))).toBeLessThanOrEqual(127);
    }),
  );
});
