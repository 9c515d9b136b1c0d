/** Runs recorded steps on the guest as the emitted script will, and tells how far it came. */
import { secret } from '../../base/secret.ts';
import type { Guest } from '../../guest/guest.ts';
import type { ScriptProgress } from '../../guest/script-contract.ts';
import { script } from '../../steps/script.ts';
import { type Step, when } from '../../steps/step.ts';
import { screenOf } from './edit-recording.ts';
import type { RecordedAction, RecordedStep, RecordingData } from './model.ts';
import { timeoutOf } from './observed-timeout.ts';

export interface ReplayCall {
  readonly signal: AbortSignal;
  /** A step's screen showed and its actions are done, or it is waited for now. */
  readonly onStep: (step: RecordedStep, outcome: 'waiting' | 'passed') => void;
}

/** The screens must have been emitted: the guest reads them from its folder. Rejects as a script's run does. */
export async function replaySteps(
  guest: Guest,
  data: RecordingData,
  steps: readonly RecordedStep[],
  { signal, onStep }: ReplayCall,
): Promise<void> {
  if (steps.length === 0) return;
  const onProgress = (progress: ScriptProgress) => {
    if (progress.type !== 'step-start' && progress.type !== 'step-end') return;
    const step = steps[progress.index];
    if (step) onStep(step, progress.type === 'step-start' ? 'waiting' : 'passed');
  };
  const replayed = script(
    data.name,
    steps.map((step) => stepOf(step, data)),
  );
  await guest.run(replayed, { signal, onProgress });
}

function stepOf(step: RecordedStep, data: RecordingData): Step {
  const { name } = screenOf(data, step.screen);
  const start = when(name, { timeout: step.timeout ?? timeoutOf(step.waited) });
  return step.actions.reduce((built, action) => withAction(built, action, data), start);
}

function withAction(step: Step, action: RecordedAction, { layout }: RecordingData): Step {
  switch (action.kind) {
    case 'press':
      return step.press<string>(action.chord, action.count);
    case 'type':
      return step.type(action.text, { layout });
    case 'secret':
      return step.type(secret(action.name), { layout });
    case 'click':
      return step.click(action.point, { button: action.button, clickCount: action.count });
    case 'drag':
      return step.run((guest) => guest.mouse.drag(action.from, action.to, { button: action.button }));
    case 'wheel':
      return step.hover(action.point).wheel(action.dx, action.dy);
    case 'insert':
      return step.insert(action.drive, action.image);
    case 'eject':
      return step.eject(action.drive);
    case 'reset':
      return step.reset();
  }
}
