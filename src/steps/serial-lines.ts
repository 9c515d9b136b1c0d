/** Steps that wait for a line on a serial port. */
import { mergeSignals } from '../base/signals.ts';
import type { GuestContext } from '../guest/context.ts';
import { serialPortOf } from '../guest/serial.ts';
import type { SerialBuffer } from '../guest/serial-buffer.ts';
import type { ScriptStep } from './script-step.ts';
import { isSerial } from './trigger.ts';

/** Resolves with the first of `steps` whose line came; never if none waits for a line. Takes no line. */
export async function awaitLine(
  context: GuestContext,
  steps: readonly ScriptStep[],
  signal: AbortSignal,
): Promise<ScriptStep> {
  const waiting = steps.flatMap((step) => portOf(context, step) ?? []);
  if (waiting.length === 0) return await new Promise(() => {});
  for (;;) {
    const found = waiting.find(({ pattern, buffer }) => buffer.has(pattern));
    if (found) return found.step;
    signal.throwIfAborted();
    const turn = new AbortController();
    using either = mergeSignals(signal, turn.signal);
    await Promise.race(waiting.map(({ buffer }) => buffer.growth(either.signal)));
    turn.abort();
  }
}

/** Moves the cursor behind the step's line, so that the next step that waits for it waits for another one. */
export function takeLine(context: GuestContext, step: ScriptStep): void {
  const waiting = portOf(context, step);
  waiting?.buffer.take(waiting.pattern);
}

function portOf(
  context: GuestContext,
  step: ScriptStep,
): { step: ScriptStep; pattern: string | RegExp; buffer: SerialBuffer } | undefined {
  const { trigger } = step.step;
  if (!isSerial(trigger)) return undefined;
  return { step, pattern: trigger.pattern, buffer: serialPortOf(context, trigger.port).buffer };
}
