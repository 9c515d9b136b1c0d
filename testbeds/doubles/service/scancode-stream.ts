/** Cuts a stream of scan code bytes (set 1) into complete sequences; the start of one waits for its rest. Pure. */
const EXTENDED = 0xe0;
const PAUSE = 0xe1;
/** E1 1D 45 E1 9D C5: the key is pressed and released at once. */
const PAUSE_LENGTH = 6;
const PAUSE_SECOND = 0x1d;

export class ScancodeStream {
  #rest: readonly number[] = [];

  /** The complete sequences, one after another. */
  read(bytes: readonly number[]): readonly number[] {
    const pending = [...this.#rest, ...bytes];
    const complete: number[] = [];
    let at = 0;
    for (let length = lengthAt(pending, at); length > 0; length = lengthAt(pending, at)) {
      // A client that "releases" Pause byte by byte makes E1 9D C5 twice, which no keyboard sends and no guest minds.
      if (pending[at] !== PAUSE || pending[at + 1] === PAUSE_SECOND)
        complete.push(...pending.slice(at, at + length));
      at += length;
    }
    this.#rest = pending.slice(at);
    return complete;
  }
}

/** Of the sequence at `at`; 0 if it is not all there. */
function lengthAt(bytes: readonly number[], at: number): number {
  const first = bytes[at];
  const length = first === PAUSE ? PAUSE_LENGTH : first === EXTENDED ? 2 : 1;
  return at + length <= bytes.length ? length : 0;
}
