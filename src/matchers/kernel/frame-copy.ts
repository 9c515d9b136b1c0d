/** The kernel's one copy of the latest frame and the planes made of it: by damage, and only what searches need. */
import { type ContentNumber, contentOf, damageBetween } from '../../frame/lineage.ts';
import type { Picture } from '../../frame/picture.ts';
import type { Dimensions } from '../../frame/region.ts';
import type { Weights } from '../planes.ts';
import type { Address, KernelMemory } from './kernel-memory.ts';
import type { Kernel } from './load-kernel.ts';

/** Rows that are brought up to date together; as high as a tile of damage. */
const BAND_ROWS = 16;
/** So many bands go into planes at once: few enough for the processor's second cache, many for the calls they cost. */
const MOST_BANDS = 2;
/** Pixels of a cell in a row, and rows of it: `LANES` and `CELL_ROWS` in the kernel's source. */
const CELL_COLUMNS = 16;
const CELL_ROWS = 8;
/** A search looks at the cells around a group of places, and at a vector of groups at once. */
const CELLS_BEFORE = 1;
const CELL_ROWS_BELOW = 3;
const CELLS_BESIDE = 17;
/** The fields of `Plane` in the kernel's source. */
const PLANE_WORDS = 9;

/** A plane in the kernel's memory. Cells begin one row and one cell behind their address. */
export interface KernelPlane {
  readonly plane: Address;
  /** The lowest and the highest byte of each cell. */
  readonly lows: Address;
  readonly highs: Address;
  readonly cellStride: number;
  /** Its blur, made by searches cell by cell; a byte for each says whether it is. 0 before anybody wanted it. */
  readonly blurred: Address;
  readonly made: Address;
}

interface CopiedPlane extends KernelPlane {
  blurred: Address;
  made: Address;
  /** By band: whether it is that of the frame. */
  readonly fresh: Uint8Array;
}

/** Lays itself out at the memory's end, behind what was reserved before the first frame. */
export class FrameCopy {
  readonly #kernel: Kernel;
  readonly #memory: KernelMemory;
  readonly #request: Address;
  /** Everything behind belongs to this copy. */
  #start: Address | undefined;
  #source: Picture | undefined;
  #content: ContentNumber | undefined;
  #size: Dimensions = { width: 0, height: 0 };
  #pixels: Address = 0;
  /** Some bands of pixels on their way into a plane. */
  #passing: Address = 0;
  #fresh = new Uint8Array(0);
  readonly #planes = new Map<Weights, CopiedPlane>();

