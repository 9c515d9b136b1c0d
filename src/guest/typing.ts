/** Typing a text: planned before the first key, at a rate, secrets masked, echoes verified on request. */
import { type CallOptions, pause } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import { describeValue } from '../base/units.ts';
import type { Stroke } from '../input/layout.ts';
import { type LayoutName, layout } from '../input/layouts.ts';
import { planText, strokesToEvents } from '../input/typing.ts';
import type { Attempt, GuestContext } from './context.ts';
import type { InputSink } from './input-queue.ts';
import { queueInput } from './queue-input.ts';
import { type RegionLike, resolveRegion } from './region-locator.ts';
import { VerifiedTyping } from './verified-typing.ts';

/** Text, a secret, or several one after the other. */
export type Typable = string | Secret | readonly (string | Secret)[];

export interface TypeOptions extends CallOptions {
  /** Keys a second. Default 60. */
  readonly rate?: number;
  /**
   * Waits for each chunk's echo, in a region or anywhere; where text can be read, what was lost is typed again,
   * slower. Secrets are typed without it.
   */
  readonly verify?: boolean | RegionLike;
  /** Instead of the keyboard's layout. */
  readonly layout?: LayoutName;
}

/** Keys a second: what a PS/2 keyboard's buffer of 16 bytes takes with ease at a timer of 18 Hz or faster. */
export const TYPING_RATE = 60;
/** Reading echoes takes longer than typing: the time of a call without a timeout of its own grows by this factor. */
const VERIFYING_FACTOR = 10;

/** Plans everything, then types it in one job of the queue. */
export async function typeText(
  context: GuestContext,
  text: Typable,
  options: TypeOptions,
  title: string,
): Promise<void> {
  const { rate = TYPING_RATE, verify = false } = options;
  checkRate(rate);
  const keyboard = layout(options.layout ?? context.layout);
  const parts = partsOf(text).map((part) => {
    const secret = Secret.is(part);
    const value = secret ? part.reveal() : part;
    return { value, strokes: planText(value, keyboard, { secret }), verified: verify !== false && !secret };
  });
  const strokes = parts.reduce((sum, part) => sum + part.strokes.length, 0);
  const extraTime = ((strokes * 1000) / rate) * (verify === false ? 1 : VERIFYING_FACTOR);
  const job = async (sink: InputSink, attempt: Attempt) => {
    const region = typeof verify === 'object' ? await resolveRegion(context, attempt, verify) : undefined;
    const capsLock = context.desktop.current?.states.leds?.capsLock ?? false;
    const verified = new VerifiedTyping(context, attempt, sink, { layout: keyboard, region, rate, capsLock });
    for (const part of parts) {
      if (part.verified) await verified.type(part.value);
      else await typeStrokes(sink, part.strokes, { capsLock, rate, signal: attempt.signal });
    }
  };
  await queueInput(context, title, 'keyboard', options, job, extraTime);
}

/** One call of the driver a stroke: press and release arrive together, and slow guests keep up. */
export async function typeStrokes(
  sink: InputSink,
  strokes: readonly Stroke[],
  options: { readonly capsLock?: boolean; readonly rate: number; readonly signal: AbortSignal },
): Promise<void> {
  const { capsLock = false, rate, signal } = options;
  for (const stroke of strokes) {
    await sink.keys(strokesToEvents([stroke], { capsLock }));
    await pause(1000 / rate, signal);
  }
}

/** How a text is named in logs: `'hello'`, `<secret NAME>`. */
export function typableTitle(text: Typable): string {
  return partsOf(text)
    .map((part) =>
      Secret.is(part) ? part.toString() : `'${part.replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`,
    )
    .join(' ');
}

function partsOf(text: Typable): readonly (string | Secret)[] {
  const parts = typeof text === 'string' || Secret.is(text) ? [text] : text;
  const wrong = Array.isArray(parts)
    ? parts.find((part) => typeof part !== 'string' && !Secret.is(part))
    : parts;
  if (Array.isArray(parts) && wrong === undefined) return parts;
  throw new GuestwrightError(
    `type: expected a text, a secret or an array of them, got ${describeValue(wrong)}`,
    {
      code: 'invalid-argument',
      remedy: "Type 'text', secret('NAME') or ['text', secret('NAME')].",
    },
  );
}

/** Throws `invalid-argument` for anything that is no rate in keys a second. */
export function checkRate(rate: unknown): void {
  if (typeof rate === 'number' && rate > 0) return;
  throw new GuestwrightError(`type: expected a rate above 0 keys a second, got ${describeValue(rate)}`, {
    code: 'invalid-argument',
    remedy: `Leave it out for ${TYPING_RATE}, or give a lower one for a slow guest.`,
  });
}
