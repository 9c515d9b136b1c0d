/** A trace's folder belongs to the process that writes it, as long as that lives. */

/** Held while the trace grows: a folder without it was left behind. */
export function lockPathOf(folder: string): string {
  return `${folder}.lock`;
}
