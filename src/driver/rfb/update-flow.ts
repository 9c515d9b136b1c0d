/** When the server is asked for pixels: one request at a time, the next when somebody took what came. */
import { now } from '../../base/deadline.ts';
import { type Region, wholeOf } from '../../frame/region.ts';
import { enableContinuousUpdates, framebufferUpdateRequest } from './client-messages.ts';
import { Coverage } from './coverage.ts';
import { createDeferred, type Deferred } from './deferred.ts';
import { ENCODINGS } from './encodings/table.ts';
import type { Framebuffer } from './framebuffer.ts';

export interface UpdateFlowOptions {
  readonly framebuffer: Framebuffer;
  send(message: Uint8Array): void;
  /** Makes the server look for changes at once, where we know how. */
  nudge(): void;
  /** Somebody waits for an answer: the connection must be read. */
  wanted(): void;
  /** Calls when all that the server sent before it saw this has come, where it can say so; else at once. */
  behindFence(then: () => void): void;
  /** An update ended; `damaged`: it left something to take. */
  ended(damaged: boolean): void;
}

/** With nobody to take pixels, LED states and names still come: one request so often, in ms. */
const IDLE_INTERVAL = 1000;
/** After an update without pixels, in ms: a server that answers at once must not keep us busy. */
const EMPTY_PAUSE = 10;
/**
 * One pixel is asked for to see that an update is newer than the question; another each time, so that a late answer is
 * not taken for the next one's. In pixels: QEMU answers for 16 at once.
 */
const PROBE_STEP = 16;

/** A question for fresh pixels. */
interface Question extends Deferred {
  readonly since: number;
  /** The number of the first update that may answer it. */
  from: number;
  /** What must come; a probe's is its one pixel. */
  coverage: Coverage;
  /** Something of it came. */
  touched: boolean;
  /**
   * An older update may be on its way, the answer to the request before: the first that would do does not count, and
   * the question is put once more, unless it looks like an answer to a probe and nothing else.
   */
  ambiguous: boolean;
}

/** The requests of one connection. Dispose it with the connection. */
export class UpdateFlow {
  readonly #options: UpdateFlowOptions;
  #outstanding = false;
  #continuous = false;
  #updates = 0;
  #inUpdate = false;
  #drew = false;
  #timer: NodeJS.Timeout | undefined;
  #full: Question | undefined;
  #probe: Question | undefined;
  /** Asked while a probe was under way. */
  #next: Deferred | undefined;
  #settled: Deferred | undefined;
  #ready = false;
  #requestedAt = Number.NEGATIVE_INFINITY;
  /** Of the request before. */
  #requestedBefore = Number.NEGATIVE_INFINITY;
  #probes = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #closed: Error | undefined;

  constructor(options: UpdateFlowOptions) {
    this.#options = options;
  }

  /** All pixels have come once since the connection or the last change of size. */
  get ready(): boolean {
    return this.#ready;
  }

  /** All that the guest showed before this moment (monotonic ms) has come. */
  get askedAt(): number {
    return this.#askedAt;
  }

  /** How many updates ended. */
  get updates(): number {
    return this.#updates;
  }

  /** The monotonic ms since which an answer is awaited; undefined if none is. */
  get waitingSince(): number | undefined {
    return this.#full?.since ?? this.#probe?.since;
  }

  /** Whether more must be read although nobody took what is there. */
  get hungry(): boolean {
    return this.#inUpdate || this.#full !== undefined || this.#probe !== undefined;
  }

