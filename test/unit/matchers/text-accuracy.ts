/** The measure that text readers are held to: test/data/text/README.md describes it. */

/** 1 - edit distance / length of `expected`, in code points, runs of white space as one blank. */
export function accuracy(read: string, expected: string): number {
  const { edits, length } = editDistance(read, expected);
  return 1 - edits / length;
}

/** The edits between the two, and the length of `expected`. */
export function editDistance(read: string, expected: string): { edits: number; length: number } {
  const wanted = comparable(expected);
  return { edits: distance(comparable(read), wanted), length: wanted.length };
}

function comparable(text: string): string[] {
  return [...text.normalize('NFC').trim().replace(/\s+/gu, ' ')];
}

function distance(a: readonly string[], b: readonly string[]): number {
  let costs = b.map((_, index) => index + 1);
  for (const [row, character] of a.entries()) {
    let before = row; // cost at the left above
    let left = row + 1;
    costs = b.map((other, column) => {
      const above = costs[column] as number;
      const cost = Math.min(left + 1, above + 1, before + (character === other ? 0 : 1));
      before = above;
      left = cost;
      return cost;
    });
  }
  return costs.at(-1) ?? a.length;
}
