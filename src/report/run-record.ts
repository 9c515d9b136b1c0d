/** What a run did, step by step, with the frames before and after: the observer behind a report without a runner. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { now } from '../base/deadline.ts';
import { messageOf } from '../base/errors.ts';
import { maskSecrets } from '../base/secret.ts';
import type { Frame } from '../frame/frame.ts';
import { evidenceOf } from '../guest/evidence.ts';
import type { SourceLocation } from '../guest/location.ts';
import type { FrameMoment, GuestObserver, StepCategory, StepInfo } from '../guest/observer.ts';
import type { GuestMatch } from '../guest/target.ts';
import { SeenRecorder } from './seen-recorder.ts';

export interface StepRecord {
  readonly title: string;
  readonly category: StepCategory;
  readonly location: SourceLocation | undefined;
  /** Milliseconds since the run began. */
  readonly start: number;
  /** Milliseconds; undefined while it runs. */
  duration?: number;
  /** First line of the error that ended it, secrets masked. */
  error?: string;
  /** Names of picture files. */
  readonly frames: { -readonly [moment in FrameMoment]?: string };
  readonly steps: StepRecord[];
}

export class RunRecord implements GuestObserver {
  readonly startedAt = new Date();
  /** The outermost steps. */
  readonly steps: StepRecord[] = [];
  /** What the run saw of its reference screens. */
  readonly seen = new SeenRecorder();
  readonly #start = now();
  readonly #parents = new AsyncLocalStorage<StepRecord>();
  readonly #records = new WeakMap<StepInfo, StepRecord>();
  readonly #addFrame: (frame: Frame) => string;

  /** `addFrame` keeps a frame and tells its file's name. */
  constructor(addFrame: (frame: Frame) => string) {
    this.#addFrame = addFrame;
  }

  /** Milliseconds since the run began. */
  get elapsed(): number {
    return now() - this.#start;
  }

  async step<T>(info: StepInfo, run: () => Promise<T>): Promise<T> {
    const { title, category, location } = info;
    const record: StepRecord = { title, category, location, start: this.elapsed, frames: {}, steps: [] };
    this.#records.set(info, record);
    (this.#parents.getStore()?.steps ?? this.steps).push(record);
    try {
      return await this.#parents.run(record, run);
    } catch (error) {
      const evidence = evidenceOf(error);
      if (evidence) this.seen.missed(evidence);
      record.error = maskSecrets(messageOf(error).split('\n', 1)[0] ?? '');
      throw error;
    } finally {
      record.duration = this.elapsed - record.start;
    }
  }

  shown(match: GuestMatch, frame: Frame): void {
    this.seen.shown(match, frame);
  }

  frame(frame: Frame, moment: FrameMoment, info: StepInfo): void {
    const name = this.#addFrame(frame);
    const record = this.#records.get(info);
    if (record) record.frames[moment] = name;
  }
}
