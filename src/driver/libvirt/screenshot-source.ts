/** Pictures by libvirt's own screenshots: any hypervisor, any transport, in whatever format the host writes them. */
import type { CallOptions } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import type { FrameAllocator } from '../../frame/frame.ts';
import { decodePng } from '../../frame/png.ts';
import { decodePpm } from '../../frame/ppm.ts';
import type { Picture, PictureSource } from '../qemu/screendump.ts';
import type { Screenshot } from './child/pictures.ts';
import type { Connection } from './connection.ts';

/** A still screen has the same bytes: it is not decoded again. */
export class ScreenshotSource implements PictureSource {
  readonly #connection: Connection;
  readonly #uuid: string;
  #last: Buffer | undefined;

  constructor(connection: Connection, uuid: string) {
    this.#connection = connection;
    this.#uuid = uuid;
  }

  async take(
    _: unknown,
    { allocator, display, ...call }: { allocator: FrameAllocator; display: number } & CallOptions,
  ): Promise<Picture | 'unchanged' | undefined> {
    const shot = await this.#shoot(display, call);
    if (!shot || shot.bytes.length === 0) return undefined;
    if (this.#last && shot.bytes.equals(this.#last)) return 'unchanged';
    const picture = await decodeScreenshot(shot, allocator);
    if (picture) this.#last = shot.bytes;
    return picture;
  }

  [Symbol.dispose](): void {
    this.#last = undefined;
  }

  async #shoot(screen: number, call: CallOptions): Promise<Screenshot | undefined> {
    try {
      return await this.#connection.call('domainScreenshot', { uuid: this.#uuid, screen }, call);
    } catch (error) {
      if (isGuestwrightError(error, 'machine-state')) return undefined; // powered off meanwhile
      throw error;
    }
  }
}

/** RGBA in memory of the allocator's; undefined for a picture without pixels. Error `unsupported` for other formats. */
export async function decodeScreenshot(
  { type, bytes }: Screenshot,
  allocator: FrameAllocator,
): Promise<Picture | undefined> {
  if (/portable-pixmap|x-ppm/.test(type)) return decodePpm(bytes, allocator);
  if (type === 'image/png') {
    const { width, height, data } = await decodePng(bytes, "libvirt's screenshot");
    const own = allocator.allocate(width, height);
    own.set(data);
    return { width, height, data: own };
  }
  throw new GuestwrightError(`libvirt: expected a screenshot as PNG or PPM, got '${type}'`, {
    code: 'unsupported',
    remedy: 'Report the hypervisor and its version.',
  });
}
