/** JSON messages, one a line, over a byte stream. */
import { StringDecoder } from 'node:string_decoder';

/** A longer line is no answer of QEMU's: refuse it before it fills our memory. */
export const LONGEST_LINE = 64 * 2 ** 20;

/** Cuts a byte stream into JSON values. */
export class JsonLines {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** The complete messages so far. Throws a SyntaxError for a line that is not JSON. */
  push(chunk: Uint8Array): unknown[] {
    const lines = (
      this.#rest + this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    ).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LONGEST_LINE)
      throw new SyntaxError(`a line of more than ${LONGEST_LINE} characters`);
    return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as unknown);
  }
}
