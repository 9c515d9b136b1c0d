/** Merges what a person does one after the other into the actions that a script says: texts, counts, double clicks. */
import type { RecordedAction, StepAction } from './model.ts';

/** Two clicks in so many ms at one place are a double click: Windows' limit, the longest. */
export const DOUBLE_CLICK_TIME = 500;

/**
 * `actions` with `next` at their end, or merged into the last. Backspace takes back the last character of a text that
 * is being typed; a secret's own letters are its owner's concern.
 */
export function mergeAction(actions: readonly StepAction[], next: StepAction): readonly StepAction[] {
  const last = actions.at(-1);
  const merged = last && mergeTwo(last, next);
  if (merged === undefined) return [...actions, next];
  const before = actions.slice(0, -1);
  return merged === 'nothing' ? before : [...before, merged];
}

function mergeTwo(last: StepAction, next: RecordedAction): StepAction | 'nothing' | undefined {
  if (last.kind === 'type' && next.kind === 'type') return { ...last, text: last.text + next.text };
  if (last.kind === 'type' && next.kind === 'press' && next.chord === 'Backspace')
    return shortened(last, next.count);
  if (last.kind === 'secret' && next.kind === 'secret' && last.name === next.name) return last;
  if (last.kind === 'press' && next.kind === 'press' && last.chord === next.chord)
    return { ...last, count: last.count + next.count };
  if (last.kind === 'wheel' && next.kind === 'wheel' && last.point === next.point)
    return { ...last, dx: last.dx + next.dx, dy: last.dy + next.dy };
  return undefined;
}

function shortened(
  typed: StepAction & { readonly kind: 'type' },
  count: number,
): StepAction | 'nothing' | undefined {
  const characters = [...typed.text];
  if (count > characters.length) return undefined;
  const text = characters.slice(0, characters.length - count).join('');
  return text === '' ? 'nothing' : { ...typed, text };
}
