/** A server's zlib stream that goes on from rectangle to rectangle, written synchronously. */
import { constants, deflateRawSync } from 'node:zlib';

const WINDOW = 2 ** 15;
const HEADER = [0x78, 0x9c];

export class Deflater {
  #window = Buffer.alloc(0);
  #started = false;
  readonly #inside: (data: Uint8Array) => Uint8Array;

  /** `inside` changes what is compressed. */
  constructor(inside = (data: Uint8Array): Uint8Array => data) {
    this.#inside = inside;
  }

  /** `data` compressed and flushed, so that it can be inflated at once; `strategy` of zlib. */
  write(plain: Uint8Array, { level = 6, strategy = constants.Z_DEFAULT_STRATEGY } = {}): Buffer {
    const data = this.#inside(plain);
    const options = { level, strategy, finishFlush: constants.Z_SYNC_FLUSH };
    const dictionary = this.#window.length > 0 ? { dictionary: this.#window } : {};
    const body = deflateRawSync(data, { ...options, ...dictionary });
    this.#window = Buffer.concat([this.#window, data]).subarray(-WINDOW);
    const header = this.#started ? [] : HEADER;
    this.#started = true;
    return Buffer.concat([Buffer.from(header), body]);
  }

  reset(): void {
    this.#window = Buffer.alloc(0);
    this.#started = false;
  }
}
