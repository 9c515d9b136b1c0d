/** A server's Hextile: every mix of raw tiles, kept and new colours, plain and coloured rectangles. */
import { paletteOf } from './encoder.ts';
import { plainPixel } from './pixel-writer.ts';
import { cut, type Random, type TestPicture } from './test-picture.ts';

const TILE = 16;
const MOST_SUBRECTANGLES = 255;

interface Kept {
  background?: string;
  foreground?: string;
}

export function encodeHextile(picture: TestPicture, random: Random): Buffer {
  const kept: Kept = {};
  const bytes: number[] = [];
  for (let y = 0; y < picture.height; y += TILE)
    for (let x = 0; x < picture.width; x += TILE) {
      const [width, height] = [Math.min(TILE, picture.width - x), Math.min(TILE, picture.height - y)];
      bytes.push(...encodeTile(cut(picture, { x, y, width, height }), kept, random));
    }
  return Buffer.from(bytes);
}

function encodeTile(tile: TestPicture, kept: Kept, random: Random): number[] {
  const { palette, places } = paletteOf(tile);
  const pixels = palette.map((colour) => plainPixel(tile.format, colour));
  const subrectangles = findSubrectangles(places, tile.width);
  if (subrectangles.length > MOST_SUBRECTANGLES || random(5) === 0)
    return [1, ...places.flatMap((place) => pixels[place] as number[])];
  let mask = 0;
  const body: number[] = [];
  const [background = [], foreground = []] = pixels;
  if (kept.background !== background.join() || random(3) === 0) {
    mask |= 2;
    body.push(...background);
    kept.background = background.join();
  }
  const coloured = palette.length > 2 || random(4) === 0;
  if (palette.length === 2 && !coloured && (kept.foreground !== foreground.join() || random(3) === 0)) {
    mask |= 4;
    body.push(...foreground);
    kept.foreground = foreground.join();
  }
  if (subrectangles.length > 0) {
    mask |= coloured ? 8 | 16 : 8;
    body.push(subrectangles.length);
    for (const { place, x, y, width } of subrectangles) {
      if (coloured) body.push(...(pixels[place] as number[]));
      body.push((x << 4) | y, (width - 1) << 4);
    }
  }
  return [mask, ...body];
}

/** Runs of other colours than the first. */
function findSubrectangles(places: readonly number[], tileWidth: number) {
  const found: { place: number; x: number; y: number; width: number }[] = [];
  for (let i = 0; i < places.length; ) {
    const [x, y] = [i % tileWidth, Math.floor(i / tileWidth)];
    let width = 1;
    while (x + width < tileWidth && places[i + width] === places[i]) width++;
    if (places[i] !== 0) found.push({ place: places[i] as number, x, y, width });
    i += width;
  }
  return found;
}
