/** A recording of a guest: what a person does becomes steps, what the guest shows becomes screens, all of it a script. */
import { type CallOptions, Deadline } from '../../base/deadline.ts';
import { messageOf } from '../../base/errors.ts';
import type { Listener } from '../../base/events.ts';
import { acquireLock, type Lock } from '../../base/lock.ts';
import { contextOf } from '../../guest/guest.ts';
import { Book } from './book.ts';
import { screenOf, stepOf } from './edit-recording.ts';
import { type Emitted, emit, scriptPath } from './emit.ts';
import { judge, type ScreenDraft } from './judge.ts';
import { emptyRecording, type FrameId } from './model.ts';
import type { PersonInput } from './person-input.ts';
import type { RecordingEdits } from './recording-edits.ts';
import { readRecording, workFolder } from './recording-file.ts';
import { type RecordingOptions, type RecordingParts, recordingParts } from './recording-parts.ts';
import { checkName, existsAlready, nothingShown, playingBack } from './refusals.ts';
import { START } from './snapshots.ts';
import type { Judgement, RecordingMode, RecordingView } from './view.ts';
import { viewOf } from './view-of.ts';

/** How long `capture` and `quiet` wait for a display that does not come to rest, in ms. */
const QUIET_TIMEOUT = 15_000;
/** A screen that is captured by itself was watched for so long, in ms: clocks tick twice. */
const CAPTURE_WATCH = 2500;
/** And has stood still for so long, in ms. */
const CAPTURE_QUIET = 700;

/**
 * Observes a guest while a person works with it. For every input: `await recording.before(input)`, then send it. The
 * view is plain data for a page; `onChange` says when it is another. Everything is on disk as soon as it happened.
 */
export class Recording implements AsyncDisposable {
  /** Changes that a person makes to what was recorded. */
  readonly edits: RecordingEdits;
  readonly #options: RecordingOptions;
  readonly #book: Book;
  readonly #parts: RecordingParts;
  readonly #lock: Lock;
  readonly #watching = new AbortController();
  readonly #listening: Disposable[] = [];
  #mode: RecordingMode = 'recording';
  #rerecording: string | undefined;
  #problem: string | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #watch: Promise<void>;

