/** Every encoding in every pixel format: what a server encodes is decoded exactly, however it is split. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { ENCODINGS } from '../../../../src/driver/rfb/encodings/table.ts';
import { Encoder, type EncodingName } from '../../../support/rfb/encoder.ts';
import { cut, FORMATS, randomPicture, rgbaOf, seeded } from '../../../support/rfb/test-picture.ts';
import { Canvas } from './support.ts';

const RUNS = 40;
/** Pictures that one connection shows in turn. */
const PICTURES = 4;
const NAMES = Object.keys(ENCODINGS).filter((name): name is EncodingName => name !== 'CopyRect');

for (const name of NAMES) {
  test(`${name} gives the picture again, in every pixel format and split`, () => {
    const reached = new Set<string>();
    const scene = fc.record({
      seed: fc.integer(),
      format: fc.constantFrom(...Object.values(FORMATS)),
      width: fc.integer({ min: 1, max: 150 }),
      height: fc.integer({ min: 1, max: 80 }),
      chunk: fc.constantFrom(1, 2, 3, 7, 100, 1460, Number.POSITIVE_INFINITY),
    });
    const property = fc.property(scene, ({ seed, format, width, height, chunk }) => {
      const random = seeded(seed);
      const canvas = new Canvas({ width: width + 3, height: height + 2 }, format);
      const encoder = new Encoder(random);
      for (let i = 0; i < PICTURES; i++) {
        const picture = randomPicture(random, { width, height, format });
        const left = canvas.draw(
          ENCODINGS[name],
          { x: 2, y: 1, width, height },
          encoder.encode(name, picture),
          chunk,
        );
        expect(left).toBe(0);
        expect(Buffer.compare(canvas.part({ x: 2, y: 1, width, height }), rgbaOf(picture))).toBe(0);
      }
      for (const state of canvas.reached) reached.add(state);
    });
    fc.assert(property, { numRuns: RUNS });
    expect([...reached].sort()).toEqual(expect.arrayContaining(EXPECTED[name] ?? [name]));
  });
}

/** What random pictures must reach, or the test says little. */
const EXPECTED: Partial<Record<EncodingName, string[]>> = {
  ZRLE: [
    'raw',
    'solid',
    'palette of 1 bits',
    'palette of 2 bits',
    'palette of 4 bits',
    'runs',
    'palette runs',
  ].map((kind) => `ZRLE ${kind}`),
  Tight: ['fill', 'copy', 'palette', 'palette of 1 bit', 'gradient'].map((kind) => `Tight ${kind}`),
};

test('parts of a picture that come one by one make the whole', () => {
  const random = seeded(7);
  const picture = randomPicture(random, { width: 200, height: 130 });
  const canvas = new Canvas(picture);
  const encoder = new Encoder(random);
  for (let y = 0; y < 130; y += 50)
    for (let x = 0; x < 200; x += 70) {
      const region = { x, y, width: Math.min(70, 200 - x), height: Math.min(50, 130 - y) };
      const name = NAMES[random(NAMES.length)] as EncodingName;
      canvas.draw(ENCODINGS[name], region, encoder.encode(name, cut(picture, region)));
    }
  expect(Buffer.compare(canvas.framebuffer.data, rgbaOf(picture))).toBe(0);
});