  constructor(kernel: Kernel, memory: KernelMemory) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.#request = memory.reserve(PLANE_WORDS * 4);
  }

  get size(): Dimensions {
    return this.#size;
  }

  /** Address of the pixels; those of rows that `copyRows` was asked for are up to date. */
  get pixels(): Address {
    return this.#pixels;
  }

  /**
   * Makes this the frame to copy from, until `leave`. What is known to be the same as in the frame before stays; pixels
   * that nobody vouches for may have changed without a sign, and are copied again.
   */
  adopt(frame: Picture): void {
    const content = contentOf(frame.data);
    if (frame.width !== this.#size.width || frame.height !== this.#size.height) this.#layOut(frame);
    else this.#expire(content);
    this.#content = content;
    this.#source = frame;
  }

  /** Lets the frame go: its memory is its owner's. */
  leave(): void {
    this.#source = undefined;
  }

  /** Brings the pixels of the rows `top` to `bottom` up to date. */
  copyRows(top: number, bottom: number): void {
    for (const { from, to } of this.#stale(this.#fresh, top, bottom)) {
      this.#memory.write(this.#pixels + from * this.#size.width * 4, this.#rows(from, to));
    }
  }

  /**
   * The plane, up to date in the rows `top` to `end`, whole tiles that a search looks at; with room for its blur, which is
   * made in whole cells and takes rows around them.
   */
  plane(weights: Weights, blur: boolean, top: number, end: number): KernelPlane {
    const bottom = Math.min(this.#size.height, end);
    const copied = this.#planes.get(weights) ?? this.#createPlane(weights);
    if (!blur) {
      this.#weighRows(copied, weights, top, bottom);
      return copied;
    }
    if (copied.blurred === 0) {
      const { width, height } = this.#size;
      copied.blurred = this.#memory.reserve(width * height);
      copied.made = this.#memory.reserve(this.#cellRows * copied.cellStride);
      this.#memory.fill(copied.made, this.#cellRows * copied.cellStride, 0);
    }
    const around = CELL_ROWS + 1;
    this.#weighRows(copied, weights, Math.max(0, top - around), Math.min(this.#size.height, bottom + around));
    return copied;
  }

  get #cellRows(): number {
    return CELLS_BEFORE + Math.ceil(this.#size.height / CELL_ROWS) + CELL_ROWS_BELOW;
  }

  #rows(from: number, to: number): Uint8Array {
    const stride = this.#size.width * 4;
    return (this.#source as Picture).data.subarray(from * stride, to * stride);
  }

  #weighRows(copied: CopiedPlane, weights: Weights, top: number, bottom: number): void {
    const { width, height } = this.#size;
    this.#memory.writeWords(this.#request, [
      ...[copied.plane, width, height],
      ...[(weights.blue << 16) | (weights.red & 0xffff), weights.green, weights.offset],
      ...[copied.lows, copied.highs, copied.cellStride],
    ]);
    for (const { from, to } of this.#stale(copied.fresh, top, bottom)) {
      this.#memory.write(this.#passing, this.#rows(from, to)); // what has just passed is in the processor's cache
      const pixels = this.#passing - from * width * 4;
      this.#kernel.makePlane(this.#request, pixels, from / CELL_ROWS, Math.ceil(to / CELL_ROWS));
    }
  }

  /** The bands of the rows that are not fresh, a few together; they are marked as fresh now. */
  #stale(fresh: Uint8Array, top: number, bottom: number): { from: number; to: number }[] {
    const runs: { from: number; to: number }[] = [];
    const last = Math.ceil(bottom / BAND_ROWS);
    for (let band = Math.floor(top / BAND_ROWS); band < last; band++) {
      if (fresh[band] === 1) continue;
      fresh[band] = 1;
      const [from, to] = [band * BAND_ROWS, Math.min(this.#size.height, (band + 1) * BAND_ROWS)];
      const before = runs.at(-1);
      if (before?.to === from && to - before.from <= MOST_BANDS * BAND_ROWS) before.to = to;
      else runs.push({ from, to });
    }
    return runs;
  }

  #expire(content: ContentNumber | undefined): void {
    const damage = damageBetween(this.#content, content);
    const whole = { y: 0, height: this.#size.height };
    for (const { y, height } of damage === 'all' ? [whole] : damage) {
      const [first, last] = [Math.floor(y / BAND_ROWS), Math.ceil((y + height) / BAND_ROWS)];
      this.#fresh.fill(0, first, last);
      for (const plane of this.#planes.values()) {
        plane.fresh.fill(0, first, last);
        if (plane.blurred !== 0) this.#forgetBlur(plane, first * BAND_ROWS, last * BAND_ROWS);
      }
    }
  }

  /** A blur's rows depend on those beside them: the cells above and below are to be made again too. */
  #forgetBlur({ made, cellStride }: CopiedPlane, from: number, to: number): void {
    const first = Math.max(0, from / CELL_ROWS - 1) + CELLS_BEFORE;
    const last = Math.min(this.#cellRows, to / CELL_ROWS + 1 + CELLS_BEFORE);
    this.#memory.fill(made + first * cellStride, (last - first) * cellStride, 0);
  }

  #layOut({ width, height }: Picture): void {
    this.#size = { width: 0, height: 0 }; // until there is memory for all
    this.#start ??= this.#memory.end;
    this.#memory.release(this.#start);
    this.#planes.clear();
    this.#pixels = this.#memory.reserve(width * height * 4);
    this.#passing = this.#memory.reserve(MOST_BANDS * BAND_ROWS * width * 4);
    this.#fresh = new Uint8Array(Math.ceil(height / BAND_ROWS));
    this.#size = { width, height };
  }

  #createPlane(weights: Weights): CopiedPlane {
    const { width, height } = this.#size;
    const cellStride = CELLS_BEFORE + Math.ceil(width / CELL_COLUMNS) + CELLS_BESIDE;
    const cells = this.#cellRows * cellStride;
    const copied: CopiedPlane = {
      plane: this.#memory.reserve(width * height),
      lows: this.#memory.reserve(cells),
      highs: this.#memory.reserve(cells),
      cellStride,
      blurred: 0,
      made: 0,
      fresh: new Uint8Array(this.#fresh.length),
    };
    this.#memory.fill(copied.lows, cells, 0xff); // what lies beside the frame changes no lowest and no highest byte
    this.#memory.fill(copied.highs, cells, 0);
    this.#planes.set(weights, copied);
    return copied;
  }
}
