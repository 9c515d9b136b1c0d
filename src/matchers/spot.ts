/** A spot: a short run of pixels in a row, known by a cheap mark of three of them and by a hash of all. */

/** Which pixels of a run make its mark: its first, one at `near` and its last. */
export interface RunShape {
  readonly length: number;
  readonly near: number;
}

/** Eight pixels tell letters of two colours apart. Needles narrower than that use the short run. */
export const RUN_SHAPES: readonly RunShape[] = [
  { length: 8, near: 3 },
  { length: 4, near: 1 },
];

/** Odd and without a pattern. */
const MARK_FACTOR = 0x05ebca6b;
/** Knuth's multiplicative hashing; the shift brings the high bits, which it mixes best, down. */
const HASH_FACTOR = 0x9e3779b1;
const HASH_SHIFT = 15;

/** Slots of the filter, one byte each: half of a first-level cache. */
const FILTER_BITS = 14;
const FILTER_SHIFT = 32 - FILTER_BITS;
/** The filter's multiplier is the first odd number from here on under which no mark shares the slot of flat runs. */
const FIRST_MULTIPLIER = 0x27d4eb2f;
/** Each has a fair chance; if all fail the search is slow, not wrong. */
const MOST_MULTIPLIERS = 64;

/** A 32-bit hash of all pixels of the run that begins at `index`. */
export function hashRun(pixels: Uint32Array, index: number, { length }: RunShape): number {
  let hash = 0;
  for (let i = index; i < index + length; i++) {
    hash = Math.imul(hash ^ (pixels[i] as number), HASH_FACTOR);
    hash ^= hash >>> HASH_SHIFT;
  }
  return hash;
}

/** 0 if the run's three marked pixels are equal, else a number that few other runs share. */
export function markRun(pixels: Uint32Array, index: number, { length, near }: RunShape): number {
  return markOf(
    pixels[index] as number,
    pixels[index + near] as number,
    pixels[index + length - 1] as number,
  );
}

function markOf(first: number, near: number, last: number): number {
  return Math.imul(first ^ near, MARK_FACTOR) ^ near ^ last;
}

/** Which marks are looked for. In one file with the loop over it: V8 inlines what it calls, and folds its constants. */
export class MarkFilter {
  readonly #slots = new Uint8Array(1 << FILTER_BITS);
  readonly #multiplier: number;
  readonly #shape: RunShape;

  constructor(marks: readonly number[], shape: RunShape) {
    this.#shape = shape;
    this.#multiplier = chooseMultiplier(marks);
    for (const mark of marks) this.#slots[slotOf(mark, this.#multiplier)] = 1;
  }

  /** The first of `index`, `index + step` ... below `end` at which a run with such a mark may begin, else `end`. */
  next(pixels: Uint32Array, index: number, end: number, step: number): number {
    const { near, length } = this.#shape;
    return nextMarked(pixels, this.#slots, this.#multiplier, near, length - 1, index, end, step);
  }
}

/** The hot loop: four at a time, without a branch for each. */
function nextMarked(
  pixels: Uint32Array,
  slots: Uint8Array,
  multiplier: number,
  near: number,
  far: number,
  index: number,
  end: number,
  step: number,
): number {
  let i = index;
  for (const last = end - 3 * step; i < last; i += 4 * step) {
    const j = i + step;
    const k = j + step;
    const l = k + step;
    const first =
      slots[
        slotOf(markOf(pixels[i] as number, pixels[i + near] as number, pixels[i + far] as number), multiplier)
      ];
    const second =
      slots[
        slotOf(markOf(pixels[j] as number, pixels[j + near] as number, pixels[j + far] as number), multiplier)
      ];
    const third =
      slots[
        slotOf(markOf(pixels[k] as number, pixels[k + near] as number, pixels[k + far] as number), multiplier)
      ];
    const fourth =
      slots[
        slotOf(markOf(pixels[l] as number, pixels[l + near] as number, pixels[l + far] as number), multiplier)
      ];
    if (((first as number) | (second as number) | (third as number) | (fourth as number)) !== 0) break;
  }
  for (; i < end; i += step) {
    const mark = markOf(pixels[i] as number, pixels[i + near] as number, pixels[i + far] as number);
    if (slots[slotOf(mark, multiplier)] !== 0) return i;
  }
  return end;
}

function slotOf(mark: number, multiplier: number): number {
  return Math.imul(mark, multiplier) >>> FILTER_SHIFT;
}

function chooseMultiplier(marks: readonly number[]): number {
  for (let tried = 0; tried < MOST_MULTIPLIERS; tried++) {
    const multiplier = FIRST_MULTIPLIER + 2 * tried;
    if (marks.every((mark) => slotOf(mark, multiplier) !== 0)) return multiplier;
  }
  return FIRST_MULTIPLIER;
}
