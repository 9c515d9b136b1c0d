/** A step's timeout from how long it took while it was recorded. */

/** Hosts differ and are loaded: what was seen in a second may take five. The rule of KVM's old step files. */
export const OBSERVED_FACTOR = 5;
/** Nothing is given less, in ms: a guest's usual wait for a screen. */
export const SHORTEST_TIMEOUT = 30_000;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds, rounded up so that it can be read: to 5 s below 2 min, then to whole minutes. */
export function timeoutOf(waited: number): number {
  const wanted = Math.max(SHORTEST_TIMEOUT, waited * OBSERVED_FACTOR);
  const grain = wanted < 2 * MINUTE ? 5 * SECOND : MINUTE;
  return Math.ceil(wanted / grain) * grain;
}

/** As a script says it: '45s', '3m', '2h'; milliseconds where no unit fits. */
export function formatTimeout(milliseconds: number): string {
  for (const [unit, name] of [
    [HOUR, 'h'],
    [MINUTE, 'm'],
    [SECOND, 's'],
  ] as const) {
    if (milliseconds > 0 && milliseconds % unit === 0) return `${milliseconds / unit}${name}`;
  }
  return `${milliseconds}ms`;
}
