/** A copy of what a region showed last: one memory compare tells that nothing changed, else exactly where it did. */
import { frameDamage } from '../frame/damage.ts';
import { cropPixels, type Picture } from '../frame/picture.ts';
import { clip, contains, containsPoint, type Region, translate, wholeOf } from '../frame/region.ts';

/** What changed between two pictures of a region, in the display's coordinates. */
export interface RegionChange {
  /** Around the changed pixels, one box for each group of neighbouring tiles. */
  readonly boxes: readonly Region[];
  /** The region before and after; its own corner is 0,0. Valid until the next call. */
  readonly before: Picture;
  readonly after: Picture;
  /** Where the pictures lie on the display. */
  readonly region: Region;
}

export class RegionMemory {
  readonly #asked: Region | undefined;
  #region: Region | undefined;
  #kept: Picture | undefined;

  /** Default: the whole display. */
  constructor(region?: Region) {
    this.#asked = region;
  }

  /** The region as it was last seen, and where it lies; undefined before the first frame. */
  get kept(): { readonly picture: Picture; readonly region: Region } | undefined {
    return this.#kept && this.#region && { picture: this.#kept, region: this.#region };
  }

  /**
   * Takes the next frame, of the same size as those before. Undefined if it shows the same, or is the first. Pixels in
   * `left` (on the display) are remembered, but nobody is told that they changed.
   */
  take(
    frame: Picture,
    left: (box: Picture, region: Region) => readonly Region[] = () => [],
  ): RegionChange | undefined {
    const region = this.#region ?? clip(this.#asked ?? wholeOf(frame), frame);
    if (!region) return undefined;
    this.#region = region;
    const before = this.#kept;
    if (before && isSame(before, frame, region)) return undefined;
    const after = cropPixels(frame, region);
    this.#kept = after;
    if (!before) return undefined;
    const boxes = changedBoxes(
      before,
      after,
      left(after, region).map((each) => translate(each, { x: -region.x, y: -region.y })),
    );
    return { boxes: boxes.map((box) => translate(box, region)), before, after, region };
  }

  /** Where the region on `frame` differs from what was kept, without keeping it. */
  compare(frame: Picture, left: readonly Region[]): readonly Region[] {
    const { kept } = this;
    if (!kept) return [];
    const { region, picture } = kept;
    const inside = left.map((each) => translate(each, { x: -region.x, y: -region.y }));
    return changedBoxes(picture, cropPixels(frame, region), inside).map((box) => translate(box, region));
  }
}

/** One compare of memory where the region is as wide as the frame, one for each row elsewhere. */
function isSame(kept: Picture, frame: Picture, { x, y, width, height }: Region): boolean {
  const other = bytesOf(frame);
  const own = bytesOf(kept);
  const stride = frame.width * 4;
  if (width === frame.width) return own.compare(other, y * stride, (y + height) * stride) === 0;
  const length = width * 4;
  for (let row = 0; row < height; row++) {
    const start = (y + row) * stride + x * 4;
    if (own.compare(other, start, start + length, row * length, (row + 1) * length) !== 0) return false;
  }
  return true;
}

function bytesOf({ data }: Picture): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** The exact boxes of what differs, one for each group of neighbouring tiles, without the pixels in `left`. */
function changedBoxes(before: Picture, after: Picture, left: readonly Region[]): Region[] {
  const damage = frameDamage(before, after);
  const tiles = damage === 'all' ? [wholeOf(after)] : damage;
  return tiles.flatMap((tile) => exactBox(before, after, tile, left) ?? []);
}

function exactBox(
  before: Picture,
  after: Picture,
  tile: Region,
  left: readonly Region[],
): Region | undefined {
  if (left.some((each) => contains(each, tile))) return undefined;
  let [west, north, east, south] = [tile.x + tile.width, tile.y + tile.height, tile.x, tile.y];
  for (let y = tile.y; y < tile.y + tile.height; y++) {
    for (let x = tile.x; x < tile.x + tile.width; x++) {
      const at = y * after.width + x;
      if (before.pixels[at] === after.pixels[at]) continue;
      if (left.length > 0 && left.some((each) => containsPoint(each, { x, y }))) continue;
      west = Math.min(west, x);
      east = Math.max(east, x + 1);
      north = Math.min(north, y);
      south = y + 1;
    }
  }
  return east > west ? { x: west, y: north, width: east - west, height: south - north } : undefined;
}
