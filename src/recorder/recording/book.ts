/** The recording's data, on disk after every change; a disk that is full loses nothing but time. */
import { messageOf } from '../../base/errors.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import { usedFrames } from './edit-recording.ts';
import { FrameStore } from './frame-store.ts';
import type { RecordingData } from './model.ts';
import { writeRecording } from './recording-file.ts';

/** What could not be written is tried again after so many ms, and with every change. */
const RETRY_INTERVAL = 5000;

export class Book {
  readonly frames: FrameStore;
  readonly #work: string;
  readonly #events = new Emitter<{ change: undefined }>();
  #data: RecordingData;
  #unsaved: string | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** Changes that the file does not have yet. */
  #pending = false;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  /** `work`: the folder that everything is written to. */
  constructor(work: string, data: RecordingData) {
    this.#work = work;
    this.#data = data;
    this.frames = new FrameStore(`${work}/frames`);
  }

  get data(): RecordingData {
    return this.#data;
  }

  /** Why the last change is not on disk. */
  get unsaved(): string | undefined {
    return this.#unsaved;
  }

  /** After every change of the data, or of whether it is saved. */
  onChange(listener: Listener<undefined>): Disposable {
    return this.#events.on('change', listener);
  }

  /** Something that is no data, such as a judgement, changed: listeners are told. */
  touch(): void {
    this.#events.emit('change', undefined);
  }

  change(change: (data: RecordingData) => RecordingData): void {
    this.#data = change(this.#data);
    this.#pending = true;
    this.#writing = this.#writing.then(() => this.#write());
    this.touch();
  }

  /** Resolves when everything is on disk; rejects with the reason if it cannot be. */
  async saved(): Promise<void> {
    await this.#writing;
    if (!this.#pending) return;
    await this.#write();
    if (this.#unsaved !== undefined) throw this.#error;
  }

  #error: unknown;

  /** Tries for the last time to write what is left. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#writing;
    if (this.#pending) await this.#write();
    if (this.#unsaved === undefined) await this.frames.keepOnly(usedFrames(this.#data));
  }

  async #write(): Promise<void> {
    if (!this.#pending) return;
    this.#pending = false; // what changes from here on is written anew
    try {
      await this.frames.flush();
      await writeRecording(this.#work, this.#data);
      this.#tell(undefined);
    } catch (error) {
      this.#pending = true;
      this.#error = error;
      this.#tell(messageOf(error));
      this.#tryLater();
    }
  }

  #tell(unsaved: string | undefined): void {
    if (unsaved === this.#unsaved) return;
    this.#unsaved = unsaved;
    this.touch();
  }

  #tryLater(): void {
    if (this.#closed) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#writing = this.#writing.then(() => this.#write());
    }, RETRY_INTERVAL).unref();
  }
}
