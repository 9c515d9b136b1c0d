/** A server's Tight: fill and the three filters, any of the four streams, with resets, by chance. */
import type { Deflater } from './deflater.ts';
import { paletteOf } from './encoder.ts';
import { tightPixel } from './pixel-writer.ts';
import type { Colour, Random, TestPicture } from './test-picture.ts';

const LEAST_COMPRESSED = 12;
const MOST_PALETTE = 256;

export function encodeTight(picture: TestPicture, random: Random, deflaters: readonly Deflater[]): Buffer {
  const resets = random(4) === 0 ? random(16) : 0;
  for (const [index, deflater] of deflaters.entries()) if ((resets >> index) & 1) deflater.reset();
  const { palette, places } = paletteOf(picture);
  const pixels = palette.map((colour) => tightPixel(picture.format, colour));
  if (palette.length === 1 && random(3) > 0) return Buffer.from([0x80 | resets, ...(pixels[0] as number[])]);
  const stream = random(deflaters.length);
  const explicit = random(2) === 1;
  const choices: (() => { control: number; head: number[]; data: number[] })[] = [
    () => ({
      control: explicit ? 4 : 0,
      head: explicit ? [0] : [],
      data: places.flatMap((place) => pixels[place] as number[]),
    }),
  ];
  if (palette.length >= 2 && palette.length <= MOST_PALETTE)
    choices.push(() => ({
      control: 4,
      head: [1, palette.length - 1, ...pixels.flat()],
      data: palette.length === 2 ? packBits(places, picture.width) : places,
    }));
  if (picture.format.bitsPerPixel > 8)
    choices.push(() => ({ control: 4, head: [2], data: gradient(picture) }));
  const { control, head, data } = (choices[random(choices.length)] as (typeof choices)[number])();
  const first = ((control | stream) << 4) | resets;
  if (data.length < LEAST_COMPRESSED) return Buffer.from([first, ...head, ...data]);
  const packed = (deflaters[stream] as Deflater).write(Uint8Array.from(data), {
    level: random(10),
    strategy: random(5),
  });
  return Buffer.concat([Buffer.from([first, ...head, ...compactLength(packed.length)]), packed]);
}

function packBits(places: readonly number[], width: number): number[] {
  const bytes: number[] = [];
  for (let row = 0; row < places.length; row += width)
    for (let x = 0; x < width; x += 8) {
      let byte = 0;
      for (let bit = 0; bit < 8; bit++)
        byte = (byte << 1) | (x + bit < width ? (places[row + x + bit] as number) : 0);
      bytes.push(byte);
    }
  return bytes;
}

function gradient({ width, indexes, colours, format }: TestPicture): number[] {
  const maxima = [format.redMax, format.greenMax, format.blueMax];
  const at = (x: number, y: number): readonly number[] =>
    x < 0 || y < 0 ? [0, 0, 0] : (colours[indexes[y * width + x] as number] as Colour);
  return Array.from(indexes, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const differences = maxima.map((max, channel) => {
      const [here = 0, left = 0, above = 0, corner = 0] = [
        at(x, y),
        at(x - 1, y),
        at(x, y - 1),
        at(x - 1, y - 1),
      ].map((colour) => colour[channel] as number);
      return (here - Math.min(max, Math.max(0, left + above - corner))) & max;
    });
    return tightPixel(format, differences as unknown as Colour);
  }).flat();
}

/** 7 bits, 7 bits, 8 bits. */
function compactLength(length: number): number[] {
  if (length < 0x80) return [length];
  if (length < 0x4000) return [(length & 0x7f) | 0x80, length >> 7];
  return [(length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14];
}
