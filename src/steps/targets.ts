/** What a trigger looks for on frames. */
import type { GuestContext } from '../guest/context.ts';
import type { Target } from '../guest/target.ts';
import { isSerial, isText, type Trigger } from './trigger.ts';

/** Undefined for a line on the serial port. */
export function targetOf(context: GuestContext, trigger: Trigger): Target | undefined {
  if (isSerial(trigger)) return undefined;
  if (isText(trigger)) return context.texts.target(trigger.pattern, { region: trigger.region });
  return context.screens.target(trigger);
}
