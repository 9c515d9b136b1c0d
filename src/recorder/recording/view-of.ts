/** Puts the view of a recording together from what its parts know. */
import type { Book } from './book.ts';
import { timeoutOf } from './observed-timeout.ts';
import type { Judgement, RecordingView, ReplayResult } from './view.ts';

export interface ViewParts
  extends Pick<RecordingView, 'mode' | 'script' | 'restless' | 'busy'>,
    Partial<Record<'rerecording' | 'secret' | 'problem', string | undefined>> {
  readonly judgementOf: (screenId: string) => Judgement;
  readonly resultOf: (stepId: string) => ReplayResult | undefined;
  readonly hasSnapshot: (stepId: string) => boolean;
}

export function viewOf({ data, unsaved }: Book, parts: ViewParts): RecordingView {
  const { rerecording, secret, problem, judgementOf, resultOf, hasSnapshot, ...facts } = parts;
  return {
    name: data.name,
    ...facts,
    screens: data.screens.map((screen) => ({ ...screen, ...judgementOf(screen.id) })),
    steps: data.steps.map((step) => {
      const replay = resultOf(step.id);
      return {
        ...step,
        effectiveTimeout: step.timeout ?? timeoutOf(step.waited),
        snapshot: hasSnapshot(step.id),
        ...(replay && { replay }),
      };
    }),
    ...(rerecording !== undefined && { rerecording }),
    ...(secret !== undefined && { secret }),
    ...(problem !== undefined && { problem }),
    ...(unsaved !== undefined && { unsaved }),
  };
}
