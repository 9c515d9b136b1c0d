/** Brings the guest to where a step of the recording begins, and runs the steps to see whether they hold. */
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import { createPicture } from '../../frame/picture.ts';
import { evidenceOf } from '../../guest/evidence.ts';
import type { Guest } from '../../guest/guest.ts';
import type { Book } from './book.ts';
import { stepOf } from './edit-recording.ts';
import type { RecordedStep } from './model.ts';
import { replaySteps } from './replay-steps.ts';
import { START, type StepSnapshots } from './snapshots.ts';
import type { ReplayResult } from './view.ts';

export interface PlaybackOptions {
  readonly book: Book;
  readonly guest: Guest;
  readonly snapshots: StepSnapshots;
  /** The guest starts anew: nothing is held, nothing known of its display. */
  readonly restarted: () => void;
}

export class Playback {
  readonly #options: PlaybackOptions;
  #results: ReadonlyMap<string, ReplayResult> = new Map();

  constructor(options: PlaybackOptions) {
    this.#options = options;
  }

  resultOf(stepId: string): ReplayResult | undefined {
    return this.#results.get(stepId);
  }

  /** What replaying said of a step that was changed since means nothing any more. */
  forget(stepId: string): void {
    this.#results = new Map([...this.#results].filter(([id]) => id !== stepId));
  }

  /**
   * The guest is where `stepId` began: by the nearest snapshot before it, else from power-on, with the steps between
   * done again. Rejects as a script does where one of these fails.
   */
  async bringTo(stepId: string, signal: AbortSignal): Promise<void> {
    const { book, snapshots } = this.#options;
    const { steps } = book.data;
    const index = steps.indexOf(stepOf(book.data, stepId));
    const from = steps.findLastIndex(({ id }, at) => at <= index && snapshots.has(id));
    await this.#goTo(steps[from]?.id ?? START, signal);
    await this.#run(steps.slice(Math.max(0, from), index), signal);
  }

  /** Runs all steps from the first snapshot, or from power-on. True if all of them pass. */
  async replay(signal: AbortSignal): Promise<boolean> {
    const { book } = this.#options;
    this.#results = new Map();
    await this.#goTo(START, signal);
    try {
      await this.#run(book.data.steps, signal);
      return true;
    } catch (error) {
      if (signal.aborted) throw error;
      return false; // the step that failed says why
    }
  }

  async #goTo(place: string, signal: AbortSignal): Promise<void> {
    const { guest, snapshots, restarted } = this.#options;
    if (snapshots.has(place)) await snapshots.restore(place, { signal });
    else if (guest.machine.borrowed) throw cannotGoBack(guest);
    else {
      await guest.power.off({ signal });
      await guest.power.on({ signal });
    }
    restarted();
  }

  async #run(steps: readonly RecordedStep[], signal: AbortSignal): Promise<void> {
    const { book, guest } = this.#options;
    let current: RecordedStep | undefined;
    try {
      await replaySteps(guest, book.data, steps, {
        signal,
        onStep: (step, outcome) => {
          current = step;
          this.#note(step.id, { outcome });
        },
      });
    } catch (error) {
      const failed = current ?? steps[0];
      if (failed) this.#note(failed.id, this.#failureOf(error));
      throw error;
    }
  }

  #failureOf(error: unknown): ReplayResult {
    const frame = evidenceOf(error)?.frame;
    const message = messageOf(error);
    if (!frame) return { outcome: 'failed', message };
    const id = this.#options.book.frames.add(createPicture(frame, frame.data.slice()));
    return { outcome: 'failed', message, frame: id };
  }

  #note(stepId: string, result: ReplayResult): void {
    this.#results = new Map([...this.#results, [stepId, result]]);
    this.#options.book.touch();
  }
}

function cannotGoBack({ machine }: Guest): GuestwrightError {
  return new GuestwrightError(
    `'${machine.name}' cannot go back: driver '${machine.host.driver.name}' has no live snapshots, and the machine is not ours to power off`,
    { code: 'unsupported', remedy: 'Bring it to its first screen by hand, and run the script.' },
  );
}
