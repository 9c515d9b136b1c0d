/** The inflater against Node's zlib: any data, any level and strategy, fed and read in any pieces. */
import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { Inflater, MOST_AHEAD } from '../../../../src/driver/rfb/zlib/inflater.ts';
import { Deflater } from '../../../support/rfb/deflater.ts';
import { seeded } from '../../../support/rfb/test-picture.ts';

/** Data with matches near and far, and without. */
function someData(seed: number, size: number): Buffer {
  const random = seeded(seed);
  const data = Buffer.alloc(size);
  for (let i = 0; i < size; ) {
    const end = Math.min(size, i + 1 + random(400));
    const distance = 1 + random(random(2) === 0 ? 8 : 40_000);
    const kind = random(3);
    for (; i < end; i++)
      data[i] =
        kind === 0
          ? random(256)
          : kind === 1 && i >= distance
            ? (data[i - distance] as number)
            : 65 + random(3);
  }
  return data;
}

test('inflates what zlib deflates, however it is fed and read', () => {
  const blocks = fc.array(
    fc.record({
      seed: fc.integer(),
      size: fc.integer({ min: 0, max: 100_000 }),
      level: fc.integer({ min: 0, max: 9 }),
      strategy: fc.integer({ min: 0, max: 4 }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  const pieces = fc.record({
    fed: fc.integer({ min: 1, max: 70_000 }),
    read: fc.integer({ min: 1, max: MOST_AHEAD }),
  });
  fc.assert(
    fc.property(blocks, pieces, (written, { fed, read }) => {
      const [inflater, deflater] = [new Inflater('test'), new Deflater()];
      for (const { seed, size, ...options } of written) {
        const data = someData(seed, size);
        const packed = deflater.write(data, options);
        const parts: Uint8Array[] = [];
        for (let at = 0; at < packed.length; at += fed) {
          inflater.feed(packed.subarray(at, at + fed));
          for (inflater.fill(); inflater.available > 0; inflater.fill())
            parts.push(inflater.take(Math.min(read, inflater.available)).slice());
        }
        expect(Buffer.compare(Buffer.concat(parts), data)).toBe(0);
        inflater.finish();
      }
    }),
    { numRuns: 60 },
  );
});

test('one byte at a time', () => {
  const data = someData(1, 3000);
  const inflater = new Inflater('test');
  for (const byte of deflateSync(data)) inflater.feed(Uint8Array.of(byte));
  expect(Buffer.compare(inflater.take(data.length), data)).toBe(0);
});

test('a bomb makes no more than its reader takes', () => {
  const bomb = deflateSync(Buffer.alloc(50_000_000));
  const inflater = new Inflater('Tight zlib stream 2');
  inflater.feed(bomb);
  expect(inflater.available).toBeLessThan(3 * MOST_AHEAD);
  inflater.take(1000);
  expect(() => inflater.finish()).toThrow(
    'RFB: Tight zlib stream 2: expected no more than the rectangle needs',
  );
});

test('a stream goes on behind a reset, and not without', () => {
  const inflater = new Inflater('test');
  inflater.feed(deflateSync(Buffer.from('one')));
  expect(Buffer.from(inflater.take(3)).toString()).toBe('one');
  inflater.reset();
  inflater.feed(deflateSync(Buffer.from('two')));
  expect(Buffer.from(inflater.take(3)).toString()).toBe('two');
  expect(() => inflater.feed(deflateSync(Buffer.from('three')))).toThrow(
    'RFB: test: expected nothing behind the last block of a stream that was not reset',
  );
});

/** Bits, lowest first, as bytes behind a zlib header. */
function stream(...bits: readonly (readonly [value: number, count: number])[]): Uint8Array {
  const all = bits.flatMap(([value, count]) => Array.from({ length: count }, (_, i) => (value >> i) & 1));
  const bytes = Array.from({ length: Math.ceil(all.length / 8) + 8 }, (_, i) =>
    all.slice(8 * i, 8 * i + 8).reduce((byte, bit, place) => byte | (bit << place), 0),
  );
  return Uint8Array.from([0x78, 0x9c, ...bytes]);
}

for (const [what, bytes, message] of [
  ['no zlib header', [1, 2, 3], 'expected a zlib header without dictionary, got the bytes 1 and 2'],
  ['a preset dictionary', [0x78, 0xbb, 0, 0], 'expected a zlib header without dictionary'],
  ['an unknown block type', stream([7, 3]), 'expected a block type of 0 to 2, got 3'],
  [
    'a stored block of another length',
    stream([0, 3], [0, 5], [5, 16], [5, 16]),
    'stored block: expected its length',
  ],
  [
    'too many codes',
    stream([4, 3], [31, 5], [0, 5], [0, 4]),
    'expected at most 286 length and 30 distance codes',
  ],
  [
    'code lengths that are no code',
    stream([4, 3], [0, 5], [0, 5], [0, 4], [1, 3], [1, 3], [1, 3], [0, 3]),
    'code lengths: expected code lengths of a Huffman code, got too many short ones',
  ],
  // Length 3 (0000001 reversed), distance 1 (00000): nothing is before.
  [
    'a distance beyond the beginning',
    stream([2, 3], [0x40, 7], [0, 5]),
    'distance: expected at most 0, got 1',
  ],
] as const) {
  test(`${what} is refused`, () => {
    expect(() => new Inflater('test').feed(Uint8Array.from(bytes))).toThrow(`RFB: test: ${message}`);
  });
}

test('mutated streams throw our error or give bytes, and end', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(2000), fc.integer({ min: 1, max: 255 }), (seed, place, change) => {
      const packed = Buffer.concat([
        Buffer.from([0x78, 0x9c]),
        deflateRawSync(someData(seed, 5000), { finishFlush: constants.Z_SYNC_FLUSH }),
      ]);
      const at = place % packed.length;
      packed[at] = (packed[at] as number) ^ change;
      const inflater = new Inflater('test');
      try {
        inflater.feed(packed);
        for (let i = 0; i < 1000 && inflater.available > 0; i++)
          inflater.take(Math.min(MOST_AHEAD, inflater.available));
      } catch (error) {
        expect(error).toMatchObject({ code: 'protocol' });
      }
    }),
    { numRuns: 300 },
  );
});
