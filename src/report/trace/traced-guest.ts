/** The observer of one guest that writes what it does into a trace. */

import { now } from '../../base/deadline.ts';
import type { Frame } from '../../frame/frame.ts';
import { evidenceOf } from '../../guest/evidence.ts';
import type { GuestEvent } from '../../guest/guest-event.ts';
import type { FrameMoment, GuestObserver, StepInfo } from '../../guest/observer.ts';
import type { GuestMatch } from '../../guest/target.ts';
import type { TraceAction } from './action.ts';
import type { Phase } from './format.ts';
import { type Look, NearMisses } from './near-misses.ts';
import { Screencast } from './screencast.ts';
import { SerialBatches } from './serial-batches.ts';
import type { Trace } from './trace.ts';

export interface TracedGuestOptions {
  /** The id of the test runner's own step, if there is one: the viewer then shows both as one action. */
  readonly callIdOf?: (info: StepInfo) => string | undefined;
}

export class TracedGuest implements GuestObserver, AsyncDisposable {
  readonly #trace: Trace;
  readonly #pageId: string;
  readonly #callIdOf: (info: StepInfo) => string | undefined;
  readonly #screencast: Screencast;
  readonly #nearMisses: NearMisses;
  readonly #serial = new Map<number, SerialBatches>();
  readonly #steps = new WeakMap<StepInfo, TraceAction>();
  /** Of steps that had frames of their own. */
  readonly #shownFrames = new WeakMap<TraceAction, Set<Phase>>();
  /** The last capture; valid until the next one is told. */
  #latest: Frame | undefined;
  #lines = 0;

  constructor(trace: Trace, { callIdOf = () => undefined }: TracedGuestOptions = {}) {
    this.#trace = trace;
    this.#pageId = trace.newPage();
    this.#callIdOf = callIdOf;
    this.#screencast = new Screencast(this.#pageId, trace.folder, trace.frames);
    this.#nearMisses = new NearMisses((action, line) => trace.log(action, line));
  }

  async step<T>(info: StepInfo, run: () => Promise<T>): Promise<T> {
    const action = this.#trace.begin({ ...info, pageId: this.#pageId, callId: this.#callIdOf(info) });
    this.#steps.set(info, action);
    this.#show(action, 'before', this.#latest);
    try {
      const value = await this.#trace.within(action, run);
      this.#end(action);
      return value;
    } catch (error) {
      this.#fail(action, error);
      throw error;
    }
  }

  /**
   * That it is here makes a script's step capture what shows after its input, which comes as an event too, as do most
   * others; a failure's own frame may not.
   */
  async frame(frame: Frame, moment: FrameMoment, info: StepInfo): Promise<void> {
    const action = this.#steps.get(info);
    if (moment === 'failure' && action && !action.ended) this.#show(action, 'after', frame);
  }

  shown(match: GuestMatch, frame: Frame): void {
    const action = this.#trace.current;
    if (!action) return;
    const { what, how, box } = match;
    action.match = { what, how, box };
    this.#point(action);
    this.#show(action, 'action', frame);
  }

  note(event: GuestEvent): void {
    switch (event.type) {
      case 'captured':
        this.#latest = event.frame;
        this.#screencast.offer(event.frame);
        break;
      case 'log':
        this.#log(event.text);
        break;
      case 'looked':
        this.#looked(event);
        break;
      case 'pointed':
        this.#pointed(event.at);
        break;
      case 'called':
        this.#trace.current?.called(event.call, event.count, event.took);
        break;
      case 'received':
        this.#serialOf(event.port).add(event.text);
        break;
      case 'machine':
        this.#console(event.died ? 'error' : 'info', `machine: ${event.text}`, 'machine');
    }
  }

  /** Writes what is held back; call it when the guest is disposed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#nearMisses.settled();
    for (const batches of this.#serial.values()) batches[Symbol.dispose]();
    this.#latest = undefined;
  }

  #end(action: TraceAction): void {
    if (!this.#shownFrames.get(action)?.has('after')) this.#show(action, 'after', this.#latest);
    this.#trace.end(action);
  }

  #fail(action: TraceAction, error: unknown): void {
    const evidence = evidenceOf(error);
    for (const { what, explanation } of evidence?.looked ?? [])
      this.#trace.log(action, `best near miss of ${what}: ${explanation}`);
    this.#show(action, 'after', evidence?.frame ?? this.#latest);
    this.#trace.end(action, { error });
  }

  #log(text: string): void {
    const action = this.#trace.current;
    if (!action) this.#console('log', text, 'guest');
    else if (text !== action.title) this.#trace.log(action, text);
  }

  #looked(look: Look): void {
    const action = this.#trace.current;
    if (!action) return;
    action.looks++;
    if (look.changed) action.changes++;
    this.#nearMisses.look(action, look);
  }

  #pointed(at: { readonly x: number; readonly y: number }): void {
    const action = this.#trace.current;
    if (!action || action.point) return;
    for (const each of action.lineage) {
      each.point ??= at;
      if (each === action || each.match) this.#point(each);
    }
    this.#show(action, 'action', this.#latest);
  }

  /** What an action found, by the nearest one around it that looked for something, and where it clicked. */
  #point({ callId, point, lineage }: TraceAction): void {
    const box = lineage.find(({ match }) => match)?.match?.box;
    this.#trace.folder.add({ type: 'input', callId, ...(point && { point }), ...(box && { box }) });
  }

  #show(action: TraceAction, phase: Phase, frame: Frame | undefined): void {
    const file = frame && this.#screencast.show(frame);
    if (file === undefined) return;
    const shown = this.#shownFrames.get(action) ?? new Set();
    this.#shownFrames.set(action, shown.add(phase));
    const { callId } = action;
    const timestamp = now();
    this.#trace.folder.add({ type: 'screenshot', callId, phase, pageId: this.#pageId, timestamp, file });
  }

  #serialOf(port: number): SerialBatches {
    const write = (text: string, time: number) => this.#console('log', text, `serial${port}`, time);
    const batches = this.#serial.get(port) ?? new SerialBatches(write);
    this.#serial.set(port, batches);
    return batches;
  }

  #console(messageType: 'log' | 'info' | 'error', text: string, url: string, time = now()): void {
    const location = { url, lineNumber: ++this.#lines, columnNumber: 0 };
    this.#trace.folder.add({ type: 'console', time, pageId: this.#pageId, messageType, text, location });
  }
}