  /** Asks for the whole display; the same promise while it is under way. */
  askFull(): Promise<void> {
    if (this.#closed) return Promise.reject(this.#closed);
    const question = this.#full ?? this.#question(new Coverage(this.#options.framebuffer));
    this.#full = question;
    this.#options.nudge();
    this.#send(this.#whole, false);
    return question.promise;
  }

  /** Resolves at the end of an update that the server made after this call. */
  refresh(): Promise<void> {
    if (this.#closed) return Promise.reject(this.#closed);
    if (!this.#ready) return (this.#full?.promise ?? this.askFull()).then(() => this.refresh());
    if (this.#probe) {
      this.#next ??= createDeferred();
      return this.#next.promise;
    }
    this.#probe = this.#question(new Coverage({ width: 0, height: 0 }));
    this.#ask();
    this.#sendProbe(this.#probe);
    return this.#probe.promise;
  }

  /** Resolves when no update is half parsed. */
  async settled(): Promise<void> {
    if (!this.#inUpdate) return;
    this.#settled ??= createDeferred();
    await this.#settled.promise;
  }

  /** Somebody took the damage: the next update is welcome. */
  taken(): void {
    this.#ask();
  }

  /** The server can send updates unasked. */
  enableContinuous(): void {
    this.#continuous = true;
    this.#options.send(enableContinuousUpdates(true, this.#whole));
  }

  stopContinuous(): void {
    this.#continuous = false;
    this.#outstanding = false;
    this.#ask();
  }

  get continuous(): boolean {
    return this.#continuous;
  }

  started(): void {
    this.#inUpdate = true;
    this.#drew = false;
  }

  drawn(region: Region, encoding: number): void {
    this.#drew = true;
    if (encoding === ENCODINGS.CopyRect) return; // moved pixels are no news
    for (const question of [this.#full, this.#probe])
      if (question && question.from <= this.#updates) {
        question.coverage.add(region);
        question.touched = true;
      }
    const answered = this.#probe?.coverage.complete && region.width <= PROBE_STEP && region.height === 1;
    if (this.#probe && answered) this.#probe.ambiguous = false;
  }

  resized(): void {
    this.#ready = false;
    this.#full ??= this.#question(new Coverage(this.#options.framebuffer));
    this.#full.coverage = new Coverage(this.#options.framebuffer);
    this.#full.ambiguous = false; // older updates are of the old size, before this one
    if (this.#continuous) this.enableContinuous();
    this.#send(this.#whole, false);
  }

  ended(): void {
    this.#updates++;
    this.#inUpdate = false;
    // The request before: what came may be a late answer to that one.
    if (this.#outstanding) this.#askedAt = Math.max(this.#askedAt, this.#requestedBefore);
    this.#outstanding = false;
    this.#settled?.resolve();
    this.#settled = undefined;
    this.#answer();
    const { damaged } = this.#options.framebuffer;
    this.#options.ended(damaged);
    if (this.#full)
      this.#askIn(this.#drew ? 0 : EMPTY_PAUSE); // the rest of it
    else this.#askIn(damaged ? IDLE_INTERVAL : EMPTY_PAUSE);
  }

  /** The connection ended; who waits gets `error`. */
  close(error: Error): void {
    this.#closed ??= error;
    clearTimeout(this.#timer);
    for (const waiting of [this.#full, this.#probe, this.#next, this.#settled]) waiting?.reject(error);
    this.#full = undefined;
    this.#probe = undefined;
  }

  #answer(): void {
    const { framebuffer } = this.#options;
    this.#askOnceMore();
    if (this.#full?.coverage.complete && framebuffer.width > 0) {
      this.#ready = true;
      this.#askedAt = Math.max(this.#askedAt, this.#full.since);
      this.#full.resolve();
      this.#full = undefined;
    }
    if (!this.#probe?.coverage.complete) return;
    this.#askedAt = Math.max(this.#askedAt, this.#probe.since);
    this.#probe.resolve();
    this.#probe = undefined;
    const next = this.#next;
    this.#next = undefined;
    if (next) this.refresh().then(next.resolve, next.reject);
  }

  /** What may have answered a request before the question does not answer the question. */
  #askOnceMore(): void {
    const [full, probe] = [this.#full, this.#probe];
    if (full?.ambiguous && full.touched) {
      full.ambiguous = false;
      full.coverage = new Coverage(this.#options.framebuffer);
      this.#send(this.#whole, false);
    }
    if (probe?.ambiguous && probe.coverage.complete) {
      probe.ambiguous = false;
      this.#sendProbe(probe);
    }
  }

  #sendProbe(question: Question): void {
    const places = Math.max(1, Math.floor(this.#options.framebuffer.width / PROBE_STEP));
    const pixel = { x: PROBE_STEP * (this.#probes++ % places), y: 0, width: 1, height: 1 };
    question.coverage = new Coverage(pixel, pixel);
    this.#options.nudge();
    this.#send(pixel, false);
  }

  #question(coverage: Coverage): Question {
    this.#options.wanted();
    // An update that is half parsed was made before the question, and answers the request before.
    const next = () => this.#updates + (this.#inUpdate ? 1 : 0);
    const ambiguous = this.#outstanding && !this.#inUpdate;
    const from = this.#continuous ? Number.POSITIVE_INFINITY : next();
    const question = { ...createDeferred(), since: now(), from, coverage, touched: false, ambiguous };
    if (!this.#continuous) return question;
    // Any number of updates may be on their way: those behind the fence are newer.
    this.#options.behindFence(() => {
      question.from = next();
    });
    return question;
  }

  #ask(): void {
    clearTimeout(this.#timer);
    if (this.#outstanding || this.#continuous || this.#closed) return;
    this.#outstanding = true;
    this.#requestedBefore = this.#requestedAt;
    this.#requestedAt = now();
    this.#send(this.#whole, true);
  }

  #askIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (milliseconds === 0) this.#ask();
    else this.#timer = setTimeout(() => this.#ask(), milliseconds).unref();
  }

  #send(region: Region, incremental: boolean): void {
    this.#options.send(framebufferUpdateRequest(region, incremental));
  }

  get #whole(): Region {
    return wholeOf(this.#options.framebuffer);
  }
}
