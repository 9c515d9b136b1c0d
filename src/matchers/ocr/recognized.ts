/** What tesseract.js tells of a picture: blocks, paragraphs, lines, words, symbols, each with its place. */

interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

interface Piece {
  readonly text: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly bbox: Box;
}

export interface RecognizedWord extends Piece {
  readonly symbols: readonly Piece[];
}

export interface RecognizedLine extends Piece {
  readonly words: readonly RecognizedWord[];
}

export interface RecognizedBlock extends Piece {
  readonly paragraphs: readonly { readonly lines: readonly RecognizedLine[] }[];
}

/** All lines, in the engine's order. */
export function linesOf(blocks: readonly RecognizedBlock[]): RecognizedLine[] {
  return blocks.flatMap(({ paragraphs }) => paragraphs.flatMap(({ lines }) => lines));
}
