/** Pictures and keys by the command prlctl; it has nothing for the pointer. */
import { join } from 'node:path';
import { type CallOptions, Deadline } from '../../base/deadline.ts';
import { isGuestwrightError } from '../../base/errors.ts';
import type { PrivateFolder } from '../../base/temporary.ts';
import type { FrameAllocator } from '../../frame/frame.ts';
import { unsupported } from '../capabilities.ts';
import { KEY_EVENT } from './abi/constants.ts';
import { keyCalls } from './key-calls.ts';
import type { MachinePower } from './power.ts';
import type { Prlctl } from './prlctl.ts';
import { ScreenFile } from './screen-file.ts';
import type { DesktopTransport, ScreenSource, Screenshot } from './transport.ts';

export class PrlctlTransport implements DesktopTransport {
  readonly kind = 'prlctl';
  readonly #prlctl: Prlctl;
  readonly #power: MachinePower;
  readonly #folder: PrivateFolder;
  #screens = 0;

  /** Pictures pass through `folder`, which is ours from now on. */
  constructor(prlctl: Prlctl, power: MachinePower, folder: PrivateFolder) {
    this.#prlctl = prlctl;
    this.#power = power;
    this.#folder = folder;
  }

  /** It captures the first one. */
  async displays(): Promise<number> {
    return 1;
  }

  screen(): ScreenSource {
    const file = new ScreenFile(join(this.#folder.path, `screen${++this.#screens}.png`), 'png');
    return {
      take: (options) => this.#take(file, options),
      [Symbol.asyncDispose]: async () => {},
    };
  }

  async type(bytes: readonly number[], deadline: Deadline): Promise<void> {
    for (const { code, event } of keyCalls(bytes)) {
      const pressed = event === KEY_EVENT.press ? 'press' : 'release';
      await this.#prlctl.key(code, pressed, deadline);
    }
  }

  async point(): Promise<never> {
    throw unsupported(
      'parallels',
      'pointer.absolute',
      'prlctl has no pointer: use keys, or the Pro edition.',
    );
  }

  async absolute(): Promise<boolean> {
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }

  async #take(
    file: ScreenFile,
    {
      allocator,
      fresh,
      ...call
    }: { readonly allocator: FrameAllocator; readonly fresh?: boolean } & CallOptions,
  ): Promise<Screenshot | 'unchanged' | undefined> {
    using deadline = new Deadline('capturing the display', call);
    this.#power.requireRunning();
    try {
      await this.#prlctl.capture(file.path, deadline);
      return await file.read(undefined, { allocator, ...(fresh !== undefined && { fresh }) });
    } catch (error) {
      if (isGuestwrightError(error, 'hypervisor')) return undefined; // it starts, stops or resets: told by its state
      throw error;
    }
  }
}
