/** Rectangles and points in display pixels, origin top left. */
import { GuestwrightError } from '../base/errors.ts';
import { describeValue } from '../base/units.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/** A rectangle: `x`, `y` inclusive, `x + width`, `y + height` exclusive; all whole pixels. */
export interface Region extends Point, Dimensions {}

/** `value` as a region of at least 1x1 pixels at whole, non-negative coordinates; `what` names it in the error. */
export function validateRegion(value: unknown, what = 'region'): Region {
  const { x, y, width, height } = (
    typeof value === 'object' && value !== null ? value : {}
  ) as Partial<Region>;
  if (isCoordinate(x) && isCoordinate(y) && isLength(width) && isLength(height))
    return { x, y, width, height };
  throw new GuestwrightError(
    `${what}: expected { x, y, width, height } in whole pixels, got ${describeValue(value)}`,
    {
      code: 'invalid-argument',
      remedy: 'Give x and y from 0 and width and height from 1.',
    },
  );
}

/** `value` as a point at whole, non-negative coordinates; `what` names it in the error. */
export function validatePoint(value: unknown, what = 'point'): Point {
  const { x, y } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Point>;
  if (isCoordinate(x) && isCoordinate(y)) return { x, y };
  throw new GuestwrightError(`${what}: expected { x, y } in whole pixels, got ${describeValue(value)}`, {
    code: 'invalid-argument',
    remedy: 'Give x and y from 0.',
  });
}

/** The whole of a picture or display. */
export function wholeOf({ width, height }: Dimensions): Region {
  return { x: 0, y: 0, width, height };
}

/** Number of pixels. */
export function area({ width, height }: Dimensions): number {
  return width * height;
}

/** The pixels that both have, or undefined if there are none. */
export function intersect(a: Region, b: Region): Region | undefined {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** Whether they have a pixel in common. */
export function touches(a: Region, b: Region): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The smallest rectangle around both. */
export function union(a: Region, b: Region): Region {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const height = Math.max(a.y + a.height, b.y + b.height) - y;
  return { x, y, width, height };
}

/** The smallest rectangle around all of them, or undefined for none. */
export function unionAll(regions: Iterable<Region>): Region | undefined {
  let all: Region | undefined;
  for (const region of regions) all = all ? union(all, region) : region;
  return all;
}

/** Whether every pixel of `inner` is in `outer`. */
export function contains(outer: Region, inner: Region): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

/** Whether the pixel at `point` is in `region`. */
export function containsPoint(region: Region, { x, y }: Point): boolean {
  return x >= region.x && y >= region.y && x < region.x + region.width && y < region.y + region.height;
}

/** Moved by `offset`. */
export function translate<T extends Point>(region: T, offset: Point): T {
  return { ...region, x: region.x + offset.x, y: region.y + offset.y };
}

/** The part that lies on a picture of that size, or undefined. */
export function clip(region: Region, size: Dimensions): Region | undefined {
  return intersect(region, wholeOf(size));
}

/** Grown by `margin` pixels on every side; shrunk by a negative one, to nothing at the least. */
export function inflate({ x, y, width, height }: Region, margin: number): Region {
  return {
    x: x - margin,
    y: y - margin,
    width: Math.max(0, width + 2 * margin),
    height: Math.max(0, height + 2 * margin),
  };
}

/** The pixel in the middle: where to click. */
export function centre({ x, y, width, height }: Region): Point {
  return { x: x + Math.floor(width / 2), y: y + Math.floor(height / 2) };
}

/** For messages: '120x30 at 64,8'. */
export function formatRegion({ x, y, width, height }: Region): string {
  return `${width}x${height} at ${x},${y}`;
}

function isCoordinate(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
