/** The last distinct frames of a guest, small: what a failure's report shows as a filmstrip. */
import { damageBox, unionDamage } from '../frame/damage.ts';
import type { Damage, Frame } from '../frame/frame.ts';
import { area } from '../frame/region.ts';

export interface FilmstripFrame {
  readonly width: number;
  readonly height: number;
  /** RGBA of the reduced picture. */
  readonly data: Uint8Array;
  /** Size of the frame it shows. */
  readonly original: { readonly width: number; readonly height: number };
  /** Monotonic ms of the frame's capture. */
  readonly time: number;
}

/** Pictures kept: with PICTURE_WIDTH about 4 MB, part of the 60 MB that a worker may add. */
const MOST_PICTURES = 12;
/** Frames are reduced by a whole factor until they are at most this wide, in pixels. */
const PICTURE_WIDTH = 360;
/** Between two kept pictures, in ms: an animation must not push out what happened before. */
const SHORTEST_GAP = 500;
/** A change within so many pixels makes no new picture: a cursor's cell may touch four damage tiles of 16x16. */
const SMALL_CHANGE = 32 * 32;

export class Filmstrip {
  readonly #pictures: FilmstripFrame[] = [];
  /** Since the last frame that was looked at for keeping. */
  #damage: Damage = 'all';

  /** Oldest first. */
  get pictures(): readonly FilmstripFrame[] {
    return this.#pictures;
  }

  /** Keeps a reduced copy if the frame shows something that no kept picture shows; `always` skips the gap. */
  add(frame: Frame, { always = false }: { readonly always?: boolean } = {}): void {
    const last = this.#pictures.at(-1);
    this.#damage = unionDamage(this.#damage, frame.damage);
    if (!always && (this.#isSmall(frame) || (last && frame.time - last.time < SHORTEST_GAP))) return;
    this.#damage = [];
    const picture = reduce(frame);
    // A blinking cursor alternates between two pictures: both are kept once.
    if (this.#pictures.some((kept) => samePicture(kept, picture))) return;
    this.#pictures.push(picture);
    if (this.#pictures.length > MOST_PICTURES) this.#pictures.shift();
  }

  /** Nothing changed, or no more than a cursor does. */
  #isSmall(frame: Frame): boolean {
    const box = damageBox(this.#damage, frame);
    return box === undefined || area(box) <= SMALL_CHANGE;
  }
}

function samePicture(a: FilmstripFrame, b: FilmstripFrame): boolean {
  return a.width === b.width && a.height === b.height && Buffer.compare(a.data, b.data) === 0;
}

/** Means of `factor` x `factor` pixels, so that text stays readable as grey. */
function reduce(frame: Frame): FilmstripFrame {
  const factor = Math.max(1, Math.ceil(frame.width / PICTURE_WIDTH));
  const width = Math.max(1, Math.floor(frame.width / factor));
  const height = Math.max(1, Math.floor(frame.height / factor));
  const data = new Uint8Array(width * height * 4);
  const samples = factor * factor;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [red, green, blue] = [0, 0, 0];
      for (let row = 0; row < factor; row++) {
        let at = ((y * factor + row) * frame.width + x * factor) * 4;
        for (let column = 0; column < factor; column++, at += 4) {
          red += frame.data[at] as number;
          green += frame.data[at + 1] as number;
          blue += frame.data[at + 2] as number;
        }
      }
      const to = (y * width + x) * 4;
      data[to] = red / samples;
      data[to + 1] = green / samples;
      data[to + 2] = blue / samples;
      data[to + 3] = 255;
    }
  }
  return { width, height, data, original: { width: frame.width, height: frame.height }, time: frame.time };
}
