/** How far a reading is from a transcription: insertions, deletions and exchanges of single characters (Levenshtein). */
export function editDistance(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, character] of a.entries()) {
    const current = [row + 1];
    for (const [column, wanted] of b.entries()) {
      const exchanged = (previous[column] as number) + (character === wanted ? 0 : 1);
      current.push(
        Math.min(exchanged, (previous[column + 1] as number) + 1, (current[column] as number) + 1),
      );
    }
    previous = current;
  }
  return previous[b.length] as number;
}

/** 1 - distance / length of what stands there, runs of white space as one blank. */
export function readingAccuracy(read: string, transcription: string): number {
  const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();
  const wanted = plain(transcription);
  return 1 - editDistance(plain(read), wanted) / [...wanted].length;
}
