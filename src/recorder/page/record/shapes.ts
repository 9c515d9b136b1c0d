/** Rectangles that a person draws on a frozen frame: moving, resizing, keeping them on the display. */
import type { Point, Region } from '../../../frame/region.ts';
import type { ScreenArea } from '../../../matchers/screen.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is selected or dragged: an area or an exclusion by its index, or a point by its name. */
export type ShapeId =
  | { readonly kind: 'area' | 'exclude'; readonly index: number }
  | { readonly kind: 'point'; readonly name: string };

/** What dragging on a free place makes. */
export type DrawMode = 'area' | 'exclude' | 'point';

/** A drag of fewer pixels is a click. */
export const SMALLEST_DRAWN = 4;

export function sameShape(a: ShapeId | undefined, b: ShapeId | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The rectangle between two corners, both inside it. */
export function between(a: Point, b: Point): Region {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, width: Math.abs(a.x - b.x) + 1, height: Math.abs(a.y - b.y) + 1 };
}

/** Moved, but not off the display. */
export function moved<T extends Region>(region: T, dx: number, dy: number, size: Size): T {
  return {
    ...region,
    x: clamp(region.x + dx, 0, size.width - region.width),
    y: clamp(region.y + dy, 0, size.height - region.height),
  };
}

/** Its lower right corner moved, but not off the display. */
export function resized<T extends Region>(region: T, dx: number, dy: number, size: Size): T {
  return {
    ...region,
    width: clamp(region.width + dx, 1, size.width - region.x),
    height: clamp(region.height + dy, 1, size.height - region.y),
  };
}

export function movedPoint(point: Point, dx: number, dy: number, size: Size): Point {
  return { x: clamp(point.x + dx, 0, size.width - 1), y: clamp(point.y + dy, 0, size.height - 1) };
}

/** A new area is compared exactly, where it was recorded. */
export function newArea(region: Region): ScreenArea {
  return { ...region, match: 'exact', search: 0 };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