  /** @internal Use Recording.open(). */
  constructor(options: RecordingOptions, book: Book, lock: Lock) {
    const { guest } = options;
    this.#options = options;
    this.#book = book;
    this.#lock = lock;
    this.#parts = recordingParts(options, book, {
      records: () => this.#mode === 'recording' || this.#mode === 'rerecording',
      replaced: () => this.finishRerecording(),
      trouble: (error) => this.#trouble(error),
    });
    this.edits = this.#parts.edits;
    this.#listening.push(guest.machine.on('died', (error) => this.#trouble(error)));
    this.#listening.push(
      guest.machine.on('state', ({ state }) => {
        if (state === 'running') void this.#parts.snapshots.take(START);
      }),
    );
    this.#watch = this.#watchFrames();
  }

  /** Begins a recording, or goes on with one. Errors `invalid-argument`, `io`. */
  static async open(options: RecordingOptions): Promise<Recording> {
    const { guest, folder, name, resume = false } = options;
    checkName(name);
    const work = workFolder(folder, name);
    const lock = await acquireLock(`${work}.lock`, { owner: `a recording of '${name}'` });
    const known = await readRecording(work).catch(async (error: unknown) => {
      await lock[Symbol.asyncDispose]();
      throw error;
    });
    if (known && !resume) {
      await lock[Symbol.asyncDispose]();
      throw existsAlready(name);
    }
    const facts = { name, driver: guest.machine.host.driver.name, layout: contextOf(guest).layout };
    const book = new Book(work, known ?? emptyRecording(facts));
    const recording = new Recording(options, book, lock);
    const { state } = await guest.machine.state();
    if (state === 'running') await recording.#parts.snapshots.take(START);
    if (known) recording.#parts.proposer.review();
    else book.change((data) => data); // there from the first moment
    return recording;
  }

  get view(): RecordingView {
    return viewOf(this.#book, {
      mode: this.#mode,
      script: scriptPath(this.#options.folder, this.#book.data.name),
      rerecording: this.#rerecording,
      secret: this.#parts.secrets.name,
      problem: this.#problem,
      restless: this.#parts.watcher.restless,
      busy: this.#parts.proposer.busy,
      judgementOf: (id) => this.#parts.proposer.judgementOf(id),
      resultOf: (id) => this.#parts.playback.resultOf(id),
      hasSnapshot: (id) => this.#parts.snapshots.has(id),
    });
  }

  /** Told whenever the view is another; several changes may come at once. */
  onChange(listener: Listener<undefined>): Disposable {
    return this.#book.onChange(listener);
  }

  /** The frozen frame of that id as a PNG file's bytes. */
  async framePng(frame: FrameId): Promise<Buffer> {
    return await this.#book.frames.png(frame);
  }

  /** Notes an input; send it to the guest when this resolves. Throws `machine-state` while the recording plays back. */
  async before(input: PersonInput): Promise<void> {
    const turn = this.#turn.then(async () => {
      if (this.#mode === 'replaying' || this.#mode === 'rewinding') throw playingBack(this.#mode);
      await this.#parts.notes.note(input);
    });
    this.#turn = turn.catch(() => {});
    await turn;
  }

  /** Whether what the person does is recorded, from now on. */
  setRecording(on: boolean): void {
    if (this.#mode === 'replaying' || this.#mode === 'rewinding') throw playingBack(this.#mode);
    this.#rerecording = undefined;
    this.#parts.taker.replace(undefined);
    this.#setMode(on ? 'recording' : 'paused');
  }

  /** Typed characters are the value of the environment variable `name` from now on: they are written nowhere. */
  beginSecret(name: string): void {
    this.#parts.secrets.begin(name);
    this.#book.touch();
  }

  /** Typed characters are text again. Enter, Tab, other keys and clicks end a secret, too. */
  endSecret(): void {
    this.#parts.secrets.end();
    this.#book.touch();
  }

  /** What is done next begins a step of its own, even if the screen stays. */
  newStep(): void {
    this.#parts.taker.finish();
  }

  /** Adds a step that only waits for what shows now, once the display has come to rest; its id. */
  async capture(call: CallOptions = {}): Promise<string> {
    await this.quiet({ ...call, for: CAPTURE_QUIET, watched: CAPTURE_WATCH });
    const observation = this.#parts.watcher.observe(this.#parts.notes.pointer);
    const stepId = observation && (await this.#parts.taker.stepOn(observation));
    if (stepId === undefined) throw nothingShown();
    return stepId;
  }

  /** Resolves with a frame of its own on which nothing but what never rests has changed for `for` ms, after 15 s with any. */
  async quiet({
    for: asked,
    watched = 0,
    ...call
  }: { for: number; watched?: number } & CallOptions): Promise<void> {
    await this.#parts.watcher.rest({ quiet: asked, watched, timeout: QUIET_TIMEOUT, ...call });
  }

  /** Where else a draft of the screen would match, and what speaks against it; nothing is changed. */
  async judge(screenId: string, draft: ScreenDraft): Promise<Judgement> {
    screenOf(this.#book.data, screenId);
    return await judge(this.#book.data, this.#book.frames, screenId, draft);
  }

  /** Proposals, judgements and files are done for everything that has happened. Rejects where files cannot be written. */
  async settled(): Promise<void> {
    await this.#turn;
    await this.#parts.proposer.settled();
    await this.#book.saved();
  }

  /** Writes the script and its screens. */
  async emit(): Promise<Emitted> {
    await this.#parts.proposer.settled();
    const { folder, definition } = this.#options;
    const emitted = await emit(this.#book, { folder, definition });
    await this.#book.saved();
    return emitted;
  }

  /** Emits, and runs all steps from the first snapshot, or power-on. False if one failed: the view says which and why. */
  async replay(call: CallOptions = {}): Promise<boolean> {
    return await this.#playBack('replaying', call, (signal) => this.#parts.playback.replay(signal));
  }

  /** Brings the guest to where the step began and forgets it and all that follow: they are recorded anew. */
  async goBack(stepId: string, call: CallOptions = {}): Promise<void> {
    const { waited } = stepOf(this.#book.data, stepId);
    await this.#bringTo(stepId, call);
    this.edits.removeFrom(stepId);
    this.setRecording(true);
    this.#parts.taker.inherit(waited);
  }

  /**
   * Brings the guest to where the step begins; what the person does there, until another screen shows, takes its place.
   * `capture()` alone makes it a step that only waits.
   */
  async rerecord(stepId: string, call: CallOptions = {}): Promise<void> {
    await this.#bringTo(stepId, call);
    this.#parts.taker.replace(stepId);
    this.#rerecording = stepId;
    this.#parts.playback.forget(stepId);
    this.#setMode('rerecording');
  }

  /** The step is recorded anew; input is not recorded any more. */
  finishRerecording(): void {
    if (this.#mode === 'rerecording') this.setRecording(false);
  }

  /** Writes what is left and lets go of the guest, which stays as it is. Never fails: what is unsaved was told. */
  async dispose(): Promise<void> {
    this.#watching.abort();
    await this.#turn;
    await this.#watch;
    this.#parts.secrets.end();
    await this.#parts.proposer.settled();
    await this.#book.close();
    await this.#parts.snapshots.removeAll();
    for (const each of this.#listening) each[Symbol.dispose]();
    await this.#lock[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  async #bringTo(stepId: string, call: CallOptions): Promise<void> {
    stepOf(this.#book.data, stepId);
    await this.#playBack('rewinding', call, (signal) => this.#parts.playback.bringTo(stepId, signal));
    this.#parts.watcher.acted(contextOf(this.#options.guest).input.lastActionAt); // of the steps that were done again
  }

  async #playBack<T>(
    mode: 'replaying' | 'rewinding',
    call: CallOptions,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (this.#mode === 'replaying' || this.#mode === 'rewinding') throw playingBack(this.#mode);
    this.#parts.secrets.end();
    this.#rerecording = undefined;
    this.#parts.taker.replace(undefined);
    this.#setMode(mode);
    try {
      await this.#turn; // inputs under way
      await this.emit();
      using deadline = new Deadline('playing the recording back', call, Number.POSITIVE_INFINITY);
      return await work(deadline.signal);
    } finally {
      this.#setMode('paused');
    }
  }

  async #watchFrames(): Promise<void> {
    const { signal } = this.#watching;
    using view = contextOf(this.#options.guest).stream.open();
    try {
      for (;;) {
        const { frame } = await view.next({ signal });
        if (this.#parts.watcher.add(frame)) this.#book.touch();
      }
    } catch (error) {
      if (!signal.aborted) this.#trouble(error);
    }
  }

  #setMode(mode: RecordingMode): void {
    this.#mode = mode;
    this.#book.touch();
  }

  #trouble(error: unknown): void {
    this.#problem = messageOf(error).split('\n', 1)[0] ?? '';
    this.#book.touch();
  }
}
