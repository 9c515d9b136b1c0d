/** Pictures by Remote Desktop Access: captured to a file of ours, and only of the size that the guest has. */
import { type CallOptions, Deadline } from '../../base/deadline.ts';
import type { FrameAllocator } from '../../frame/frame.ts';
import type { Dimensions } from '../../frame/region.ts';
import { DEFAULT_QUALITY, IMAGE_FORMAT } from './abi/constants.ts';
import type { RdaConnection } from './rda-connection.ts';
import { ScreenFile } from './screen-file.ts';
import type { ScreenSource, Screenshot } from './transport.ts';

/** The guest may change the mode between our asking for its size and the picture. */
const MOST_TRIES = 4;
/** PRL_IO_SCREEN_SIZE has 16 bytes, PRL_IO_DISPLAY_SCREEN_SIZE 28; both begin with width and height, 32 bits each. */
const SIZE_LENGTH = 28;
const HEIGHT_AT = 4;

export class RdaScreen implements ScreenSource {
  readonly #connection: RdaConnection;
  readonly #display: number;
  readonly #format: 'bmp' | 'png';
  readonly #file: ScreenFile;

  constructor(
    connection: RdaConnection,
    {
      display,
      path,
      format,
    }: { readonly display: number; readonly path: string; readonly format: 'bmp' | 'png' },
  ) {
    this.#connection = connection;
    this.#display = display;
    this.#format = format;
    this.#file = new ScreenFile(path, format);
  }

  async take({
    allocator,
    fresh = false,
    ...call
  }: { readonly allocator: FrameAllocator; readonly fresh?: boolean } & CallOptions): Promise<
    Screenshot | 'unchanged' | undefined
  > {
    using deadline = new Deadline('capturing the display', call);
    const { epoch: login } = this.#connection.power.ref.session;
    try {
      const vm = await this.#connection.vm(deadline);
      let size = await this.#size(vm);
      for (let tries = 0; tries < MOST_TRIES && size; tries++) {
        const failure = await this.#capture(vm, size).then(
          () => undefined,
          (error: unknown) => error,
        );
        const after = await this.#size(vm);
        const same = after?.width === size.width && after.height === size.height;
        if (same && failure !== undefined) throw failure; // else its region was outside of the new mode
        if (same) return await this.#file.read(size, { allocator, fresh });
        size = after;
      }
      return undefined;
    } catch (error) {
      if (await this.#connection.passes(error, login, deadline)) return undefined;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  /** Undefined early in boot, where it is 0x0. */
  async #size(vm: bigint): Promise<Dimensions | undefined> {
    const { api } = this.#connection.power.ref;
    const what = "asking for the display's size";
    const bytes = new Uint8Array(new ArrayBuffer(SIZE_LENGTH));
    if (this.#display === 0) await api.do(what, 'PrlDevDisplay_GetScreenSize', vm, bytes);
    else await api.do(what, 'PrlDevSecondaryDisplay_GetScreenSize', vm, this.#display, bytes);
    const view = new DataView(bytes.buffer);
    const [width, height] = [view.getUint32(0, true), view.getUint32(HEIGHT_AT, true)];
    return width > 0 && height > 0 ? { width, height } : undefined;
  }

  async #capture(vm: bigint, { width, height }: Dimensions): Promise<void> {
    const { api } = this.#connection.power.ref;
    const what = 'capturing the display';
    const { path } = this.#file;
    const picture = [path, IMAGE_FORMAT[this.#format], DEFAULT_QUALITY, 0, 0, width, height] as const;
    if (this.#display === 0) {
      await api.do(what, 'PrlDevDisplay_SyncCaptureScreenRegionToFile', vm, ...picture);
      return;
    }
    const scaled = [this.#display, ...picture, width, height] as const;
    await api.do(what, 'PrlDevSecondaryDisplay_SyncCaptureScaledScreenRegionToFile', vm, ...scaled);
  }
}
