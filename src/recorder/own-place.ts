/** A server of this process's own for its guests. */
import type { LiveServer, LiveServerOptions } from './http/live-server.ts';
import type { LivePlace } from './live-guests.ts';
import { Rooms } from './rooms.ts';

export interface OwnPlaceOptions extends Pick<LiveServerOptions, 'picture'> {
  /** Told once, when pages can come. */
  readonly announce: (address: string) => void;
}

export class OwnPlace implements LivePlace {
  readonly rooms = new Rooms();
  readonly #options: OwnPlaceOptions;
  #server: Promise<LiveServer> | undefined;

  constructor(options: OwnPlaceOptions) {
    this.#options = options;
  }

  async open(): Promise<string> {
    this.#server ??= this.#start();
    return (await this.#server).address;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const server = await this.#server?.catch(() => undefined);
    await server?.[Symbol.asyncDispose]();
  }

  async #start(): Promise<LiveServer> {
    const { announce, picture } = this.#options;
    const { LiveServer } = await import('./http/live-server.ts'); // few runs are watched
    const server = await LiveServer.start({ guests: this.rooms, ...(picture && { picture }) });
    announce(server.address);
    return server;
  }
}
