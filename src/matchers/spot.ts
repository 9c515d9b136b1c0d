/** A spot: a short run of pixels in a row, known by a cheap mark of three of them and by a hash of all. */

/** Which pixels of a run make its mark: its first, one at `near` and its last. */
export interface RunShape {
  readonly length: number;
  readonly near: number;
}

/** Eight pixels tell letters of two colours apart. Needles narrower than that use the short run. */
const LONG_RUN: RunShape = { length: 8, near: 3 };
const SHORT_RUN: RunShape = { length: 4, near: 1 };
export const RUN_SHAPES: readonly RunShape[] = [LONG_RUN, SHORT_RUN];

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

/** Which marks are looked for. In one file with the loops over it: V8 inlines what they call, and folds its constants. */
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
    const far = length - 1;
    const [slots, multiplier] = [this.#slots, this.#multiplier];
    const unmarked =
      this.#shape === LONG_RUN && step === 1
        ? skipEach(pixels, slots, multiplier, index, end)
        : skip(pixels, slots, multiplier, near, far, index, end, step);
    for (let i = unmarked; i < end; i += step) {
      const mark = markOf(pixels[i] as number, pixels[i + near] as number, pixels[i + far] as number);
      if (slots[slotOf(mark, multiplier)] !== 0) return i;
    }
    return end;
  }
}

/*
 * The hot loops: four positions at a time, left as soon as one of them may be marked, or near the end. Most of a frame
 * is flat, and flat runs have mark 0, which no slot has: so marks are looked up only where one of the four is not 0.
 */

function skip(
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
    const a = markOf(pixels[i] as number, pixels[i + near] as number, pixels[i + far] as number);
    const b = markOf(pixels[j] as number, pixels[j + near] as number, pixels[j + far] as number);
    const c = markOf(pixels[k] as number, pixels[k + near] as number, pixels[k + far] as number);
    const d = markOf(pixels[l] as number, pixels[l + near] as number, pixels[l + far] as number);
    if ((a | b | c | d) !== 0 && mayBeMarked(slots, multiplier, a, b, c, d)) break;
  }
  return i;
}

/** `skip` for the long run at every position: neighbours share pixels. */
function skipEach(
  pixels: Uint32Array,
  slots: Uint8Array,
  multiplier: number,
  index: number,
  end: number,
): number {
  let i = index;
  for (const last = end - 3; i < last; i += 4) {
    const p0 = pixels[i] as number;
    const p1 = pixels[i + 1] as number;
    const p2 = pixels[i + 2] as number;
    const p3 = pixels[i + 3] as number;
    const p4 = pixels[i + 4] as number;
    const p5 = pixels[i + 5] as number;
    const p6 = pixels[i + 6] as number;
    const p7 = pixels[i + 7] as number;
    const p8 = pixels[i + 8] as number;
    const p9 = pixels[i + 9] as number;
    const p10 = pixels[i + 10] as number;
    const ab = (p0 ^ p3) | (p3 ^ p7) | (p1 ^ p4) | (p4 ^ p8);
    const cd = (p2 ^ p5) | (p5 ^ p9) | (p3 ^ p6) | (p6 ^ p10);
    if ((ab | cd) === 0) continue;
    const [a, b] = [markOf(p0, p3, p7), markOf(p1, p4, p8)];
    const [c, d] = [markOf(p2, p5, p9), markOf(p3, p6, p10)];
    if (mayBeMarked(slots, multiplier, a, b, c, d)) break;
  }
  return i;
}

function mayBeMarked(
  slots: Uint8Array,
  multiplier: number,
  a: number,
  b: number,
  c: number,
  d: number,
): boolean {
  const [first, second] = [slots[slotOf(a, multiplier)] as number, slots[slotOf(b, multiplier)] as number];
  const [third, fourth] = [slots[slotOf(c, multiplier)] as number, slots[slotOf(d, multiplier)] as number];
  return (first | second | third | fourth) !== 0;
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
