/** Where the guest may have drawn its pointer. */
import type { Point, Region } from '../frame/region.ts';
import type { CompiledArea } from './registry.ts';

/** Side of the box: usual pointers have 24 to 32 pixels. */
const POINTER_SIZE = 32;
/** How far the box reaches left and up of the position: text cursors and crosses hang around their hot spot. */
const POINTER_OVERHANG = 10;

/** The box that a pointer at `position` may cover; it may reach beyond the display. */
export function pointerBox({ x, y }: Point): Region {
  return { x: x - POINTER_OVERHANG, y: y - POINTER_OVERHANG, width: POINTER_SIZE, height: POINTER_SIZE };
}

/** An area of whose compared pixels less than this part can be seen proves nothing. */
const SEEN_AT_LEAST = 0.5;

/** Whether so much of the area at `at` lies under `box` that what remains says too little. */
export function hidesMost(box: Region, area: CompiledArea, at: Point): boolean {
  return area.hiddenPixels(at, box) > area.comparedPixels * (1 - SEEN_AT_LEAST);
}
