/** A server's ZRLE: every subencoding that a tile allows, by chance. */
import type { Deflater } from './deflater.ts';
import { paletteOf } from './encoder.ts';
import { compactPixel } from './pixel-writer.ts';
import { cut, type Random, type TestPicture } from './test-picture.ts';

const TILE = 64;
const MOST_PACKED = 16;
const MOST_PALETTE = 127;

export function encodeZrle(picture: TestPicture, random: Random, deflater: Deflater): Buffer {
  const bytes: number[] = [];
  for (let y = 0; y < picture.height; y += TILE)
    for (let x = 0; x < picture.width; x += TILE) {
      const [width, height] = [Math.min(TILE, picture.width - x), Math.min(TILE, picture.height - y)];
      for (const byte of encodeTile(cut(picture, { x, y, width, height }), random)) bytes.push(byte);
    }
  const data = deflater.write(Uint8Array.from(bytes), { level: random(10), strategy: random(5) });
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, data]);
}

function encodeTile(tile: TestPicture, random: Random): number[] {
  const { palette, places } = paletteOf(tile);
  const pixels = palette.map((colour) => compactPixel(tile.format, colour));
  const raw = () => [0, ...places.flatMap((place) => pixels[place] as number[])];
  const solid = () => [1, ...(pixels[0] as number[])];
  const packed = () => [palette.length, ...pixels.flat(), ...pack(places, tile.width, palette.length)];
  const plainRuns = () => [
    128,
    ...runs(places).flatMap(({ place, length }) => [...(pixels[place] as number[]), ...runLength(length)]),
  ];
  const paletteRuns = () => [
    128 + palette.length,
    ...pixels.flat(),
    ...runs(places).flatMap(({ place, length }) =>
      length === 1 && random(4) > 0 ? [place] : [place | 128, ...runLength(length)],
    ),
  ];
  const choices = [raw, plainRuns];
  if (palette.length === 1) choices.push(solid, solid);
  if (palette.length >= 2 && palette.length <= MOST_PACKED) choices.push(packed, packed);
  if (palette.length >= 2 && palette.length <= MOST_PALETTE) choices.push(paletteRuns, paletteRuns);
  return (choices[random(choices.length)] as () => number[])();
}

function pack(places: readonly number[], width: number, colours: number): number[] {
  const bits = colours <= 2 ? 1 : colours <= 4 ? 2 : 4;
  const bytes: number[] = [];
  for (let row = 0; row < places.length; row += width)
    for (let x = 0; x < width; x += 8 / bits) {
      let byte = 0;
      for (let i = 0; i < 8 / bits; i++)
        byte = (byte << bits) | (x + i < width ? (places[row + x + i] as number) : 0);
      bytes.push(byte);
    }
  return bytes;
}

function runs(places: readonly number[]): { place: number; length: number }[] {
  const found: { place: number; length: number }[] = [];
  for (const place of places) {
    const last = found.at(-1);
    if (last?.place === place) last.length++;
    else found.push({ place, length: 1 });
  }
  return found;
}

function runLength(length: number): number[] {
  return [...Array<number>(Math.floor((length - 1) / 255)).fill(255), (length - 1) % 255];
}
