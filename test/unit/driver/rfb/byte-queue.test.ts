/** The byte queue: any pushes and reads give the bytes in order. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { ByteQueue } from '../../../../src/driver/rfb/byte-queue.ts';
import { Parser, type Parsing } from '../../../../src/driver/rfb/parsing.ts';

test('bytes come out in order, whatever is pushed and taken', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(100_000), fc.nat(100_000)), { maxLength: 30 }), (steps) => {
      const queue = new ByteQueue();
      let [pushed, taken] = [0, 0];
      for (const [push, take] of steps) {
        queue.push(Uint8Array.from({ length: push }, () => pushed++ % 251));
        const count = Math.min(take, queue.length);
        const view = queue.take(count);
        const right = view.every((byte) => byte === taken++ % 251);
        expect(right).toBe(true);
        expect(queue.length).toBe(pushed - taken);
      }
    }),
    { numRuns: 50 },
  );
});

test('numbers are big endian', () => {
  const queue = new ByteQueue();
  queue.push(Uint8Array.of(200, 0x12, 0x34, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xfe));
  expect([queue.u8(), queue.u16(), queue.i32(), queue.u32()]).toEqual([200, 0x1234, -2, 4294967294]);
  expect(() => queue.u8()).toThrow('byte queue: 1 bytes read of 0');
});

test('a chunk that was pushed is never written into', () => {
  const queue = new ByteQueue();
  const chunk = Uint8Array.of(1, 2, 3, 4).subarray(0, 2);
  queue.push(chunk);
  queue.push(Uint8Array.of(9, 9));
  expect(new Uint8Array(chunk.buffer)).toEqual(Uint8Array.of(1, 2, 3, 4));
  expect(queue.take(4)).toEqual(Uint8Array.of(1, 2, 9, 9));
});

function* twoNumbers(queue: ByteQueue): Parsing<number> {
  yield 2;
  const first = queue.u16();
  yield 4;
  return first + queue.u32();
}

test('a parsing runs as far as the bytes reach', () => {
  const queue = new ByteQueue();
  const parser = new Parser(queue, twoNumbers(queue));
  parser.push(Uint8Array.of(1));
  expect([parser.wanted, parser.result]).toEqual([2, undefined]);
  parser.push(Uint8Array.of(0, 0, 0));
  expect([parser.wanted, parser.result]).toEqual([4, undefined]);
  parser.push(Uint8Array.of(0, 5, 77));
  expect(parser.result).toEqual({ value: 261 });
  expect(queue.length).toBe(1);
});

test('a parsing stops when enough was done, and goes on', () => {
  const queue = new ByteQueue();
  const parser = new Parser(queue, twoNumbers(queue));
  expect(parser.push(Uint8Array.of(1, 0, 0, 0, 0, 5), () => true)).toBe(false);
  expect(parser.result).toBeUndefined();
  expect(parser.run()).toBe(true);
  expect(parser.result).toEqual({ value: 261 });
});

test('long work lets others have their turn', async () => {
  let turns = 0;
  let ticking = setImmediate(turn);
  const queue = new ByteQueue();
  const parser = new Parser(queue, work());
  await parser.pushInTurns(Uint8Array.of(1));
  clearImmediate(ticking);
  expect(parser.result?.value).toBeGreaterThan(0);

  function turn(): void {
    turns++;
    ticking = setImmediate(turn);
  }

  /** A quarter of a second; gives the turns that others had meanwhile. */
  function* work(): Parsing<number> {
    const end = performance.now() + 250;
    while (performance.now() < end) yield 0;
    return turns;
  }
});
