/** Decoding QEMU's screendumps. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { PooledAllocator } from '../../../src/frame/allocator.ts';
import { decodePpm } from '../../../src/frame/ppm.ts';

const allocator = new PooledAllocator();

function ppm(header: string, samples: readonly number[]): Uint8Array {
  return Buffer.concat([Buffer.from(header, 'latin1'), Uint8Array.from(samples)]);
}

test('every size and header length gives the same pixels with alpha 255', () => {
  const picture = fc.integer({ min: 1, max: 9 }).chain((width) =>
    fc.integer({ min: 1, max: 5 }).chain((height) =>
      fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        samples: fc.array(fc.nat(255), { minLength: width * height * 3, maxLength: width * height * 3 }),
        comment: fc.stringMatching(/^[a-z]{0,7}$/),
        shift: fc.nat(3),
      }),
    ),
  );
  fc.assert(
    fc.property(picture, ({ width, height, samples, comment, shift }) => {
      const file = ppm(`P6\n#${comment}\n${width} ${height}\n255\n`, samples);
      const moved = new Uint8Array(file.byteLength + shift).subarray(shift);
      moved.set(file);
      const decoded = decodePpm(moved, allocator);
      const expected = [];
      for (let i = 0; i < samples.length; i += 3) expected.push(...samples.slice(i, i + 3), 255);
      expect(decoded && { ...decoded, data: [...decoded.data] }).toEqual({ width, height, data: expected });
    }),
  );
});

test('a file that is still being written is not decoded, wherever it is cut', () => {
  const file = ppm(
    'P6\n2 2\n255\n',
    Array.from({ length: 12 }, (_, i) => i),
  );
  for (let length = 0; length < file.byteLength; length++) {
    expect(decodePpm(file.subarray(0, length), allocator), `${length} bytes`).toBeUndefined();
  }
  expect(decodePpm(file, allocator)).toBeDefined();
});

test('a display without a mode gives no picture', () => {
  expect(decodePpm(ppm('P6\n0 0\n255\n', []), allocator)).toBeUndefined();
});

test('another format is refused by name', () => {
  expect(() => decodePpm(ppm('P5\n2 2\n255\n', [1, 2, 3, 4]), allocator)).toThrow(
    /got a file starting with 'P5'/,
  );
  expect(() => decodePpm(ppm('P6\n2 2\n65535\n', [1]), allocator)).toThrow(/got a file with maxval 65535/);
  expect(() => decodePpm(ppm(`P6\n#${'x'.repeat(2000)}`, []), allocator)).toThrow(
    /without width, height and maxval/,
  );
});
