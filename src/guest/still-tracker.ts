/** Since when a region of the display has not changed. */
import { damageBox, frameDamage } from '../frame/damage.ts';
import type { Frame } from '../frame/frame.ts';
import { createPicture, cropPixels, type Picture } from '../frame/picture.ts';
import { clip, type Region, translate, wholeOf } from '../frame/region.ts';

export interface Stillness {
  /** Milliseconds between the last change and this frame's capture. */
  readonly stillFor: number;
  /** What changed in this frame, on the display; undefined if nothing did. */
  readonly changed: Region | undefined;
}

/** For frames of one size. */
export class StillTracker {
  readonly #region: Region | undefined;
  readonly #exclude: readonly Region[];
  #last: Picture | undefined;
  #since = 0;

  constructor(region: Region | undefined, exclude: readonly Region[]) {
    this.#region = region;
    this.#exclude = exclude;
  }

  add(frame: Frame): Stillness {
    const region = clip(this.#region ?? wholeOf(frame), frame);
    if (!region) return { stillFor: 0, changed: undefined };
    const picture = this.#withoutExcluded(cropPixels(frame, region), region);
    const damage = frameDamage(this.#last, picture);
    const same = damage !== 'all' && damage.length === 0;
    const first = this.#last === undefined;
    if (!same) this.#last = picture;
    if (!same) this.#since = frame.time;
    const box = same || first ? undefined : damageBox(damage, picture);
    return { stillFor: frame.time - this.#since, changed: box && translate(box, region) };
  }

  #withoutExcluded(picture: Picture, region: Region): Picture {
    if (this.#exclude.length === 0) return picture;
    const blank = createPicture(picture, picture.data.slice());
    for (const excluded of this.#exclude) {
      const hole = clip(translate(excluded, { x: -region.x, y: -region.y }), picture);
      for (let y = hole?.y ?? 0; hole && y < hole.y + hole.height; y++) {
        blank.pixels.fill(0, y * picture.width + hole.x, y * picture.width + hole.x + hole.width);
      }
    }
    return blank;
  }
}
