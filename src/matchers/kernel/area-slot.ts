/** The kernel's place for the one area that is being searched for: loaded when a candidate has to be compared. */
import type { Point, Region } from '../../frame/region.ts';
import type { FuzzyArea } from '../fuzzy-area.ts';
import { SAME_PLACE } from '../places.ts';
import { MOST_HITS } from '../registry.ts';
import { TILE } from '../rule.ts';
import { blockOf } from './area-block.ts';
import type { Address, KernelMemory } from './kernel-memory.ts';
import type { Kernel } from './load-kernel.ts';

/** The fields of `Area` in the kernel's source. */
const AREA_WORDS = 29;
const APART_COUNT_OFFSET = 23 * 4;
const BESIDE_COUNT_OFFSET = 26 * 4;
/** Bytes of a place: x and y. */
const PLACE = 8;
/** One too many says so. */
const MOST_APART = MOST_HITS + 1;
/** So many places at the most are beside each place. */
const MOST_BESIDE = MOST_HITS * (2 * SAME_PLACE - 1) ** 2;
/** Room for a blurred tile, a row of one with a pixel on both sides, and 18 rows of sums, 16 bits a channel. */
const BLURRED_SIZE = TILE * TILE * 4;
const PATCH_SIZE = 96;
const SUMS_SIZE = (TILE + 2) * TILE * 4 * 2;
const NOTHING: Region = { x: 0, y: 0, width: 0, height: 0 };

export class AreaSlot {
  readonly #kernel: Kernel;
  readonly #memory: KernelMemory;
  readonly #struct: Address;
  readonly #blurred: Address;
  readonly #patch: Address;
  readonly #sums: Address;
  readonly #apart: Address;
  readonly #beside: Address;
  /** Where the loaded area begins. */
  #loadedAt: Address | undefined;
  #failures: Address = 0;
  #tiles = 0;

  constructor(kernel: Kernel, memory: KernelMemory) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.#struct = memory.reserve(AREA_WORDS * 4);
    this.#blurred = memory.reserve(BLURRED_SIZE);
    this.#patch = memory.reserve(PATCH_SIZE);
    this.#sums = memory.reserve(SUMS_SIZE);
    this.#apart = memory.reserve(MOST_APART * PLACE);
    this.#beside = memory.reserve(MOST_BESIDE * PLACE);
  }

  get isLoaded(): boolean {
    return this.#loadedAt !== undefined;
  }

  /** A search begins: nothing is settled. */
  begin(): void {
    this.#memory.writeWords(this.#struct + APART_COUNT_OFFSET, [0]);
    this.#memory.writeWords(this.#struct + BESIDE_COUNT_OFFSET, [0]);
  }

  /** `pixels`: those of the frame, `stride` a row. Whoever reserves memory after this unloads first. */
  load(area: FuzzyArea, pixels: Address, stride: number, hole: Region | undefined): void {
    this.#loadedAt = this.#memory.end;
    const { size, rule, limits, tilesAcross } = area;
    const apart = this.#memory.readWord(this.#struct + APART_COUNT_OFFSET); // it may be loaded again
    const beside = this.#memory.readWord(this.#struct + BESIDE_COUNT_OFFSET);
    const block = blockOf(area);
    this.#tiles = limits.length;
    const order = this.#memory.reserve(this.#tiles * 2);
    const failures = this.#memory.reserve(this.#tiles * 4);
    const identical = this.#memory.reserve(this.#tiles);
    const limitsAt = this.#memory.reserve(this.#tiles * 4);
    const masks = this.#place(block.masks);
    const compared = this.#place(block.compared);
    const recorded = block.recorded === block.compared ? compared : this.#place(block.recorded);
    this.#failures = failures;
    this.#memory.write(order, new Uint8Array(Uint16Array.from(limits.keys()).buffer));
    this.#memory.fill(failures, this.#tiles * 4, 0);
    this.#memory.writeWords(limitsAt, limits);
    const left = hole ? area.widened(hole) : NOTHING;
    this.#memory.writeWords(this.#struct, [
      ...[pixels, stride, size.width, size.height],
      ...[rule.blur ? 1 : 0, rule.tolerance, rule.pixelsPerTile, tilesAcross, this.#tiles],
      ...[order, failures, limitsAt, masks, compared, recorded],
      ...[left.x, left.y, left.x + left.width, left.y + left.height],
      ...[this.#blurred, this.#patch, this.#sums],
      ...[this.#apart, apart, MOST_APART, this.#beside, beside, SAME_PLACE, identical],
    ]);
  }

  unload(): void {
    if (this.#loadedAt !== undefined) this.#memory.release(this.#loadedAt);
    this.#loadedAt = undefined;
  }

  /** Sorts candidates into those that fit and are apart, and those beside them; returns how many are neither. */
  settle(candidates: Address, count: number): number {
    return this.#kernel.settle(this.#struct, candidates, count);
  }

  /** Whether there is one more place than makes sense. */
  get isFull(): boolean {
    return this.#memory.readWord(this.#struct + APART_COUNT_OFFSET) === MOST_APART;
  }

  get apart(): Point[] {
    return this.#readPlaces(this.#apart, this.#memory.readWord(this.#struct + APART_COUNT_OFFSET));
  }

  get beside(): Point[] {
    return this.#readPlaces(this.#beside, this.#memory.readWord(this.#struct + BESIDE_COUNT_OFFSET));
  }

  fits({ x, y }: Point): boolean {
    return this.#kernel.fits(this.#struct, x, y) === 1;
  }

  /** How many pixels are not identical. */
  countUnequal({ x, y }: Point): number {
    return this.#kernel.countUnequal(this.#struct, x, y);
  }

  /** The tile by which most candidates failed since the last question. */
  takeMostFailed(): number {
    const failures = this.#memory.readWords(this.#failures, this.#tiles);
    this.#memory.fill(this.#failures, this.#tiles * 4, 0);
    return failures.indexOf(Math.max(...failures));
  }

  #readPlaces(at: Address, count: number): Point[] {
    const words = this.#memory.readWords(at, count * 2);
    return Array.from({ length: count }, (_, i) => ({
      x: words[2 * i] as number,
      y: words[2 * i + 1] as number,
    }));
  }

  #place(bytes: Uint8Array): Address {
    const at = this.#memory.reserve(bytes.length);
    this.#memory.write(at, bytes);
    return at;
  }
}
