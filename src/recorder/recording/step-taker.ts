/** Turns what a person does into steps: the screen is frozen before each action, and a new screen begins a new step. */
import { randomBytes } from 'node:crypto';
import type { Picture } from '../../frame/picture.ts';
import type { Point, Region } from '../../frame/region.ts';
import type { Book } from './book.ts';
import {
  addAction,
  addScreen,
  addStep,
  changeScreen,
  changeStep,
  screenOf,
  stepOf,
  uniqueName,
} from './edit-recording.ts';
import { matches, referenceOf } from './judge.ts';
import type { FrameId, RecordedAction, RecordedScreen } from './model.ts';
import { isFar } from './pointer-reader.ts';
import { isSameScreen } from './same-screen.ts';
import type { Observation } from './screen-watcher.ts';

/** The step that actions go to now. */
interface CurrentStep {
  readonly id: string;
  /** What it showed when it began. */
  readonly picture: Picture;
}

/** What a screen is proposed from. */
export interface ScreenGround {
  readonly observation: Observation;
  /** Whether the time until it showed was observed: not where the guest was taken back to it. */
  readonly timed: boolean;
}

export interface StepTakerOptions {
  readonly book: Book;
  /** Before the first action of a new step reaches the guest: a snapshot is taken here. */
  readonly begins: (stepId: string) => Promise<void>;
  /** A screen was frozen: what to recognise it by is to be found. `waited` is what is known of its time, in ms. */
  readonly proposal: (screenId: string, ground: ScreenGround) => void;
  /** A screen that is known already began another step. */
  readonly met: () => void;
  /** More of the current screen was seen: what changed on it is not to be relied on. */
  readonly changed: (screenId: string, observation: Observation) => void;
  /** Another step begins than the one that is recorded anew. */
  readonly replaced: () => void;
}

export class StepTaker {
  readonly #options: StepTakerOptions;
  #current: CurrentStep | undefined;
  /** Id of the step that what is done now replaces, until its first action. */
  #replacing: string | undefined;
  #replaces = false;
  /** Milliseconds that the step to come waited when it was recorded first. */
  #inherited: number | undefined;

  constructor(options: StepTakerOptions) {
    this.#options = options;
  }

  /** Id of the step that actions go to, unless the screen changed. */
  get current(): string | undefined {
    return this.#current?.id;
  }

  /** What comes next begins a step of its own, whatever shows. */
  finish(): void {
    this.#current = undefined;
  }

  /** What comes next takes the place of this step. */
  replace(stepId: string | undefined): void {
    this.#current = undefined;
    this.#replacing = stepId;
    this.#replaces = stepId !== undefined;
  }

  /** The guest was taken back: the next step waited so many ms when it was seen first. */
  inherit(waited: number): void {
    this.#inherited = waited;
  }

