/** Durations and sizes as people write them: milliseconds or '30s', bytes or '64 MiB'. */
import { GuestwrightError } from './errors.ts';

/** Milliseconds, or a number with a unit: '250ms', '30s', '1.5m', '20m', '2h'. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`;
/** Bytes, or a number with a binary unit: '64 MiB' or '64MiB'. */
export type Size = number | `${number}${'' | ' '}${'KiB' | 'MiB' | 'GiB' | 'TiB'}`;

const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const BYTES = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;

/** Milliseconds of `duration`; `option` names it in the error. `0` and `Infinity` are allowed. */
export function parseDuration(duration: Duration, option = 'duration'): number {
  if (typeof duration === 'number' && duration >= 0) return duration;
  const match = typeof duration === 'string' ? /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration) : null;
  if (match) return Number(match[1]) * MILLISECONDS[match[2] as keyof typeof MILLISECONDS];
  throw new GuestwrightError(
    `${option}: expected milliseconds or a duration such as '30s', got ${describeValue(duration)}`,
    {
      code: 'invalid-argument',
      remedy: "Write a number of milliseconds, or a number with 'ms', 's', 'm' or 'h'.",
    },
  );
}

/** Bytes of `size`; `option` names it in the error. */
export function parseSize(size: Size, option = 'size'): number {
  if (typeof size === 'number' && Number.isSafeInteger(size) && size > 0) return size;
  const match = typeof size === 'string' ? /^(\d+(?:\.\d+)?) ?(KiB|MiB|GiB|TiB)$/.exec(size) : null;
  const bytes = match ? Number(match[1]) * BYTES[match[2] as keyof typeof BYTES] : 0;
  if (bytes > 0) return Math.round(bytes);
  throw new GuestwrightError(
    `${option}: expected bytes or a size such as '64 MiB', got ${describeValue(size)}`,
    {
      code: 'invalid-argument',
      remedy: "Write a positive number of bytes, or a number with 'KiB', 'MiB', 'GiB' or 'TiB'.",
    },
  );
}

/** A size for people: '64 MiB'. */
export function formatSize(bytes: number): string {
  const unit = (['TiB', 'GiB', 'MiB', 'KiB'] as const).find((name) => bytes >= BYTES[name]);
  return unit ? `${Number((bytes / BYTES[unit]).toFixed(1))} ${unit}` : `${bytes} bytes`;
}

/** A duration for people: '850 ms', '12.3 s', '4 min 10 s'. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${Number((milliseconds / 1000).toFixed(1))} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A value and its type, for messages: `'abc' (string)`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const text =
    typeof value === 'object'
      ? JSON.stringify(value)
      : typeof value === 'string'
        ? `'${value}'`
        : String(value);
  return `${text.length > 60 ? `${text.slice(0, 57)}...` : text} (${typeof value})`;
}
