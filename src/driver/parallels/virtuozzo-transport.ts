/** Virtuozzo has no Remote Desktop Access: its screenshots for pictures, the machine's VNC server for input. */
import { type CallOptions, Deadline, poll } from '../../base/deadline.ts';
import { PooledAllocator } from '../../frame/allocator.ts';
import type { FrameAllocator } from '../../frame/frame.ts';
import type { Dimensions } from '../../frame/region.ts';
import type { PointerEvent } from '../driver.ts';
import { RfbClient } from '../rfb/client.ts';
import { scancodeKeys } from '../scancode-keys.ts';
import { SharedAttempt } from '../shared-attempt.ts';
import type { MachinePower } from './power.ts';
import { decodePng } from './screen-file.ts';
import type { DesktopTransport, ScreenSource, Screenshot } from './transport.ts';
import { vncPort } from './vnc-server.ts';

/** Asked so often whether the VNC server listens yet, ms. */
const INTERVAL = 100;

export class VirtuozzoTransport implements DesktopTransport {
  readonly kind = 'virtuozzo';
  readonly #power: MachinePower;
  readonly #password: string;
  #client: RfbClient | undefined;
  #epoch: number | undefined;
  readonly #connecting = new SharedAttempt<RfbClient>();

  /** `password` is the VNC server's. */
  constructor(power: MachinePower, password: string) {
    this.#power = power;
    this.#password = password;
  }

  /** Virtuozzo's machines have one. */
  async displays(): Promise<number> {
    return 1;
  }

  screen(): ScreenSource {
    let last = '';
    return {
      take: async (options) => {
        const taken = await this.#take(options.fresh ? '' : last, options);
        if (!taken || taken === 'unchanged') return taken;
        last = taken.base64;
        return taken.picture;
      },
      [Symbol.asyncDispose]: async () => {},
    };
  }

  async type(bytes: readonly number[], deadline: Deadline): Promise<void> {
    const events = scancodeKeys(bytes, 'a VNC server');
    const client = await this.#rfb(deadline);
    await client.keys(events, deadline.options);
  }

  async point(
    events: readonly PointerEvent[],
    { deadline }: { readonly absolute: boolean; readonly deadline: Deadline },
  ): Promise<void> {
    const client = await this.#rfb(deadline);
    await client.pointer(events, deadline.options);
  }

  async absolute(deadline: Deadline): Promise<boolean> {
    return (await this.#rfb(deadline)).states['pointer.absolute'];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connecting.idle();
    await this.#drop();
  }

  /** A job's text: a PNG in base64, scaled to the size that is asked for, so the size must be known. */
  async #take(
    last: string,
    { allocator, signal, timeout }: { readonly allocator: FrameAllocator } & CallOptions,
  ): Promise<{ picture: Screenshot; base64: string } | 'unchanged' | undefined> {
    using deadline = new Deadline('capturing the display', { signal, timeout });
    const size = await this.#size(deadline);
    if (!size) return undefined;
    const base64 = await this.#power.ref.run(
      'PrlVm_CaptureScreen',
      (vm) => [vm, size.width, size.height, 0],
      { what: 'capturing the display', deadline, read: (results) => results.text() },
    );
    const after = await this.#size(deadline);
    if (after?.width !== size.width || after.height !== size.height) return undefined; // scaled: taken again
    if (base64 === last) return 'unchanged';
    const picture = await decodePng(Buffer.from(base64, 'base64'), allocator);
    const fits = picture?.width === size.width && picture.height === size.height;
    return fits ? { picture, base64 } : undefined;
  }

  /** Only the VNC server tells it. */
  async #size(deadline: Deadline): Promise<Dimensions | undefined> {
    const client = await this.#rfb(deadline);
    await client.refresh({}, deadline.options);
    const taken = await client.take(new PooledAllocator(), { fresh: false, ...deadline.options });
    return taken ? { width: taken.width, height: taken.height } : client.size;
  }

  async #rfb(deadline: Deadline): Promise<RfbClient> {
    this.#power.requireRunning();
    if (this.#client && this.#epoch === this.#power.epoch) return this.#client;
    return await this.#connecting.make(deadline, () => this.#connect(deadline));
  }

  async #connect(deadline: Deadline): Promise<RfbClient> {
    await this.#drop();
    const { epoch, ref } = this.#power;
    const port = await poll(deadline, INTERVAL, () => vncPort(ref, deadline));
    const address = { host: '127.0.0.1', port };
    const client = await RfbClient.connect(
      { address, password: this.#password, tls: false },
      deadline.options,
    );
    client.on('lost', () => {
      if (this.#client === client) this.#client = undefined;
    });
    this.#client = client;
    this.#epoch = epoch;
    return client;
  }

  async #drop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.[Symbol.asyncDispose]();
  }
}
