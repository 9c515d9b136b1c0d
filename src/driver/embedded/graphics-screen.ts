/** Collects the rows that v86 draws in graphics modes, scaled as QEMU scales the old VGA modes. */
import { createPicture, OPAQUE_BLACK, type Picture } from '../../frame/picture.ts';
import type { Dimensions } from '../../frame/region.ts';
import type { V86Layer } from './v86-internals.ts';

/** How often each pixel is repeated: 320x200 shows as 640x400. */
export interface Repeats {
  readonly x: number;
  readonly y: number;
}

const NO_REPEATS: Repeats = { x: 1, y: 1 };
const OPAQUE = 0xff000000;

/** The graphics screen as it was drawn last. */
export class GraphicsScreen {
  #picture: Picture = createPicture({ width: 0, height: 0 });
  #source: Dimensions = { width: 0, height: 0 };
  #repeats: Repeats = NO_REPEATS;

  get picture(): Picture {
    return this.#picture;
  }

  /** A display mode: what v86 draws and how its pixels are repeated. */
  resize(source: Dimensions, repeats: Repeats = NO_REPEATS): void {
    const width = source.width * repeats.x;
    const height = source.height * repeats.y;
    this.#source = source;
    this.#repeats = repeats;
    if (this.#picture.width !== width || this.#picture.height !== height)
      this.#picture = createPicture({ width, height });
  }

  blank(): void {
    this.#picture.pixels.fill(OPAQUE_BLACK);
  }

  /** Copies what v86 drew; parts outside the screen are cut off. */
  copy(layers: readonly V86Layer[]): void {
    for (const layer of layers) {
      if (!layer.image_data) continue;
      const { data, width, height } = layer.image_data;
      const words = new Uint32Array(data.buffer, data.byteOffset, width * height);
      const first = Math.max(0, -layer.screen_y);
      const last = Math.min(
        layer.buffer_height,
        this.#source.height - layer.screen_y,
        height - layer.buffer_y,
      );
      const left = Math.max(0, -layer.screen_x);
      const right = Math.min(layer.buffer_width, this.#source.width - layer.screen_x);
      for (let y = first; y < last && left < right; y++) {
        const start = (layer.buffer_y + y) * width + layer.buffer_x;
        this.putRow(layer.screen_y + y, layer.screen_x + left, words.subarray(start + left, start + right));
      }
    }
  }

  /** Draws source pixels from column `x` of row `y`. */
  putRow(y: number, x: number, words: Uint32Array): void {
    const { pixels, width } = this.#picture;
    const { x: repeatX, y: repeatY } = this.#repeats;
    const start = y * repeatY * width + x * repeatX;
    if (repeatX === 1) {
      for (let i = 0; i < words.length; i++) pixels[start + i] = (words[i] as number) | OPAQUE;
    } else {
      for (let i = 0, at = start; i < words.length; i++) {
        for (let n = 0; n < repeatX; n++) pixels[at++] = (words[i] as number) | OPAQUE;
      }
    }
    const end = start + words.length * repeatX;
    for (let n = 1; n < repeatY; n++) pixels.copyWithin(start + n * width, start, end);
  }
}
