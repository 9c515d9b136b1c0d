/** Takes QEMU's screendump through a file in memory: the cheapest exact way to a whole picture. */
import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CallOptions } from '../../base/deadline.ts';
import { isGuestwrightError } from '../../base/errors.ts';
import type { FrameAllocator } from '../../frame/frame.ts';
import { decodePpm } from '../../frame/ppm.ts';
import type { Dimensions } from '../../frame/region.ts';
import type { QmpMonitor } from '../qmp/monitor.ts';

export type Picture = Dimensions & { readonly data: Uint8Array };

/** Blocks for pictures are whole multiples of this many bytes, so that display modes share them. */
const GRANULE = 2 ** 19;

/** A way to pictures of one display. One reader at a time. */
export interface PictureSource extends Disposable {
  /** The picture now, `unchanged` if it is the one before, undefined if the display is empty. */
  take(
    qmp: QmpMonitor,
    options: { readonly allocator: FrameAllocator; readonly display: number } & CallOptions,
  ): Promise<Picture | 'unchanged' | undefined>;
}

/** A picture file that QEMU overwrites and we keep open. One reader at a time. */
export class Screendump implements PictureSource {
  readonly #path: string;
  #descriptor: number | undefined;
  /** Who may still write a picture that nobody waits for any more. */
  #late: QmpMonitor | undefined;
  #disposed = false;
  /** The file before, in the block `#kept`; the next one is read into `#spare`. */
  #previous: Buffer = Buffer.alloc(0);
  #kept: Buffer = Buffer.alloc(0);
  #spare: Buffer = Buffer.alloc(0);

  /** `folder` is ours alone and may be written by QEMU; `name` tells readers of one folder apart. */
  constructor(folder: string, name: string) {
    this.#path = join(folder, `${name}.ppm`);
  }

  /** The picture now, `unchanged` if it has the bytes of the one before, undefined if the display is empty. */
  async take(
    qmp: QmpMonitor,
    { allocator, display, ...call }: { allocator: FrameAllocator; display: number } & CallOptions,
  ): Promise<Picture | 'unchanged' | undefined> {
    const device = display === 0 ? {} : { device: `display${display}` };
    await this.#dump(qmp, { filename: this.#path, ...device }, call);
    if (this.#disposed) {
      this.#remove();
      return undefined;
    }
    const file = this.#read();
    if (file.equals(this.#previous) && file.length > 0) return 'unchanged';
    const picture = decodePpm(file, allocator);
    if (picture) {
      [this.#spare, this.#kept] = [this.#kept, this.#spare];
      this.#previous = file;
    }
    return picture;
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#remove();
  }

  async #dump(
    qmp: QmpMonitor,
    args: { readonly filename: string; readonly device?: string },
    call: CallOptions,
  ): Promise<void> {
    try {
      await qmp.execute('screendump', args, call);
    } catch (error) {
      if (!isGuestwrightError(error, 'hypervisor')) this.#late = qmp;
      if (this.#disposed) this.#remove();
      throw error;
    }
  }

  /** QEMU answers in order: when it has answered anything else, the picture was written. */
  #remove(): void {
    rmSync(this.#path, { force: true });
    const remove = () => rmSync(this.#path, { force: true });
    void this.#late?.execute('query-name', undefined).then(remove, remove);
    this.#late = undefined;
  }

  /** Synchronous: a copy within memory takes less time than the way to a thread and back. */
  #read(): Buffer {
    this.#descriptor ??= openSync(this.#path, 'r');
    const { size } = fstatSync(this.#descriptor);
    if (this.#spare.length < size) this.#spare = Buffer.allocUnsafeSlow(Math.ceil(size / GRANULE) * GRANULE);
    const length = readSync(this.#descriptor, this.#spare, 0, size, 0);
    return this.#spare.subarray(0, length);
  }
}
