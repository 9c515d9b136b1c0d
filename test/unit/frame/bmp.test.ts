import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { PooledAllocator } from '../../../src/frame/allocator.ts';
import { decodeBmp } from '../../../src/frame/bmp.ts';

interface Layout {
  readonly depth: 24 | 32;
  readonly topDown: boolean;
  readonly masks: boolean;
}

/** A file as screen captures write it. `pixels`: R G B each, rows from the top. */
function encode(
  width: number,
  height: number,
  pixels: Uint8Array,
  { depth, topDown, masks }: Layout,
): Buffer {
  const bytes = depth / 8;
  const stride = Math.ceil((width * bytes) / 4) * 4;
  const start = masks ? 66 : 54;
  const file = Buffer.alloc(start + stride * height, 0x77); // padding has any content
  file.fill(0, 0, start);
  file.write('BM');
  file.writeUInt32LE(start, 10);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(topDown ? -height : height, 22);
  file.writeUInt16LE(depth, 28);
  file.writeUInt32LE(masks ? 3 : 0, 30);
  if (masks) for (const [i, mask] of [0xff0000, 0xff00, 0xff].entries()) file.writeUInt32LE(mask, 54 + i * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red = 0, green = 0, blue = 0] = pixels.subarray((y * width + x) * 3);
      const at = start + (topDown ? y : height - 1 - y) * stride + x * bytes;
      file.set([blue, green, red], at);
    }
  }
  return file;
}

test('every layout is read back exactly, opaque', () => {
  const layout = fc.constantFrom<Layout>(
    { depth: 24, topDown: false, masks: false },
    { depth: 24, topDown: true, masks: false },
    { depth: 32, topDown: false, masks: false },
    { depth: 32, topDown: true, masks: true },
  );
  const size = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(size, size, layout, fc.infiniteStream(fc.nat(255)), (width, height, shape, stream) => {
      const pixels = Uint8Array.from({ length: width * height * 3 }, () => stream.next().value ?? 0);
      const picture = decodeBmp(encode(width, height, pixels, shape), new PooledAllocator());
      expect(picture).toMatchObject({ width, height });
      const rgba = [...(picture?.data ?? [])];
      expect(rgba.filter((_, index) => index % 4 !== 3)).toEqual([...pixels]);
      expect(new Set(rgba.filter((_, index) => index % 4 === 3))).toEqual(new Set([255]));
    }),
  );
});

test('a file that is not complete, or shows nothing, gives nothing', () => {
  const whole = encode(3, 2, new Uint8Array(18), { depth: 24, topDown: false, masks: false });
  for (let length = 0; length < whole.length; length++) {
    expect(decodeBmp(whole.subarray(0, length), new PooledAllocator())).toBe(undefined);
  }
  const empty = encode(0, 0, new Uint8Array(0), { depth: 24, topDown: false, masks: false });
  expect(decodeBmp(empty, new PooledAllocator())).toBe(undefined);
});

test('other kinds are refused by name', () => {
  const file = encode(3, 2, new Uint8Array(18), { depth: 24, topDown: false, masks: false });
  const changed = (change: (copy: Buffer) => void) => {
    const copy = Buffer.from(file);
    change(copy);
    return () => decodeBmp(copy, new PooledAllocator());
  };
  expect(changed((copy) => copy.write('PM'))).toThrow("BMP: it does not begin with 'BM'");
  expect(changed((copy) => copy.writeUInt16LE(8, 28))).toThrow('expected 24 or 32 bits a pixel, got 8');
  expect(changed((copy) => copy.writeUInt32LE(1, 30))).toThrow('expected it uncompressed, got method 1');
});
