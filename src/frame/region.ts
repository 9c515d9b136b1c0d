/** Rectangles and points in display pixels, origin top left. */

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
