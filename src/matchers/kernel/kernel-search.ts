/** Fuzzy search by the SIMD kernel, of one frame after the other. */
import type { Picture } from '../../frame/picture.ts';
import { LARGEST_SIDE } from '../../frame/png-header.ts';
import type { Point, Region } from '../../frame/region.ts';
import type { FuzzyArea } from '../fuzzy-area.ts';
import type { FoundPlaces, PlaceFinder } from '../places.ts';
import { FrameCopy } from './frame-copy.ts';
import { KernelMemory } from './kernel-memory.ts';
import { KernelScan } from './kernel-scan.ts';
import type { Kernel } from './load-kernel.ts';

/** Vectors at a row's end overlap the one before: the frame must have room for one. */
const SMALLEST_WIDTH = 16;

export class KernelSearch implements PlaceFinder {
  readonly #copy: FrameCopy;
  readonly #scan: KernelScan;

  constructor(kernel: Kernel) {
    const memory = new KernelMemory(kernel);
    this.#copy = new FrameCopy(kernel, memory);
    this.#scan = new KernelScan(kernel, memory, this.#copy);
  }

  /** Makes `frame` the one that is searched, until `leave`. False if the kernel cannot take it. */
  adopt(frame: Picture): boolean {
    const { width, height } = frame;
    if (width < SMALLEST_WIDTH || width > LARGEST_SIDE || height > LARGEST_SIDE) return false;
    this.#copy.adopt(frame);
    return true;
  }

  /** The frame's memory is its owner's again. */
  leave(): void {
    this.#copy.leave();
  }

  find(area: FuzzyArea, corners: Region, hole: Region | undefined): FoundPlaces {
    return this.#scan.find(area, corners, hole);
  }

  countUnequal(area: FuzzyArea, places: readonly Point[], hole: Region | undefined): readonly number[] {
    return this.#scan.countUnequal(area, places, hole);
  }
}
