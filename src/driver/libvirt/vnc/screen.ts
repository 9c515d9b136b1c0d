/** Pictures of a domain by VNC: one connection for all who look, made again when the machine is another process. */
import { type CallOptions, Deadline } from '../../../base/deadline.ts';
import { GuestwrightError } from '../../../base/errors.ts';
import type { FrameAllocator } from '../../../frame/frame.ts';
import type { Picture, PictureSource } from '../../qemu/screendump.ts';
import type { RfbAddress } from '../../rfb/address.ts';
import { RfbClient } from '../../rfb/client.ts';
import { SharedAttempt } from '../../shared-attempt.ts';
import { XML } from '../library/constants.ts';
import type { DomainPower } from '../power.ts';
import type { ConnectionUri } from '../uri.ts';
import { vncPlace } from './place.ts';
import { openSshStream } from './ssh-stream.ts';

/** QEMU is silent while a snapshot writes the guest's memory. */
const STALL = { quiet: '10s', full: '20s' } as const;

/** A picture if it is another one than the reader has, and the number under which the reader has it then. */
interface Look {
  readonly version: number;
  readonly picture: Picture | undefined;
}

export class VncScreen implements AsyncDisposable {
  readonly #power: DomainPower;
  readonly #uri: ConnectionUri;
  readonly #connecting = new SharedAttempt<RfbClient>();
  /** Ends an attempt that nobody wants any more. */
  readonly #end = new AbortController();
  #client: RfbClient | undefined;
  /** The last client that gave a picture. */
  #proven: RfbClient | undefined;
  /** Grows with each picture that differs from the one before. */
  #version = 0;

  constructor(power: DomainPower, uri: ConnectionUri) {
    this.#power = power;
    this.#uri = uri;
  }

  /** For one reader. */
  source(): PictureSource {
    let seen: number | undefined;
    return {
      take: async (_, { allocator, signal, timeout }) => {
        const look = await this.#look(seen, allocator, { signal, timeout });
        if (!look) return undefined;
        seen = look.version;
        return look.picture ?? 'unchanged';
      },
      [Symbol.dispose]: () => {},
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort(closedError(this.#power.name));
    await this.#connecting.idle();
    await this.#client?.[Symbol.asyncDispose]();
  }

  /** Undefined while there is nothing to see. */
  async #look(
    seen: number | undefined,
    allocator: FrameAllocator,
    call: CallOptions,
  ): Promise<Look | undefined> {
    let client: RfbClient | undefined;
    try {
      client = await this.#connected(call);
      await client.refresh({ full: seen === undefined }, call);
      const look = await this.#take(client, seen, allocator, call);
      if (look) this.#proven = client;
      return look;
    } catch (error) {
      // It goes on in another process perhaps: where is found out at the next look.
      const moved = client?.lost !== undefined && client === this.#proven;
      if (moved || !this.#power.powered) return undefined;
      throw error;
    }
  }

  async #take(
    client: RfbClient,
    seen: number | undefined,
    allocator: FrameAllocator,
    call: CallOptions,
  ): Promise<Look | undefined> {
    for (;;) {
      const fresh = seen !== this.#version;
      const taken = await client.take(allocator, { fresh, ...call });
      if (!taken) return undefined;
      if (taken.damage.length > 0) this.#version++;
      const { width, height, data } = taken;
      if (data) return { version: this.#version, picture: { width, height, data } };
      if (seen === this.#version) return { version: seen, picture: undefined };
      // Another reader took what was new to us too.
    }
  }

  /** Goes on when its caller's time is up: to come in may take longer than a look may. */
  async #connected({ signal, timeout }: CallOptions): Promise<RfbClient> {
    if (this.#client && !this.#client.lost) return this.#client;
    using deadline = new Deadline(`opening VNC of '${this.#power.name}'`, { signal, timeout });
    return await deadline.race(this.#connecting.make(deadline, () => this.#connect()));
  }

  async #connect(): Promise<RfbClient> {
    using deadline = new Deadline(`opening VNC of '${this.#power.name}'`, { signal: this.#end.signal });
    const lost = this.#client;
    this.#client = undefined;
    await lost?.[Symbol.asyncDispose]();
    const place = await this.#place(deadline);
    this.#client = await RfbClient.connect({ ...place, stall: STALL }, deadline.options);
    this.#version++;
    return this.#client;
  }

  async #place(deadline: Deadline): Promise<{ address: RfbAddress; password: string | undefined }> {
    const { connection, uuid, name } = this.#power;
    const xml = await connection.call('domainXml', { uuid, flags: XML.secure }, deadline.options);
    const place = vncPlace(name, this.#uri, xml);
    const { password } = place;
    if (place.way === 'direct') return { address: { host: place.host, port: place.port }, password };
    const named = `of '${name}' on ${this.#uri.text}`;
    if (place.way === 'ssh')
      return {
        address: {
          name: named,
          local: false,
          open: (until: Deadline) => openSshStream(this.#uri.text, place.target, until),
        },
        password,
      };
    const { index } = place;
    const open = async ({ options }: Deadline) =>
      await connection.call('domainGraphics', { uuid, index }, options);
    return { address: { name: named, local: true, open }, password: undefined };
  }
}

function closedError(name: string): GuestwrightError {
  return new GuestwrightError(`VNC of '${name}' was closed`, { code: 'machine-state' });
}
