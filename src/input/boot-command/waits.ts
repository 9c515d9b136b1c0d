/** `<wait>`, `<wait5>`, `<wait1m30s>`: durations as Go's time.ParseDuration reads them. */

/** Milliseconds of Go's units. */
const UNITS = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
/** Go counts nanoseconds in 64 bits: some 292 years. */
const LONGEST = 2 ** 63 * UNITS.ns;
/** Plain numbers are seconds; none is one. */
const SECOND = UNITS.s;

const INTEGER = '(?:0|[1-9][0-9]*)';
const TERM = `(-?${INTEGER}(?:\\.[0-9]+)?)(${Object.keys(UNITS).join('|')})`;
const TERMS = new RegExp(TERM, 'g');
const TAG = new RegExp(`^<wait((?:${TERM})+|${INTEGER})?>`);

export interface BootWait {
  readonly length: number;
  readonly milliseconds: number;
  /** Why Packer refuses it too. */
  readonly problem?: string;
}

/** A wait's tag at the beginning of a text. */
export function readWait(text: string): BootWait | undefined {
  const [tag, written = ''] = TAG.exec(text) ?? [];
  if (tag === undefined) return undefined;
  const { length } = tag;
  const milliseconds = millisecondsOf(written);
  if (!(milliseconds > 0)) return { length, milliseconds, problem: 'a wait must be longer than nothing' };
  if (milliseconds >= LONGEST) return { length, milliseconds, problem: 'a wait of centuries' };
  if (written.lastIndexOf('-') > 0) return { length, milliseconds, problem: 'a sign within a duration' };
  return { length, milliseconds };
}

function millisecondsOf(written: string): number {
  if (/^\d*$/.test(written)) return Number(written || 1) * SECOND;
  const sizes = [...written.matchAll(TERMS)].map(
    ([, number, unit]) => Math.abs(Number(number)) * UNITS[unit as keyof typeof UNITS],
  );
  return (written.startsWith('-') ? -1 : 1) * sizes.reduce((sum, size) => sum + size, 0);
}
