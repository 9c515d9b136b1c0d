/** Ids of machines, which come with and without braces. */

export function sameId(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

/** Lower case, without braces. */
export function bare(id: string): string {
  return id.replace(/[{}]/g, '').toLowerCase();
}
