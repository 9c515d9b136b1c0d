/** One action of a trace while it runs: what it found, where it clicked, how often it looked and called the driver. */
import type { Point, Region } from '../../frame/region.ts';
import type { InputCall } from '../../guest/guest-event.ts';

export class TraceAction {
  readonly callId: string;
  readonly title: string;
  readonly parent: TraceAction | undefined;
  ended = false;
  /** Where what it waited for showed. */
  match: { readonly what: string; readonly how: string; readonly box: Region } | undefined;
  /** The first place that it sent the pointer to: a click is followed by others, such as a drag's end. */
  point: Point | undefined;
  /** Frames that its waits looked at without an answer, and how many of them showed something new. */
  looks = 0;
  changes = 0;
  readonly #calls = new Map<InputCall, { calls: number; count: number; took: number; longest: number }>();

  constructor(facts: { callId: string; title: string; parent: TraceAction | undefined }) {
    this.callId = facts.callId;
    this.title = facts.title;
    this.parent = facts.parent;
  }

  /** The nearest action around this one (or itself) that has not ended: what belongs to it comes late at times. */
  get open(): TraceAction | undefined {
    return this.ended ? this.parent?.open : this;
  }

  /** This one and those around it, the innermost first. */
  get lineage(): readonly TraceAction[] {
    return [this, ...(this.parent?.lineage ?? [])];
  }

  called(call: InputCall, count: number, took: number): void {
    const sum = this.#calls.get(call) ?? { calls: 0, count: 0, took: 0, longest: 0 };
    sum.calls++;
    sum.count += count;
    sum.took += took;
    sum.longest = Math.max(sum.longest, took);
    this.#calls.set(call, sum);
  }

  /** What it did in numbers, a line each: typing a text is a hundred calls of the driver. */
  get summary(): readonly string[] {
    const calls = [...this.#calls].map(
      ([call, { calls: times, count, took, longest }]) =>
        `driver: ${call}, ${plural(times, 'call')} with ${plural(count, call === 'scancodes' ? 'byte' : 'event')}, ` +
        `acknowledged after ${(took / times).toFixed(1)} ms, ${longest.toFixed(1)} ms at most`,
    );
    if (this.looks === 0) return calls;
    const looked = `looked at ${plural(this.looks, 'frame')} in vain, ${this.changes} of them showed something new`;
    return [...calls, looked];
  }
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
