/** Keys and pointer packets: sequences, steps, positions, and feeding them so that none is lost. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { PointerButton, PointerEvent } from '../../../../src/driver/driver.ts';
import { InputPump } from '../../../../src/driver/embedded/input-pump.ts';
import {
  absolutePosition,
  type PointerPort,
  pointerItems,
  steps,
} from '../../../../src/driver/embedded/pointer-items.ts';
import { splitSequences } from '../../../../src/driver/embedded/scancode-sequences.ts';

test('raw scan codes are split where a key ends', () => {
  const pause = [0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5];
  expect(splitSequences([0x1e, 0x9e, 0xe0, 0x48, 0xe0, 0xc8, ...pause])).toEqual([
    [0x1e],
    [0x9e],
    [0xe0, 0x48],
    [0xe0, 0xc8],
    [0xe1, 0x1d, 0x45],
    [0xe1, 0x9d, 0xc5],
  ]);
  expect(splitSequences([0xe0])).toEqual([[0xe0]]);
});

test('the steps of a movement are short and sum up to it', () => {
  const way = fc.integer({ min: -3000, max: 3000 });
  fc.assert(
    fc.property(way, way, (dx, dy) => {
      const list = steps(dx, dy);
      expect(list.reduce((sum, step) => sum + step.dx, 0)).toBe(dx);
      expect(list.reduce((sum, step) => sum + step.dy, 0)).toBe(dy);
      for (const step of list)
        expect(Math.max(Math.abs(step.dx), Math.abs(step.dy))).toBeLessThanOrEqual(100);
    }),
  );
});

test('an absolute position is that pixel for guests that round down and for those that round to the nearest', () => {
  const place = fc
    .integer({ min: 2, max: 2560 })
    .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })));
  fc.assert(
    fc.property(place, ([size, pixel]) => {
      const position = absolutePosition(pixel, size);
      expect(Math.floor((position * size) / 65536)).toBe(pixel);
      expect(Math.round((position * (size - 1)) / 65535)).toBe(pixel);
    }),
  );
});

/** A port that writes down what it is told. */
function recorder(absolute: boolean) {
  const log: string[] = [];
  const port: PointerPort = {
    absolute: () => absolute,
    size: () => ({ width: 640, height: 480 }),
    moveBy: (dx, dy) => log.push(`by ${dx} ${dy}`),
    moveTo: (x, y) => log.push(`to ${x} ${y}`),
    buttons: (held) => log.push(`buttons ${[...held].join()}`),
    wheel: (direction) => log.push(`wheel ${direction}`),
  };
  const pressed = new Set<PointerButton>();
  const play = (...events: PointerEvent[]) => {
    for (const item of pointerItems(events, port, pressed)) item();
    return log;
  };
  return { play };
}

test('relative movements count upwards, buttons add up, the wheel goes notch by notch', () => {
  const { play } = recorder(false);
  const log = play(
    { type: 'moveBy', dx: 3, dy: 4 },
    { type: 'button', button: 'left', down: true },
    { type: 'button', button: 'right', down: true },
    { type: 'button', button: 'left', down: false },
    { type: 'wheel', dx: 0, dy: 2 },
    { type: 'wheel', dx: 0, dy: -1 },
  );
  expect(log).toEqual([
    'by 3 -4',
    'buttons left',
    'buttons left,right',
    'buttons right',
    'wheel -1',
    'wheel -1',
    'wheel 1',
  ]);
});

test('an absolute move needs a guest that listens and a pixel of the display', () => {
  expect(recorder(true).play({ type: 'move', x: 320, y: 0 })).toEqual(['to 32819 34']);
  expect(() => recorder(false).play({ type: 'move', x: 0, y: 0 })).toThrow(
    'pointer: the guest does not listen to absolute positions now',
  );
  expect(() => recorder(true).play({ type: 'move', x: 640, y: 0 })).toThrow(
    'pointer: expected a position on the display (640x480), got 640,0',
  );
});

test('what the mouse lacks is refused before anything is sent', () => {
  const { play } = recorder(false);
  expect(() => play({ type: 'moveBy', dx: 1, dy: 1 }, { type: 'wheel', dx: 1, dy: 0 })).toThrow(
    'horizontal wheel',
  );
  expect(() => play({ type: 'button', button: 'back', down: true })).toThrow("the button 'back'");
  expect(play()).toEqual([]);
});

/** A keyboard controller whose guest takes a byte now and then. */
class FakePs2 {
  readonly kbd_buffer = { length: 0 };
  readonly mouse_buffer = { length: 0 };
  readonly enable_keyboard_stream = true;
  readonly next_read_led = false;
  mostWaiting = 0;

  send(bytes: number): void {
    this.kbd_buffer.length += bytes;
    this.mostWaiting = Math.max(this.mostWaiting, this.kbd_buffer.length);
  }

  async takeAll(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      if (this.kbd_buffer.length > 0) this.kbd_buffer.length--;
      await nextTurn();
    }
  }

  mouse_stream_active(): boolean {
    return false;
  }

  send_mouse_packet(): void {}

  port60_write(): void {}
}

test('the next sequence waits until the guest took the last, over several calls', async () => {
  const ps2 = new FakePs2();
  const stop = new AbortController();
  const guest = ps2.takeAll(stop.signal);
  const pump = new InputPump(ps2, () => true);
  const order: number[] = [];
  const items = (from: number) =>
    Array.from({ length: 100 }, (_, i) => () => {
      order.push(from + i);
      ps2.send(2);
    });
  await Promise.all([pump.deliver(items(0)), pump.deliver(items(100))]);
  stop.abort();
  await guest;
  expect(order).toEqual(Array.from({ length: 200 }, (_, i) => i));
  expect(ps2.mostWaiting).toBe(2);
  expect(ps2.kbd_buffer.length).toBe(0);
});

test('a guest that does not run is not waited for, but its queue is not overrun', async () => {
  const ps2 = new FakePs2();
  const pump = new InputPump(ps2, () => false);
  await pump.deliver(Array.from({ length: 1000 }, () => () => ps2.send(1)));
  expect(ps2.kbd_buffer.length).toBe(1000);
  const more = pump.deliver([() => ps2.send(1)]);
  const stop = new AbortController();
  const guest = ps2.takeAll(stop.signal);
  await more;
  stop.abort();
  await guest;
  expect(ps2.mostWaiting).toBe(1000);
});
