/** Console fonts as files. */
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { Shape } from '../../../../src/matchers/glyphs/font.ts';
import { formatPsf, parsePsf } from '../../../../src/matchers/glyphs/psf.ts';

test('what is written is read again, in any size', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 32 }),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(),
      (width, height, seed) => {
        const shapes = ['A', 'ß', '│'].map(
          (character, index): Shape => [
            character,
            Uint32Array.from({ length: height }, (_, row) =>
              row === 0 ? index + 1 : Math.imul(seed + row, 0x9e3779b1) >>> (32 - width),
            ),
          ],
        );
        const usable = shapes.filter(([, rows]) => (rows[0] as number) < 2 ** width);
        const font = parsePsf(formatPsf({ width, height }, usable), 'any');
        expect({ width: font.width, height: font.height }).toEqual({ width, height });
        expect(font.glyphs.map(({ character, rows }) => [character, [...rows]])).toEqual(
          usable.map(([character, rows]) => [character, [...rows]]),
        );
      },
    ),
  );
});

test('version 1 is read, packed or not, sequences left out', () => {
  const header = Buffer.from([0x36, 0x04, 0x02, 0x02]);
  const bitmaps = Buffer.alloc(256 * 2);
  bitmaps.set([0x18, 0xff], 'A'.charCodeAt(0) * 2);
  const table = Array.from({ length: 256 }, (_, code) =>
    code === 65 ? [0x41, 0x391, 0xfffe, 0x41, 0x301, 0xffff] : [0xffff],
  );
  const file = Buffer.concat([header, bitmaps, Buffer.from(Uint16Array.from(table.flat()).buffer)]);
  for (const each of [file, gzipSync(file)]) {
    const font = parsePsf(each, 'old');
    expect(font.find(Uint32Array.of(0x18, 0xff))?.character).toBe('A');
    expect(font.lookAlikes.get('A')).toBe('A\u0391');
  }
});

test('files that are no fonts are refused with their name', () => {
  const whole = formatPsf({ width: 8, height: 2 }, [['A', Uint32Array.of(1, 2)]]);
  const withoutTable = Buffer.from(whole);
  withoutTable.writeUInt32LE(0, 12);
  const huge = Buffer.from(whole);
  huge.writeUInt32LE(64, 28);
  for (const [file, problem] of [
    [Buffer.from('no font at all, just text'), 'is no PSF font'],
    [whole.subarray(0, 20), 'ends too early'],
    [whole.subarray(0, whole.length - 1), 'ends too early'],
    [withoutTable, 'does not say which characters its glyphs are'],
    [huge, 'has glyphs of 64x2 pixels in 2 bytes'],
  ] as const) {
    expect(() => parsePsf(file, 'mine')).toThrow(
      expect.objectContaining({ code: 'invalid-font', shortMessage: `font mine: the file ${problem}` }),
    );
  }
});
