/** How long things may take: the call's own timeout, else the guest's default, both scaled by one factor. */
import { DRIVER_CALL_TIMEOUT, POWER_TIMEOUT } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { type Duration, describeValue, parseDuration } from '../base/units.ts';

/** A guest's defaults. */
export interface GuestTimeouts {
  /** Until a screen or text shows, a region is still, or a serial line comes. Default 30 s. */
  readonly shown?: Duration;
  /** A script's step, from when it is waited for until its actions are done. Default 5 min. */
  readonly step?: Duration;
  /** A whole script. Default 2 h. */
  readonly script?: Duration;
  /** One driver call: a key, a click, a snapshot. Default 30 s. */
  readonly call?: Duration;
  /** Power on, off, shutdown. Default 60 s. */
  readonly power?: Duration;
  /** Waits end early when the display showed nothing but the same few pictures for so long. Default: never. */
  readonly stuck?: Duration;
}

const DEFAULTS: Required<GuestTimeouts> = {
  shown: '30s',
  step: '5m',
  script: '2h',
  call: DRIVER_CALL_TIMEOUT,
  power: POWER_TIMEOUT,
  stuck: Number.POSITIVE_INFINITY,
};

/** Milliseconds for a call of that kind. */
export type ResolveTimeout = (kind: keyof GuestTimeouts, own?: Duration | undefined) => number;

/** `scale` multiplies all, explicit timeouts too: it stands for how slow this host is. */
export function resolveTimeouts(
  timeouts: GuestTimeouts = {},
  scale: number = scaleFromEnvironment(),
): ResolveTimeout {
  if (!(scale > 0 && Number.isFinite(scale))) throw invalidScale('timeoutScale', scale);
  const defaults = { ...DEFAULTS, ...timeouts };
  for (const kind of Object.keys(defaults)) {
    if (!Object.hasOwn(DEFAULTS, kind)) {
      throw new GuestwrightError(
        `guestTimeouts: expected ${Object.keys(DEFAULTS).join(', ')}, got '${kind}'`,
        {
          code: 'invalid-argument',
          remedy: 'Correct the name of the timeout.',
        },
      );
    }
    parseDuration(defaults[kind as keyof GuestTimeouts], `guestTimeouts.${kind}`);
  }
  return (kind, own) => parseDuration(own ?? defaults[kind], own === undefined ? kind : 'timeout') * scale;
}

function scaleFromEnvironment(): number {
  const text = process.env.GUESTWRIGHT_TIMEOUT_SCALE;
  if (text === undefined || text === '') return 1;
  const scale = Number(text);
  if (scale > 0 && Number.isFinite(scale)) return scale;
  throw invalidScale('GUESTWRIGHT_TIMEOUT_SCALE', text);
}

function invalidScale(option: string, value: unknown): GuestwrightError {
  return new GuestwrightError(`${option}: expected a positive number, got ${describeValue(value)}`, {
    code: 'invalid-argument',
    remedy: 'Use 1 for the times as written, 3 on a host that is three times slower.',
  });
}
