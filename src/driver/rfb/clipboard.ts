/** One connection's clipboard: Unicode by the extended messages where the server has them, else Latin-1. */
import { clientCutText, extendedCutText } from './client-messages.ts';
import { type ClipboardMessage, clipboardCaps, packText } from './extended-clipboard.ts';
import { CLIPBOARD } from './protocol.ts';

/** All that the plain message can carry. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what ISO 8859-1 is
const LATIN_1 = /^[\u0000-\u00ff]*$/;

/** Sends by `send`, tells texts of the guest by `received`. */
export class RfbClipboard {
  readonly #send: (message: Uint8Array) => void;
  readonly #received: (text: string) => void;
  readonly #limit: number;
  #caps: { readonly actions: number; readonly textBytes: number } | undefined;
  /** What we last offered, for requests that come later. */
  #ours = '';
  /** The same as the server gets it, once it asked: it may ask often. */
  #packed: Uint8Array | undefined;

  constructor(limit: number, send: (message: Uint8Array) => void, received: (text: string) => void) {
    this.#limit = limit;
    this.#send = send;
    this.#received = received;
  }

  /** Whether the server takes Unicode text. */
  get extended(): boolean {
    return this.#caps !== undefined;
  }

  /** Gives `text` to the server: at once where it takes so much unasked, else when it asks. */
  offer(text: string): void {
    this.#ours = text;
    this.#packed = undefined;
    // Both where both can say it: LibVNCServer has the extended messages, but programs such as x11vnc, which do not
    // know of them, hear the plain one alone.
    if (!this.#caps || LATIN_1.test(text)) this.#send(clientCutText(text.replaceAll('\r\n', '\n')));
    if (!this.#caps) return;
    const { actions, textBytes } = this.#caps;
    const fits = Buffer.byteLength(text) + 1 <= textBytes && (actions & CLIPBOARD.provide) !== 0;
    if (!fits && actions & CLIPBOARD.notify) this.#say(CLIPBOARD.notify | CLIPBOARD.text);
    else this.#provide();
  }

  receive(message: ClipboardMessage): void {
    switch (message.action) {
      case 'caps': {
        this.#caps = message;
        const { flags, data } = clipboardCaps(this.#limit);
        this.#send(extendedCutText(flags, data));
        return;
      }
      case 'request':
        if (message.text) this.#provide();
        return;
      case 'peek':
        this.#say(CLIPBOARD.notify | (this.#ours === '' ? 0 : CLIPBOARD.text));
        return;
      case 'notify':
        if (message.text) this.#say(CLIPBOARD.request | CLIPBOARD.text);
        return;
      case 'provide':
        if (message.text !== undefined) this.#received(message.text);
    }
  }

  #provide(): void {
    this.#packed ??= packText(this.#ours);
    this.#send(extendedCutText(CLIPBOARD.provide | CLIPBOARD.text, this.#packed));
  }

  #say(flags: number): void {
    this.#send(extendedCutText(flags, new Uint8Array(0)));
  }
}
