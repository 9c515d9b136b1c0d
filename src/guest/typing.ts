/** Typing a text: planned before the first key, at a rate, secrets masked, echoes verified on request. */
import { type CallOptions, pause } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import { describeValue } from '../base/units.ts';
import type { Region } from '../frame/region.ts';
import type { Stroke } from '../input/layout.ts';
import { type LayoutName, layout } from '../input/layouts.ts';
import { planText, strokesToEvents } from '../input/typing.ts';
import type { GuestContext } from './context.ts';
import { queueInput } from './queue-input.ts';

/** Text, a secret, or several one after the other. */
export type Typable = string | Secret | readonly (string | Secret)[];

export interface TypeOptions extends CallOptions {
  /** Keys a second. Default 60. */
  readonly rate?: number;
  /** Waits for each chunk's echo and retypes what was lost. */
  readonly verify?: boolean | Region;
  /** Instead of the keyboard's layout. */
  readonly layout?: LayoutName;
}

/** Keys a second: what a PS/2 keyboard's buffer of 16 bytes takes with ease at a timer of 18 Hz or faster. */
export const TYPING_RATE = 60;

/** One text of a call, planned. */
export interface PlannedText {
  readonly strokes: readonly Stroke[];
  readonly secret: boolean;
}

/** Plans everything, then types it in one job of the queue. */
export async function typeText(
  context: GuestContext,
  text: Typable,
  options: TypeOptions,
  title: string,
): Promise<void> {
  const { rate = TYPING_RATE } = options;
  if (!(rate > 0)) throw notRate(rate);
  const keyboard = layout(options.layout ?? context.layout);
  const planned = partsOf(text).map((part): PlannedText => {
    const secret = Secret.is(part);
    return { secret, strokes: planText(secret ? part.reveal() : part, keyboard, { secret }) };
  });
  const strokes = planned.reduce((sum, part) => sum + part.strokes.length, 0);
  const extraTime = (strokes * 1000) / rate;
  await queueInput(
    context,
    title,
    'keyboard',
    options,
    async (sink, attempt) => {
      const capsLock = context.desktop.current?.states.leds?.capsLock ?? false;
      for (const stroke of planned.flatMap((part) => part.strokes)) {
        await sink.keys(strokesToEvents([stroke], { capsLock }));
        await pause(1000 / rate, attempt.signal);
      }
    },
    extraTime,
  );
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

function notRate(rate: unknown): GuestwrightError {
  return new GuestwrightError(`type: expected a rate above 0 keys a second, got ${describeValue(rate)}`, {
    code: 'invalid-argument',
    remedy: `Leave it out for ${TYPING_RATE}, or give a lower one for a slow guest.`,
  });
}
