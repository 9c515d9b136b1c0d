/** Changes of a recording, each a pure function from the old to the new. */
import { GuestwrightError } from '../../base/errors.ts';
import { mergeAction } from './merge-actions.ts';
import type { FrameId, RecordedScreen, RecordedStep, RecordingData, StepAction } from './model.ts';

/** Throws `invalid-argument` for an id that the recording does not have. */
export function stepOf({ steps }: Pick<RecordingData, 'steps'>, id: string): RecordedStep {
  return steps.find((step) => step.id === id) ?? fail('step', id);
}

export function screenOf({ screens }: Pick<RecordingData, 'screens'>, id: string): RecordedScreen {
  return screens.find((screen) => screen.id === id) ?? fail('screen', id);
}

/** Appends a step; `before`: the id of the step that it comes before. */
export function addStep(data: RecordingData, step: RecordedStep, before?: string): RecordingData {
  const at = before === undefined ? data.steps.length : data.steps.findIndex(({ id }) => id === before);
  return { ...data, steps: [...data.steps.slice(0, at), step, ...data.steps.slice(at)] };
}

export function addScreen(data: RecordingData, screen: RecordedScreen): RecordingData {
  return { ...data, screens: [...data.screens, screen] };
}

export function changeScreen(
  data: RecordingData,
  id: string,
  change: (screen: RecordedScreen) => RecordedScreen,
): RecordingData {
  screenOf(data, id);
  return {
    ...data,
    screens: data.screens.map((screen) => (screen.id === id ? change(screen) : screen)),
  };
}

export function changeStep(
  data: RecordingData,
  id: string,
  change: (step: RecordedStep) => RecordedStep,
): RecordingData {
  stepOf(data, id);
  return withoutOrphans({
    ...data,
    steps: data.steps.map((step) => (step.id === id ? change(step) : step)),
  });
}

/** An action at the step's end, merged with the one before where a person did one thing. */
export function addAction(data: RecordingData, stepId: string, action: StepAction): RecordingData {
  return changeStep(data, stepId, (step) => ({ ...step, actions: mergeAction(step.actions, action) }));
}

/** Without these steps, and the screens that no other step has. */
export function removeSteps(data: RecordingData, ids: readonly string[]): RecordingData {
  for (const id of ids) stepOf(data, id);
  return withoutOrphans({ ...data, steps: data.steps.filter(({ id }) => !ids.includes(id)) });
}

/** The step's actions from `actionId` on become a step of their own on `screen`. */
export function splitStep(
  data: RecordingData,
  id: string,
  actionId: string,
  made: { readonly step: string; readonly screen: RecordedScreen },
): RecordingData {
  const step = stepOf(data, id);
  const at = step.actions.findIndex((action) => action.id === actionId);
  if (at <= 0) fail('action to split at, behind the first', actionId);
  const second = {
    id: made.step,
    screen: made.screen.id,
    actions: step.actions.slice(at),
    waited: 0,
    passed: [],
  };
  const index = data.steps.indexOf(step);
  const steps = [
    ...data.steps.slice(0, index),
    { ...step, actions: step.actions.slice(0, at) },
    second,
    ...data.steps.slice(index + 1),
  ];
  return { ...addScreen(data, made.screen), steps };
}

/** The step's actions follow those of the step before, on that one's screen; the points that they click move there. */
export function mergeIntoPrevious(data: RecordingData, id: string): RecordingData {
  const index = data.steps.findIndex((step) => step.id === id);
  const [before, step] = [data.steps[index - 1], data.steps[index]];
  if (!before || !step) return fail('step with one before it', id);
  const points = screenOf(data, step.screen).points;
  const merged = changeScreen(data, before.screen, (screen) => ({
    ...screen,
    points: { ...points, ...screen.points },
  }));
  const longer = changeStep(merged, before.id, (each) => ({
    ...each,
    actions: [...each.actions, ...step.actions],
  }));
  return removeSteps(longer, [id]);
}

/** The point by another name, in the screen and in every click on it. */
export function renamePoint(data: RecordingData, screenId: string, from: string, to: string): RecordingData {
  const { [from]: point, ...others } = screenOf(data, screenId).points;
  if (!point || to === '' || to in others) return fail('point that can be renamed so', from);
  const renamed = (action: StepAction): StepAction =>
    'point' in action && action.point === from ? { ...action, point: to } : action;
  const changed = changeScreen(data, screenId, (screen) => ({
    ...screen,
    points: { ...others, [to]: point },
  }));
  const steps = changed.steps.map((step) =>
    step.screen === screenId ? { ...step, actions: step.actions.map(renamed) } : step,
  );
  return { ...changed, steps };
}

/** Every frame that the recording needs. */
export function usedFrames({ screens, steps }: RecordingData): ReadonlySet<FrameId> {
  return new Set([
    ...screens.map(({ frame }) => frame),
    ...steps.flatMap(({ actions, passed }) => [...passed, ...actions.map(({ frame }) => frame)]),
  ]);
}

/** `wanted`, or with the first number that makes it unlike all of `taken`. */
export function uniqueName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  for (let number = 2; ; number++) {
    const name = `${wanted}-${number}`;
    if (!taken.includes(name)) return name;
  }
}

function withoutOrphans(data: RecordingData): RecordingData {
  const used = new Set(data.steps.map(({ screen }) => screen));
  return { ...data, screens: data.screens.filter(({ id }) => used.has(id)) };
}

function fail(what: string, id: string): never {
  throw new GuestwrightError(`recording: there is no ${what} '${id}'`, {
    code: 'invalid-argument',
    remedy: 'Use an id of the recording as it is now: see its view.',
  });
}