  /** The step to act in on what was observed, begun if it is a new screen; undefined if it is none to record. */
  async stepOn(observation: Observation): Promise<string | undefined> {
    const current = this.#current;
    if (current && isSameScreen(current.picture, observation.picture)) return current.id;
    if (this.#replaces && this.#replacing === undefined) {
      this.#replaces = false;
      this.#options.replaced();
      return undefined;
    }
    const id = this.#replacing ?? newId();
    if (this.#replacing === undefined) await this.#begin(id, observation);
    else this.#replace(id, observation);
    this.#replacing = undefined;
    this.#inherited = undefined;
    this.#current = { id, picture: observation.picture };
    await this.#options.begins(id);
    return id;
  }

  /** Notes an action of that step, done on what was observed. */
  act(stepId: string, action: RecordedAction, observation: Observation): void {
    const { book } = this.#options;
    const last = stepOf(book.data, stepId).actions.at(-1);
    // A text is one action, however many frames it took.
    const goesOn = last?.kind === action.kind && (action.kind === 'type' || action.kind === 'secret');
    const frame: FrameId = last && goesOn ? last.frame : book.frames.add(observation.picture);
    book.change((data) => addAction(data, stepId, { ...action, id: newId(), frame }));
    const { screen } = stepOf(book.data, stepId);
    if (last && !goesOn) this.#options.changed(screen, observation);
  }

  /** The name of the screen's point at that place: one that is there already, or a new one. */
  pointAt(stepId: string, at: Point): string {
    const { book } = this.#options;
    const screen = screenOf(book.data, stepOf(book.data, stepId).screen);
    const known = Object.entries(screen.points).find(([, point]) => !isFar(point, at));
    if (known) return known[0];
    const name = uniqueName('point', Object.keys(screen.points));
    book.change((data) =>
      changeScreen(data, screen.id, (each) => ({ ...each, points: { ...each.points, [name]: at } })),
    );
    return name;
  }

  async #begin(id: string, observation: Observation): Promise<void> {
    const { book, proposal, met } = this.#options;
    const passed = this.#passed(observation);
    const known = await this.#knownScreen(observation.picture);
    const waited = this.#inherited ?? waitedFor(observation, known?.areas);
    if (known) {
      book.change((data) => addStep(data, { id, screen: known.id, actions: [], waited, passed }));
      return met();
    }
    const names = book.data.screens.map(({ name }) => name);
    const screen = newScreen(book, observation.picture, {
      name: uniqueName('screen', names),
      restless: observation.restlessRegions,
    });
    const step = { id, screen: screen.id, actions: [], waited, passed };
    book.change((data) => addStep(addScreen(data, screen), step));
    proposal(screen.id, { observation, timed: this.#inherited === undefined });
  }

  /** The screen of an earlier step that shows again: installers have a way back. */
  async #knownScreen(picture: Picture): Promise<RecordedScreen | undefined> {
    const { book } = this.#options;
    for (const screen of book.data.screens) {
      if (screen.areas.length === 0) continue; // not proposed yet
      const recorded = await book.frames.load(screen.frame);
      if (!isSameScreen(recorded, picture)) continue;
      if (matches(picture, referenceOf(screen.name, recorded, screen))) return screen;
    }
    return undefined;
  }

  /** The same step and screen on what shows now; what it did is done anew. */
  #replace(id: string, observation: Observation): void {
    const { book, proposal } = this.#options;
    const { picture, restlessRegions: restless } = observation;
    const frame = book.frames.add(picture);
    const passed = this.#passed(observation);
    const { screen } = stepOf(book.data, id);
    const display = { width: picture.width, height: picture.height };
    const fresh = { frame, display, accepted: false, named: true, points: {}, restless };
    book.change((data) =>
      changeScreen(
        changeStep(data, id, (step) => ({ ...step, actions: [], passed })),
        screen,
        (each) => ({ ...each, ...fresh }),
      ),
    );
    proposal(screen, { observation, timed: false });
  }

  #passed({ passed }: Observation): readonly FrameId[] {
    return passed.map((picture) => this.#options.book.frames.add(picture));
  }
}

/** Until the areas showed, or until the person acted where they are not known. */
function waitedFor({ time, actedAt, shownSince }: Observation, areas: readonly Region[] = []): number {
  const shown = areas.length > 0 ? shownSince(areas) : time;
  return Math.max(0, Math.round(Math.min(shown, time) - actedAt));
}

/** A screen on that frame, not proposed yet. */
export function newScreen(
  book: Book,
  picture: Picture,
  { name, restless }: { readonly name: string; readonly restless: readonly Region[] },
): RecordedScreen {
  return {
    id: newId(),
    name,
    named: false,
    frame: book.frames.add(picture),
    display: { width: picture.width, height: picture.height },
    areas: [],
    exclude: [],
    points: {},
    regions: {},
    accepted: false,
    restless,
  };
}

/** Unique within any recording that people make. */
export function newId(): string {
  return randomBytes(5).toString('hex');
}
