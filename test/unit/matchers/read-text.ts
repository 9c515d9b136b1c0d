/** Text as a reader would give it, for tests. */
import { NOTHING_READ, type ReadText, type TextLine, textLine } from '../../../src/matchers/text.ts';

/** A line of 8x16 cells from the left edge. */
export function lineAt(text: string, y: number): TextLine {
  const places = [...text].map((_, index) => ({ x: index * 8, y, width: 8, height: 16 }));
  return textLine({ text, places })[0] as TextLine;
}

/** Lines below each other. */
export function readOf(...lines: string[]): ReadText {
  return { ...NOTHING_READ, lines: lines.map((text, row) => lineAt(text, row * 16)) };
}
