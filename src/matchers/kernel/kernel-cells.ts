/** Shapes of character cells by the SIMD kernel, a row of cells at a time. */
import type { Picture } from '../../frame/picture.ts';
import type { Point } from '../../frame/region.ts';
import { type Address, KernelMemory } from './kernel-memory.ts';
import { isKernelWanted, type Kernel, loadKernel } from './load-kernel.ts';

/** Pixels of the widest cell that the kernel takes. */
export const WIDEST_CELL = 16;
/** Words of a shape before those of its rows: the corner's colour, the other one, a kind, a hash. */
export const SHAPE_HEAD = 4;
/** Kinds of cells: of one colour, of two, of more. */
export const SHAPE_KIND = { blank: 0, twoColours: 1, more: 2 } as const;
/** The fields of `CellRow` in the kernel's source. */
const ROW_WORDS = 7;

/** Cells beside each other. */
export interface CellRow {
  /** The first cell's corner. */
  readonly at: Point;
  /** Pixels from one cell to the next. */
  readonly step: number;
  readonly count: number;
  /** Of the shapes; at most `WIDEST_CELL` wide. */
  readonly width: number;
  readonly height: number;
}

export class KernelCells {
  readonly #kernel: Kernel;
  readonly #memory: KernelMemory;
  readonly #request: Address;
  /** What is laid out for one row ends with the next. */
  readonly #start: Address;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#memory = new KernelMemory(kernel);
    this.#request = this.#memory.reserve(ROW_WORDS * 4);
    this.#start = this.#memory.end;
  }

  /** Writes the shapes into `shapes`, one behind the other: `SHAPE_HEAD` words and one a row, the leftmost pixel highest. */
  take({ data, width: stride }: Picture, row: CellRow, shapes: Uint32Array): void {
    const { at, step, count, width, height } = row;
    const memory = this.#memory;
    memory.release(this.#start);
    const pixels = memory.reserve(height * stride * 4);
    const words = count * (SHAPE_HEAD + height);
    const written = memory.reserve(words * 4);
    memory.write(pixels, data.subarray(at.y * stride * 4, (at.y + height) * stride * 4));
    memory.writeWords(this.#request, [pixels + at.x * 4, stride, step, count, width, height, written]);
    this.#kernel.takeCells(this.#request);
    memory.copyWords(written, shapes.subarray(0, words));
  }
}

let kernelCells: KernelCells | undefined;

/** Undefined where there is no SIMD, or where it is not wanted. */
export function cellKernel(): KernelCells | undefined {
  if (!isKernelWanted()) return undefined;
  if (!kernelCells) {
    const kernel = loadKernel();
    kernelCells = kernel && new KernelCells(kernel);
  }
  return kernelCells;
}
