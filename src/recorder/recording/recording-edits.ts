/** What a person changes of a recording: each change is checked, written at once, and all screens are judged again. */
import { GuestwrightError } from '../../base/errors.ts';
import { secret } from '../../base/secret.ts';
import { parseDuration } from '../../base/units.ts';
import { containsPoint, type Point, validatePoint, wholeOf } from '../../frame/region.ts';
import { validateScreenName } from '../../matchers/screen-name.ts';
import type { Book } from './book.ts';
import {
  changeScreen,
  changeStep,
  mergeIntoPrevious,
  removeSteps,
  renamePoint,
  screenOf,
  splitStep,
  stepOf,
  uniqueName,
} from './edit-recording.ts';
import { referenceOf, type ScreenDraft } from './judge.ts';
import type { RecordedScreen, StepAction } from './model.ts';
import { newId, newScreen } from './step-taker.ts';

/** What a person says of a screen; what is left out stays. */
export type ScreenEdit = Partial<ScreenDraft>;

export interface RecordingEditsOptions {
  readonly book: Book;
  /** Screens changed: all are judged again. */
  readonly reviewed: () => void;
  /** The screen's areas are to be found anew. */
  readonly proposed: (screenId: string) => void;
  /** What replaying said of the step means nothing any more. */
  readonly changed: (stepId: string) => void;
}

export class RecordingEdits {
  readonly #options: RecordingEditsOptions;

  constructor(options: RecordingEditsOptions) {
    this.#options = options;
  }

  /** The areas as they are: they are not proposed anew any more. */
  accept(screenId: string): void {
    this.#screen(screenId, (screen) => ({ ...screen, accepted: true }));
  }

  /** Areas, exclusions, points and regions as a person drew them; accepted thereby. Throws `invalid-screen`. */
  async editScreen(screenId: string, edit: ScreenEdit): Promise<void> {
    const { book } = this.#options;
    const screen = { ...screenOf(book.data, screenId), ...edit };
    const picture = await book.frames.load(screen.frame);
    if (screen.areas.length > 0) referenceOf(screen.name, picture, screen); // checks that everything lies where it can
    this.#screen(screenId, (each) => ({ ...each, ...edit, accepted: true }));
  }

  /** Forgets what a person said of the areas: they are proposed anew. */
  propose(screenId: string): void {
    this.#screen(screenId, (screen) => ({ ...screen, accepted: false }));
    this.#options.proposed(screenId);
  }

  /** Throws `invalid-argument` for a name that cannot be a screen's or that another screen has. */
  rename(screenId: string, name: string): void {
    const { screens } = this.#options.book.data;
    validateScreenName(name);
    if (screens.some((screen) => screen.name === name && screen.id !== screenId)) throw nameTaken(name);
    this.#screen(screenId, (screen) => ({ ...screen, name, named: true }));
  }

  /** Where the screen's clicks named `point` go. A point of that name is moved, or made. */
  setPoint(screenId: string, name: string, at: Point): void {
    const point = validatePoint(at);
    const screen = screenOf(this.#options.book.data, screenId);
    if (name === '' || !containsPoint(wholeOf(screen.display), point)) throw noPoint(name);
    this.#screen(screenId, (each) => ({ ...each, points: { ...each.points, [name]: point } }));
  }

  /** The point in the screen and in every click on it. */
  renamePoint(screenId: string, from: string, to: string): void {
    this.#options.book.change((data) => renamePoint(data, screenId, from, to));
  }

  /** Milliseconds, or undefined for five times what was observed. */
  setTimeout(stepId: string, timeout: number | undefined): void {
    if (timeout !== undefined) parseDuration(timeout, 'timeout');
    this.#step(stepId, ({ timeout: _, ...step }) => ({ ...step, ...(timeout !== undefined && { timeout }) }));
  }

  removeStep(stepId: string): void {
    this.#remove([stepId]);
  }

  /** The step and all that follow. */
  removeFrom(stepId: string): void {
    const { steps } = this.#options.book.data;
    const index = steps.indexOf(stepOf(this.#options.book.data, stepId));
    this.#remove(steps.slice(index).map(({ id }) => id));
  }

  removeAction(stepId: string, actionId: string): void {
    this.#action(stepId, actionId);
    this.#step(stepId, (step) => ({ ...step, actions: step.actions.filter(({ id }) => id !== actionId) }));
  }

  /** What was typed as a text is a secret: the text is forgotten, and its file is written anew without it. */
  markSecret(stepId: string, actionId: string, name: string): void {
    const action = this.#action(stepId, actionId);
    if (action.kind !== 'type') throw noText();
    const { text, ...rest } = action;
    secret(name); // checks the name before anything is changed
    process.env[name] ??= text;
    secret(name).reveal(); // masked from now on
    const marked: StepAction = { ...rest, kind: 'secret', name };
    this.#step(stepId, (step) => ({
      ...step,
      actions: step.actions.map((each) => (each.id === actionId ? marked : each)),
    }));
  }

  /** The actions from `actionId` on become a step of their own, on the screen that showed before that action. */
  async split(stepId: string, actionId: string): Promise<void> {
    const { book, proposed } = this.#options;
    const action = this.#action(stepId, actionId);
    const picture = await book.frames.load(action.frame);
    const old = screenOf(book.data, stepOf(book.data, stepId).screen);
    const names = book.data.screens.map(({ name }) => name);
    const made = newScreen(book, picture, { name: uniqueName(old.name, names), restless: old.restless });
    const screen = { ...made, points: old.points };
    book.change((data) => splitStep(data, stepId, actionId, { step: newId(), screen }));
    proposed(screen.id);
    if (!old.accepted) proposed(old.id);
  }

  /** The step's actions follow those of the step before it, on that one's screen. */
  merge(stepId: string): void {
    this.#options.book.change((data) => mergeIntoPrevious(data, stepId));
    this.#options.reviewed();
  }

  #screen(screenId: string, change: (screen: RecordedScreen) => RecordedScreen): void {
    this.#options.book.change((data) => changeScreen(data, screenId, change));
    this.#options.reviewed();
  }

  #step(stepId: string, change: Parameters<typeof changeStep>[2]): void {
    this.#options.book.change((data) => changeStep(data, stepId, change));
    this.#options.changed(stepId);
  }

  #remove(ids: readonly string[]): void {
    this.#options.book.change((data) => removeSteps(data, ids));
    this.#options.reviewed();
  }

  #action(stepId: string, actionId: string): StepAction {
    const action = stepOf(this.#options.book.data, stepId).actions.find(({ id }) => id === actionId);
    if (action) return action;
    throw new GuestwrightError(`recording: the step has no action '${actionId}'`, {
      code: 'invalid-argument',
    });
  }
}

function nameTaken(name: string): GuestwrightError {
  return new GuestwrightError(`recording: another screen is named '${name}'`, {
    code: 'invalid-argument',
    remedy: 'Choose a name that no other screen has.',
  });
}

function noPoint(name: string): GuestwrightError {
  return new GuestwrightError(
    `recording: '${name}' cannot be a point's name here, or lies outside the display`,
    {
      code: 'invalid-argument',
      remedy: 'Choose a name that no other point of the screen has, and a place on the display.',
    },
  );
}

function noText(): GuestwrightError {
  return new GuestwrightError('recording: only a typed text can be a secret', {
    code: 'invalid-argument',
    remedy: 'Choose an action that types.',
  });
}
