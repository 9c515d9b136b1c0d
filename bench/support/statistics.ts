/** The few statistics that the benches quote. */

/** The value below which `share` (0 to 1) of the samples lie, nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
