/** A page's end of a channel, for rooms: what it was sent, and what it says. */
import type { Channel } from '../../../src/recorder/channel.ts';

export class FakePage {
  readonly told: Readonly<Record<string, unknown>>[] = [];
  readonly pictures: Uint8Array[] = [];
  closedWith: string | undefined;
  readonly channel: Channel;
  readonly #closed = new AbortController();
  #listener: (text: string) => void = () => {};

  constructor() {
    this.channel = {
      send: (message) => {
        if (typeof message === 'string') this.told.push(JSON.parse(message) as Record<string, unknown>);
        else this.pictures.push(message);
      },
      onMessage: (listener) => {
        this.#listener = listener;
      },
      closed: this.#closed.signal,
      close: (reason) => {
        this.closedWith = reason;
        this.#closed.abort();
      },
    };
  }

  say(message: object): void {
    this.#listener(JSON.stringify(message));
  }

  leave(): void {
    this.#closed.abort();
  }

  /** The last message of that type. */
  last(type: string): Readonly<Record<string, unknown>> | undefined {
    return this.told.findLast((message) => message.type === type);
  }
}
