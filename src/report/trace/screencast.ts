/** The filmstrip of one guest: which captures become pictures of it, so that it costs little time and space. */
import { now } from '../../base/deadline.ts';
import type { Frame } from '../../frame/frame.ts';
import type { FrameStore } from './frame-store.ts';
import type { TraceFolder } from './trace-folder.ts';

/** Between two pictures, in ms: fast enough to follow an installer, slow enough for a busy host. */
const SHORTEST_GAP = 300;
/** After a picture that took some time the next one comes so many times later: 3 % of the time at most. */
const REST = 33;
/** Bytes that all pictures of a trace may take at its beginning, and besides in a minute; actions' screens come anyway. */
const FIRST_BYTES = 2 ** 20;
const BYTES_A_MINUTE = 1.5 * 2 ** 20;
const MINUTE = 60_000;

export class Screencast {
  readonly #pageId: string;
  readonly #folder: TraceFolder;
  readonly #store: FrameStore;
  readonly #startedAt = now();
  #nextAt = Number.NEGATIVE_INFINITY;
  /** A change that came too early for a picture is shown by the next capture, though nothing changes in it. */
  #behind = true;
  #last: { readonly file: string; readonly time: number } | undefined;

  constructor(pageId: string, folder: TraceFolder, store: FrameStore) {
    this.#pageId = pageId;
    this.#folder = folder;
    this.#store = store;
  }

  /** A capture: it becomes a picture if something changed, and time and space allow. */
  offer(frame: Frame): void {
    const changed = frame.damage === 'all' || frame.damage.length > 0;
    this.#behind ||= changed;
    if (!this.#behind || now() < this.#nextAt || !this.#store.isIdle || this.#isOverBudget()) return;
    const keptAt = now();
    this.show(frame);
    const cost = now() - keptAt + this.#store.lastEncoding;
    this.#nextAt = keptAt + Math.max(SHORTEST_GAP, cost * REST);
  }

  /** A frame that an action shows: it becomes a picture unless it is the one before. Gives its path in the zip. */
  show(frame: Frame): string | undefined {
    const file = this.#store.keep(frame);
    if (file === undefined) return undefined;
    this.#behind = false;
    if (file === this.#last?.file) return file;
    const time = Math.max(frame.time, this.#last?.time ?? 0); // the viewer wants them in order
    this.#last = { file, time };
    const { width, height } = frame;
    this.#folder.add({
      type: 'screencast-frame',
      pageId: this.#pageId,
      file,
      width,
      height,
      timestamp: time,
    });
    return file;
  }

  #isOverBudget(): boolean {
    const allowed = FIRST_BYTES + ((now() - this.#startedAt) / MINUTE) * BYTES_A_MINUTE;
    return this.#folder.bytes > allowed;
  }
}
