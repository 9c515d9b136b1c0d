/** Takes QEMU's screendump through a file in memory: the cheapest exact way to a whole picture. */
import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CallOptions } from '../../base/deadline.ts';
import type { FrameAllocator } from '../../frame/frame.ts';
import { decodePpm } from '../../frame/ppm.ts';
import type { Dimensions } from '../../frame/region.ts';
import type { QmpConnection } from '../qmp/connection.ts';

export type Picture = Dimensions & { readonly data: Uint8Array };

/** A picture file that QEMU overwrites and we keep open. One reader at a time. */
export class Screendump implements Disposable {
  readonly #path: string;
  #descriptor: number | undefined;
  #current: Buffer = Buffer.alloc(0);
  #previous: Buffer = Buffer.alloc(0);

  /** `folder` is ours alone and may be written by QEMU; `name` tells readers of one folder apart. */
  constructor(folder: string, name: string) {
    this.#path = join(folder, `${name}.ppm`);
  }

  /** The picture now, `unchanged` if it has the bytes of the one before, undefined if the display is empty. */
  async take(
    qmp: QmpConnection,
    { allocator, display, ...call }: { allocator: FrameAllocator; display: number } & CallOptions,
  ): Promise<Picture | 'unchanged' | undefined> {
    const device = display === 0 ? {} : { device: `display${display}` };
    await qmp.execute('screendump', { filename: this.#path, ...device }, call);
    const file = this.#read();
    if (file.equals(this.#previous) && file.length > 0) return 'unchanged';
    const picture = decodePpm(file, allocator);
    if (picture) [this.#current, this.#previous] = [this.#previous, file];
    return picture;
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    rmSync(this.#path, { force: true });
  }

  /** Synchronous: a copy within memory takes less time than the way to a thread and back. */
  #read(): Buffer {
    this.#descriptor ??= openSync(this.#path, 'r');
    const { size } = fstatSync(this.#descriptor);
    if (this.#current.length !== size) this.#current = Buffer.allocUnsafe(size);
    const length = readSync(this.#descriptor, this.#current, 0, size, 0);
    return length === size ? this.#current : this.#current.subarray(0, length);
  }
}
