/** Captures of a display over the web service: exact, and only of the size that the guest has. */

import type { CallOptions } from '../../base/deadline.ts';
import { now, pause } from '../../base/deadline.ts';
import type { FrameAllocator } from '../../frame/frame.ts';
import { createPicture, opaque } from '../../frame/picture.ts';
import type { Dimensions } from '../../frame/region.ts';
import { resultCodeOf } from './faults.ts';
import type { VboxObject } from './objects.ts';

export interface Screenshot extends Dimensions {
  readonly data: Uint8Array;
}

/**
 * Between two captures, ms. VirtualBox's issue 429: hosts ran out of memory after many pictures in quick succession.
 */
const SHORTEST_INTERVAL = 40;
/**
 * The guest may change the mode between our asking for its size and the picture, which is scaled then: asked again. So is
 * a picture that VirtualBox refuses without a word, as it did once in some ten thousand.
 */
const MOST_TRIES = 4;

/** Pictures of one display; remembers the last one to tell unchanged ones without decoding them. */
export class ScreenshotSource {
  readonly #screenId: number;
  #lastAt = Number.NEGATIVE_INFINITY;
  #lastPng: Buffer | undefined;

  constructor(screenId: number) {
    this.#screenId = screenId;
  }

  /** Another picture was shown meanwhile: the next is a new one. */
  forget(): void {
    this.#lastPng = undefined;
  }

  /** Undefined while the display has no size, or shows nothing yet. */
  async take(
    display: VboxObject<'IDisplay'>,
    { allocator, fresh = false, ...call }: { allocator: FrameAllocator; fresh?: boolean } & CallOptions,
  ): Promise<Screenshot | 'unchanged' | undefined> {
    const wait = this.#lastAt + SHORTEST_INTERVAL - now();
    if (wait > 0) await pause(wait, call.signal);
    this.#lastAt = now();
    const shot = await this.#exact(display, call);
    if (!shot) return undefined;
    if (!fresh && this.#lastPng?.equals(shot.png)) return 'unchanged';
    this.#lastPng = fresh ? undefined : shot.png;
    return await decode(shot, allocator);
  }

  async #exact(
    display: VboxObject<'IDisplay'>,
    call: CallOptions,
  ): Promise<(Dimensions & { readonly png: Buffer }) | undefined> {
    let size = await this.#size(display, call);
    for (let tries = 1; tries <= MOST_TRIES && size; tries++) {
      const png = await this.#png(display, size, { ...call, last: tries === MOST_TRIES });
      const after = await this.#size(display, call);
      if (png && after?.width === size.width && after.height === size.height) return { ...size, png };
      size = after;
    }
    return undefined;
  }

  async #size(display: VboxObject<'IDisplay'>, call: CallOptions): Promise<Dimensions | undefined> {
    const { width, height } = await display.call('getScreenResolution', { screenId: this.#screenId }, call);
    return width > 0 && height > 0 ? { width, height } : undefined; // 0x0 early in boot
  }

  /** PNG is the cheapest exact format: a tenth of the bytes of raw pixels, in a third of the time. */
  async #png(
    display: VboxObject<'IDisplay'>,
    { width, height }: Dimensions,
    { last, ...call }: CallOptions & { readonly last: boolean },
  ): Promise<Buffer | undefined> {
    const args = { screenId: this.#screenId, width, height, bitmapFormat: 'PNG' } as const;
    try {
      return Buffer.from(await display.call('takeScreenShotToArray', args, call));
    } catch (error) {
      const code = resultCodeOf(error);
      if (code === 'E_INVALIDARG') return undefined; // the display has gone meanwhile
      if (code === 'E_FAIL' && !last) return undefined;
      throw error;
    }
  }
}

async function decode(
  { png, ...size }: Dimensions & { readonly png: Buffer },
  allocator: FrameAllocator,
): Promise<Screenshot> {
  const { PNG } = await import('pngjs');
  const { data: decoded } = PNG.sync.read(png);
  const data = allocator.allocate(size.width, size.height);
  data.set(decoded);
  createPicture(size, opaque(data)); // checks that the picture has the size that it was asked for
  return { ...size, data };
}
