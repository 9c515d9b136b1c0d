/** Lines of the doubles' protocol: fields separated by tabs, percent-encoded. Pure. */

/** The bytes that stand for something else in a line. */
const RESERVED = /[^!-$&-~]/gu;

export function encodeLine(fields: readonly (string | number)[]): string {
  return `${fields.map((field) => String(field).replace(RESERVED, encodeURIComponent)).join('\t')}\n`;
}

export function decodeLine(line: string): readonly string[] {
  return line.split('\t').map((field) => decodeURIComponent(field));
}

/** Cuts a stream of text into lines; what is left over waits for more. */
export class LineReader {
  #rest = '';

  read(chunk: string): readonly string[] {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines;
  }
}

/** Codes of failures that the service itself tells of. */
export type FailureCode = 'unknown' | 'state' | 'argument' | 'cancelled' | 'timeout' | 'died' | 'failed';

/** A request that cannot be done, with the code that goes over the line. */
export class Failure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}
