/** Packs what changed on a screen into one message for the page. */
import { deflate, deflateSync } from 'node:zlib';
import { DAMAGE_TILE, frameDamage } from '../../frame/damage.ts';
import type { Damage, Frame } from '../../frame/frame.ts';
import { cropPixels, type Picture } from '../../frame/picture.ts';
import { clip, type Region, wholeOf } from '../../frame/region.ts';
import { PICTURE_FORMATS, PICTURE_HEADER, PICTURE_KIND, PICTURE_RECTANGLE } from '../protocol.ts';

/** Deflating less than this, in bytes, is quicker than a turn of the thread pool. */
const AT_ONCE = 2 ** 16;
/** Loopback is faster than any compression; a still screen's text shrinks to a hundredth even so. */
const LEVEL = 1;
/** A byte names one of so many colours. */
const PALETTE_COLOURS = 256;

/** Remembers what one page shows, and packs what it lacks. */
export class PicturePacker {
  #shown: Picture | undefined;

  /**
   * The message that brings the page from the frame packed last to `frame`; undefined if it shows that already.
   * `damage` is relative to the frame packed last; it may be larger than what really changed.
   */
  async pack(frame: Frame, damage: Damage): Promise<Uint8Array | undefined> {
    const changed = changedRegions(this.#shown, frame, damage);
    if (changed.length === 0) return undefined;
    this.#shown = keep(this.#shown, frame, changed);
    return await packRectangles(frame, changed);
  }
}

/** What differs, in rectangles of damage tiles. */
export function changedRegions(
  shown: Picture | undefined,
  frame: Picture,
  damage: Damage,
): readonly Region[] {
  if (shown?.width !== frame.width || shown.height !== frame.height) return [wholeOf(frame)];
  if (damage === 'all') {
    const differs = frameDamage(shown, frame);
    return differs === 'all' ? [wholeOf(frame)] : differs;
  }
  return damage.flatMap((region) => {
    const there = clip(onTiles(region), frame);
    return there ? differing(shown, frame, there) : [];
  });
}

/** The message of these rectangles of `picture`. */
export async function packRectangles(
  picture: Picture & { readonly sequence: number },
  rectangles: readonly Region[],
): Promise<Uint8Array> {
  const body = (paletteBody(picture, rectangles) ?? rgbBody(picture, rectangles)) satisfies Body;
  const deflated = await deflateBody(body.bytes);
  const start = PICTURE_HEADER + rectangles.length * PICTURE_RECTANGLE;
  const message = new Uint8Array(start + deflated.byteLength);
  const head = new DataView(message.buffer);
  head.setUint8(0, PICTURE_KIND);
  head.setUint8(1, PICTURE_FORMATS[body.format]);
  head.setUint16(2, rectangles.length, true);
  head.setUint32(4, picture.sequence >>> 0, true);
  head.setUint16(8, picture.width, true);
  head.setUint16(10, picture.height, true);
  for (const [index, { x, y, width, height }] of rectangles.entries()) {
    for (const [part, value] of [x, y, width, height].entries())
      head.setUint16(PICTURE_HEADER + index * PICTURE_RECTANGLE + part * 2, value, true);
  }
  message.set(deflated, start);
  return message;
}

interface Body {
  readonly format: 'rgb' | 'palette';
  readonly bytes: Uint8Array;
}

/** Undefined if the rectangles have too many colours. */
function paletteBody({ pixels, width }: Picture, rectangles: readonly Region[]): Body | undefined {
  const indices = new Map<number, number>();
  const bytes = new Uint8Array(rectangles.reduce((sum, each) => sum + each.width * each.height, 0));
  let to = 0;
  let [lastColour, lastIndex] = [-1, 0]; // neighbours mostly have one colour
  for (const region of rectangles) {
    for (let y = region.y; y < region.y + region.height; y++) {
      const start = y * width + region.x;
      for (let at = start; at < start + region.width; at++) {
        const colour = pixels[at] as number;
        if (colour !== lastColour) {
          lastColour = colour;
          lastIndex = indices.get(colour) ?? indices.size;
          if (lastIndex === indices.size && indices.size === PALETTE_COLOURS) return undefined;
          indices.set(colour, lastIndex);
        }
        bytes[to++] = lastIndex;
      }
    }
  }
  const palette = new Uint8Array(1 + indices.size * 3);
  palette[0] = indices.size - 1;
  for (const [colour, index] of indices) palette.set(channels(colour), 1 + index * 3);
  return { format: 'palette', bytes: Buffer.concat([palette, bytes]) };
}

function rgbBody({ data, width }: Picture, rectangles: readonly Region[]): Body {
  const bytes = new Uint8Array(rectangles.reduce((sum, each) => sum + each.width * each.height, 0) * 3);
  let to = 0;
  for (const region of rectangles) {
    for (let y = region.y; y < region.y + region.height; y++) {
      const start = (y * width + region.x) * 4;
      for (let at = start; at < start + region.width * 4; at += 4) {
        bytes[to++] = data[at] as number;
        bytes[to++] = data[at + 1] as number;
        bytes[to++] = data[at + 2] as number;
      }
    }
  }
  return { format: 'rgb', bytes };
}

function channels(word: number): [number, number, number] {
  return [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff];
}

async function deflateBody(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.byteLength < AT_ONCE) return deflateSync(bytes, { level: LEVEL });
  return await new Promise((resolve, reject) => {
    deflate(bytes, { level: LEVEL }, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** What the page shows now: the frame itself belongs to the stream. */
function keep(shown: Picture | undefined, frame: Picture, changed: readonly Region[]): Picture {
  if (shown?.width !== frame.width || shown.height !== frame.height) return cropPixels(frame, wholeOf(frame));
  for (const { x, y, width, height } of changed) {
    for (let row = y; row < y + height; row++) {
      const start = row * frame.width + x;
      shown.pixels.set(frame.pixels.subarray(start, start + width), start);
    }
  }
  return shown;
}

/** Grown to whole tiles, so that what differs is found tile by tile. */
function onTiles({ x, y, width, height }: Region): Region {
  const [left, top] = [x - (x % DAMAGE_TILE), y - (y % DAMAGE_TILE)];
  return { x: left, y: top, width: x + width - left, height: y + height - top };
}

/** Drivers may report more than what changed: the runs of tiles of `region` that really differ. */
function differing(shown: Picture, frame: Picture, region: Region): Region[] {
  const changes = frameDamage(cropPixels(shown, region), cropPixels(frame, region));
  if (changes === 'all') return [region];
  return changes.map((each) => ({ ...each, x: each.x + region.x, y: each.y + region.y }));
}
