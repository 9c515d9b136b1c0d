/** Rules and edges: underlines, separators, the frames of buttons and fields. They are no text. */

/** A horizontal stroke of that many pixels is a rule if it is thin: no letter is so wide. */
const LONG_ACROSS = 40;
/** As long, upright: the stems of large headings are shorter. */
const LONG_UPRIGHT = 32;
/** Pixels across a rule. */
const THIN = 3;
/** Pixels across an edge between two grounds. */
const EDGE = 2;
/** Pixels along an edge: the bottom of a g that nearly touches the next row is shorter. */
const EDGE_LENGTH = 12;
/** Number in `grounds` of a pixel that is neither ground nor ink. */
export const RULE = -1;

/** Sets the pixels of rules and edges, which are ink (0) in `grounds`, to RULE: letters that touch them come loose. */
export function removeRules(grounds: Int32Array, width: number): void {
  const isInk = (at: number) => grounds[at] === 0;
  const across = runs(isInk, grounds.length, width, 1);
  const upright = runs(isInk, grounds.length, width, width);
  const edgeAcross = runs((at) => isEdge(grounds, at, width), grounds.length, width, 1);
  const edgeUpright = runs((at) => isEdge(grounds, at, 1), grounds.length, width, width);
  for (let at = 0; at < grounds.length; at++) {
    if (grounds[at] !== 0) continue;
    const [x, y] = [across[at] as number, upright[at] as number];
    const isRule = (x >= LONG_ACROSS && y <= THIN) || (y >= LONG_UPRIGHT && x <= THIN);
    if (isRule || Math.max(edgeAcross[at] as number, edgeUpright[at] as number) >= EDGE_LENGTH)
      grounds[at] = RULE;
  }
}

/** Whether different grounds lie on both sides of this ink; `step` leads from one side to the other. */
function isEdge(grounds: Int32Array, at: number, step: number): boolean {
  if (grounds[at] !== 0) return false;
  const before = groundFrom(grounds, at, -step);
  return before > 0 && groundFrom(grounds, at, step, before) > 0;
}

/** The first ground in that direction, as far as an edge is thick; 0 if there is none, or only `except`. */
function groundFrom(grounds: Int32Array, at: number, step: number, except = 0): number {
  for (let far = 1; far <= EDGE; far++) {
    const ground = grounds[at + far * step] ?? 0;
    if (ground > 0) return ground === except ? 0 : ground;
  }
  return 0;
}

/** For each pixel that `is`, the length of its run along rows (`step` 1) or columns (`step` is the width). */
function runs(is: (at: number) => boolean, size: number, width: number, step: number): Uint16Array {
  const lengths = new Uint16Array(size);
  const lines = step === 1 ? size / width : width;
  const length = step === 1 ? width : size / width;
  for (let line = 0; line < lines; line++) {
    const first = step === 1 ? line * width : line;
    let start = 0;
    for (let i = 0; i <= length; i++) {
      if (i < length && is(first + i * step)) continue;
      for (let j = start; j < i; j++) lengths[first + j * step] = i - start;
      start = i + 1;
    }
  }
  return lengths;
}
