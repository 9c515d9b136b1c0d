import { expect, test } from '@playwright/test';
import type { Desktop } from '../../../src/driver/driver.ts';
import { createFrame, type Damage, type Frame } from '../../../src/frame/frame.ts';
import { FrameStream } from '../../../src/guest/frame-stream.ts';

const NEVER = new AbortController().signal;

/** A desktop whose frames the test hands out one by one. */
class HandedFrames {
  readonly released: Uint8Array[] = [];
  readonly stream: FrameStream;
  #sequence = 0;
  #waiting: ((frame: Frame | undefined) => void) | undefined;
  #asked: (() => void) | undefined;

  constructor() {
    const release = (data: Uint8Array) => void this.released.push(data);
    const allocator = {
      allocate: (width: number, height: number) => new Uint8Array(width * height * 4),
      release,
    };
    this.stream = new FrameStream({ desktop: async () => this as unknown as Desktop, allocator });
  }

  async *frames({ signal }: { signal: AbortSignal }): AsyncGenerator<Frame, void, void> {
    while (!signal.aborted) {
      const frame = await new Promise<Frame | undefined>((resolve) => {
        this.#waiting = resolve;
        signal.addEventListener('abort', () => resolve(undefined), { once: true });
        this.#asked?.();
      });
      if (!frame) return;
      yield frame;
    }
  }

  /** The desktop has no more frames, as while a guest reboots. */
  async end(): Promise<void> {
    await this.#wanted();
    this.#waiting?.(undefined);
    this.#waiting = undefined;
  }

  /** Gives the stream a frame as soon as it asks for one. */
  async give(time: number, damage: Damage = [], data: Uint8Array = new Uint8Array(4)): Promise<Frame> {
    await this.#wanted();
    const frame = createFrame(data, { width: 1, height: 1, sequence: ++this.#sequence, time, damage });
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(frame);
    return frame;
  }

  async #wanted(): Promise<void> {
    if (this.#waiting) return;
    await new Promise<void>((resolve) => {
      this.#asked = resolve;
    });
  }
}

test('a frame that is too old is kept back, and its damage goes into the next one', async () => {
  const handed = new HandedFrames();
  using view = handed.stream.open();
  const first = view.next({ signal: NEVER });
  await handed.give(10, 'all');
  expect((await first).frame.time).toBe(10);
  const second = view.next({ after: 30, signal: NEVER });
  const region = { x: 0, y: 0, width: 1, height: 1 };
  await handed.give(20, [region]);
  await handed.give(40, []);
  const seen = await second;
  expect(seen.frame.time).toBe(40);
  expect(seen.damage).toEqual([region]);
});

test('a frame that came while nobody asked is too old for who asks for later ones', async () => {
  const handed = new HandedFrames();
  using slow = handed.stream.open();
  using quick = handed.stream.open();
  const seen = quick.next({ signal: NEVER });
  await handed.give(10);
  await seen;
  const later = slow.next({ after: 30, signal: NEVER });
  await handed.give(20);
  await handed.give(40);
  expect((await later).frame.time).toBe(40);
});

test('after a reboot took the desktop away, everything counts as changed', async () => {
  const handed = new HandedFrames();
  using view = handed.stream.open();
  const before = view.next({ signal: NEVER });
  await handed.give(10);
  await before;
  const after = view.next({ signal: NEVER });
  await handed.end();
  await handed.give(20, []);
  expect((await after).damage).toBe('all');
});

test('memory is released when its last holder has gone on, also if several frames share it', async () => {
  const handed = new HandedFrames();
  const view = handed.stream.open();
  const shared = new Uint8Array(4);
  const next = async (data?: Uint8Array) => {
    const seen = view.next({ signal: NEVER });
    await handed.give(10, [], data);
    return await seen;
  };
  await next(shared);
  await next(shared);
  expect(handed.released).toEqual([]);
  const last = await next();
  expect(handed.released).toEqual([shared]);
  view[Symbol.dispose]();
  await handed.stream.dispose();
  expect(handed.released).toEqual([shared, last.frame.data]);
});

test('the frame that a view returned stays whole while others go on', async () => {
  const handed = new HandedFrames();
  using slow = handed.stream.open();
  using quick = handed.stream.open();
  const both = Promise.all([slow.next({ signal: NEVER }), quick.next({ signal: NEVER })]);
  await handed.give(10);
  const [held] = await both;
  const more = quick.next({ signal: NEVER });
  await handed.give(20);
  await more;
  expect(handed.released).not.toContain(held.frame.data);
});
