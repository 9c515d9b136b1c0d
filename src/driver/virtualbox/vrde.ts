/** Quick pictures of a changing display from VRDE's VNC server, for machines of ours; SOAP's are those of a still one. */
import { type Deadline, now } from '../../base/deadline.ts';
import type { FrameAllocator } from '../../frame/frame.ts';
import type { Dimensions } from '../../frame/region.ts';
import { freePort } from '../free-port.ts';
import { RfbClient } from '../rfb/client.ts';
import { randomPassword } from '../rfb/random-password.ts';
import { editMachine } from './machine-lock.ts';
import type { WebSession } from './web-session.ts';

/** Where the VNC server of one machine listens. */
export interface VrdePlace {
  readonly port: number;
  readonly password: string;
}

export interface VrdeMachine {
  readonly epoch: number;
  readonly powered: boolean;
}

export interface VrdePicture extends Dimensions {
  readonly data: Uint8Array;
  /** All that the guest showed before is in it, monotonic ms. */
  readonly time: number;
}

const LOOPBACK = '127.0.0.1';
/** VirtualBox's extension pack with a VNC server, in builds that have one (Debian's). */
const EXTENSION_PACK = 'VNC';
/** Which display VRDE's VNC server shows: it has no other. */
export const VRDE_DISPLAY = 0;
/**
 * VirtualBox paints what the guest drew on ticks of 20 ms; its VNC server shows what was painted. Up to 26 ms behind
 * were measured (load 10 on 2 cores): pictures count as so much older, ms.
 */
const PAINT_LAG = 60;
const CONNECT_TIMEOUT = 5000;
/** A server that does not answer so long is none, ms. */
const TAKE_TIMEOUT = 1000;

/**
 * Of a machine's process with VRDE. At a change of mode VirtualBox 7.2 frees the old picture and copies from it once more
 * before it has the new one; the process dies where the C library gives freed memory back at once (4 of 52 starts, by its
 * core dumps). These tell glibc to keep it (mallopt(3)): none of 180 starts died.
 */
export const VRDE_ENVIRONMENT: readonly string[] = [
  `MALLOC_MMAP_THRESHOLD_=${32 * 1024 ** 2}`, // bytes; glibc takes no more
  `MALLOC_TRIM_THRESHOLD_=${1024 ** 3}`,
];

/** In the settings of a machine that is off. Fails where the server lacks the extension pack. */
export async function switchOnVrde(session: WebSession, id: string, deadline: Deadline): Promise<VrdePlace> {
  const place = { port: await freePort(), password: randomPassword() };
  const properties = {
    'TCP/Ports': String(place.port),
    'TCP/Address': LOOPBACK,
    VNCPassword: place.password,
  };
  await editMachine(session, id, deadline, async (machine, scope) => {
    const server = scope.own('IVRDEServer', await machine.call('getVRDEServer', {}));
    await server.call('setVRDEExtPack', { VRDEExtPack: EXTENSION_PACK });
    for (const [key, value] of Object.entries(properties))
      await server.call('setVRDEProperty', { key, value });
    await server.call('setEnabled', { enabled: true });
  });
  return place;
}

/** The connection of one desktop; made in the background, again after each start of the machine. */
export class VrdePictures implements AsyncDisposable {
  readonly #machine: VrdeMachine;
  readonly #place: VrdePlace;
  readonly #onDamage: () => void;
  #client: RfbClient | undefined;
  #connecting: Promise<void> | undefined;
  #triedEpoch: number | undefined;
  #arrived = false;
  #disposed = false;

  constructor(machine: VrdeMachine, place: VrdePlace, onDamage: () => void) {
    this.#machine = machine;
    this.#place = place;
    this.#onDamage = onDamage;
  }

  /** The picture if it changed since the last; undefined too where it would not be newer than `after`, monotonic ms. */
  async take(allocator: FrameAllocator, after: number): Promise<VrdePicture | undefined> {
    this.#connect();
    if (!this.#client || !this.#arrived || !this.#machine.powered) return undefined;
    if (now() - PAINT_LAG < after) return undefined;
    this.#arrived = false;
    const call = { timeout: TAKE_TIMEOUT };
    try {
      await this.#client.refresh({}, call);
      const taken = await this.#client.take(allocator, { fresh: true, ...call });
      if (!taken?.data) return undefined;
      const { width, height, data, askedAt } = taken;
      return { width, height, data, time: askedAt - PAINT_LAG };
    } catch {
      return undefined; // SOAP has a picture, or says why there is none
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    await this.#connecting;
    await this.#client?.[Symbol.asyncDispose]();
    this.#client = undefined;
  }

  #connect(): void {
    const { epoch, powered } = this.#machine;
    if (this.#client || this.#connecting || this.#disposed || !powered || epoch === this.#triedEpoch) return;
    this.#triedEpoch = epoch;
    this.#connecting = this.#open()
      .catch(() => {}) // SOAP goes on
      .finally(() => {
        this.#connecting = undefined;
      });
  }

  async #open(): Promise<void> {
    const { port, password } = this.#place;
    // A machine whose port was taken starts without a server: who listens there does not know the password.
    const address = { host: LOOPBACK, port } as const;
    const client = await RfbClient.connect({ address, password }, { timeout: CONNECT_TIMEOUT });
    client.on('damage', () => {
      this.#arrived = true;
      this.#onDamage();
    });
    client.on('lost', () => {
      this.#client = undefined;
    });
    this.#client = client;
  }
}
