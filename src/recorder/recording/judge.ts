/** Judges screens of a recording: what is wrong with them as references, and where else in it they would match. */
import { isGuestwrightError, messageOf } from '../../base/errors.ts';
import type { Picture } from '../../frame/picture.ts';
import { checkScreen } from '../../matchers/check-screen.ts';
import { matchScreen } from '../../matchers/match-screen.ts';
import { recordVariant } from '../../matchers/save-screen.ts';
import type { Screen } from '../../matchers/screen.ts';
import type { FrameStore } from './frame-store.ts';
import type { FrameId, RecordedScreen, RecordingData } from './model.ts';
import type { Judgement, ScreenFlaw } from './view.ts';

/** The parts of a recorded screen that decide what it matches. */
export type ScreenDraft = Pick<RecordedScreen, 'areas' | 'exclude' | 'points' | 'regions'>;

/** The screen over its whole frame. Error `invalid-screen` if something lies where it cannot. */
export function referenceOf(name: string, picture: Picture, draft: ScreenDraft): Screen {
  const { areas, exclude, points, regions } = draft;
  return { name, variants: [recordVariant(picture, { screen: name, areas, exclude, points, regions })] };
}

/** Frames that show other screens than `screenId`, and the steps that they belong to. */
export function framesOfOthers(
  data: RecordingData,
  screenId: string,
): ReadonlyMap<FrameId, readonly string[]> {
  const own = new Set(framesOf(data, screenId));
  const found = new Map<FrameId, readonly string[]>();
  for (const step of data.steps) {
    if (step.screen === screenId) continue;
    const screen = data.screens.find(({ id }) => id === step.screen);
    const frames = [...(screen ? [screen.frame] : []), ...step.actions.map(({ frame }) => frame)];
    for (const frame of new Set(frames)) {
      if (!own.has(frame)) found.set(frame, [...(found.get(frame) ?? []), step.id]);
    }
  }
  return found;
}

/** Every frame that was frozen while the screen showed. */
export function framesOf(data: RecordingData, screenId: string): readonly FrameId[] {
  const screen = data.screens.find(({ id }) => id === screenId);
  const actions = data.steps.filter((step) => step.screen === screenId).flatMap((step) => step.actions);
  return [...new Set([...(screen ? [screen.frame] : []), ...actions.map(({ frame }) => frame)])];
}

/** What speaks against `draft` as the screen of that id, with all of the recording to compare with. */
export async function judge(
  data: RecordingData,
  frames: FrameStore,
  screenId: string,
  draft?: ScreenDraft,
): Promise<Judgement> {
  const recorded = data.screens.find(({ id }) => id === screenId);
  if (!recorded) return { flaws: [], elsewhere: [] };
  const picture = await frames.load(recorded.frame);
  if ((draft ?? recorded).areas.length === 0) return { flaws: [noAreaFlaw(recorded.name)], elsewhere: [] };
  let screen: Screen;
  try {
    screen = referenceOf(recorded.name, picture, draft ?? recorded);
  } catch (error) {
    return { flaws: [flawOf(error)], elsewhere: [] };
  }
  const flaws: ScreenFlaw[] = checkScreen(screen).map(flawOf);
  const elsewhere = new Set<string>();
  for (const [frame, steps] of framesOfOthers(data, screenId)) {
    if (!matches(await frames.load(frame), screen)) continue;
    for (const step of steps) elsewhere.add(step);
  }
  for (const frame of framesOf(data, screenId)) {
    if (matches(await frames.load(frame), screen)) continue;
    flaws.push(changesFlaw(recorded.name));
    break;
  }
  for (const frame of passedFrames(data, screenId)) {
    if (!matches(await frames.load(frame), screen)) continue;
    flaws.push(passedFlaw(recorded.name));
    break;
  }
  return { flaws, elsewhere: data.steps.map(({ id }) => id).filter((id) => elsewhere.has(id)) };
}

/** What showed before the screen while it was waited for. */
export function passedFrames(data: RecordingData, screenId: string): readonly FrameId[] {
  const passed = data.steps.filter(({ screen }) => screen === screenId).flatMap((step) => step.passed);
  return [...new Set(passed)];
}

/** Ambiguous is a match too: the script would take the screen for it. */
export function matches(picture: Picture, screen: Screen): boolean {
  const { kind } = matchScreen(picture, screen);
  return kind === 'match' || kind === 'ambiguous';
}

function noAreaFlaw(name: string): ScreenFlaw {
  return {
    code: 'screen-without-structure',
    message: `screen '${name}' has no area to be recognised by: draw a rectangle around a text or a picture`,
  };
}

function passedFlaw(name: string): ScreenFlaw {
  return {
    code: 'screen-equals-another',
    message: `screen '${name}' also matches what the guest showed shortly before it: it would be answered too early`,
  };
}

function changesFlaw(name: string): ScreenFlaw {
  return {
    code: 'not-still',
    message: `screen '${name}' no longer matches while it is acted upon: an area changes by what is typed or chosen`,
  };
}

function flawOf(error: unknown): ScreenFlaw {
  if (!isGuestwrightError(error)) throw error;
  return {
    code: error.code,
    message: error.remedy ? `${error.shortMessage}. ${error.remedy}` : messageOf(error),
  };
}
