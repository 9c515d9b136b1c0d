/** One change of a machine at a time: later calls wait for their turn, within their own deadline. */
import { type CallOptions, type Deadline, withDeadline } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { mergeSignals } from '../base/signals.ts';
import type { MachineState } from './driver.ts';

/** A queue of changes. An aborted one counts until it has really ended. */
export class Turns {
  readonly #closing = new AbortController();
  readonly #onChange: () => void;
  #last: Promise<unknown> = Promise.resolve();
  #current: MachineState | undefined;

  /** `onChange` is told when a change begins and when it has ended. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** What the change in progress makes of the machine; undefined when nothing is in progress. */
  get current(): MachineState | undefined {
    return this.#current;
  }

  /** Runs `work` when its turn comes; meanwhile the machine's state is `state`. `what` names it in errors. */
  async take<T>(
    what: string,
    { state, call = {}, timeout }: { state: MachineState; call?: CallOptions | undefined; timeout?: number },
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    using merged = mergeSignals(call.signal, this.#closing.signal);
    const run = async (deadline: Deadline) => {
      const turn = this.#last.then(async () => {
        deadline.throwIfDone();
        this.#current = state;
        this.#onChange();
        try {
          return await work(deadline);
        } finally {
          this.#current = undefined;
          this.#onChange();
        }
      });
      this.#last = turn.catch(() => {});
      return await turn;
    };
    return await withDeadline(what, { signal: merged.signal, timeout: call.timeout }, run, timeout);
  }

  /** Resolves when all changes asked for so far have ended. */
  async idle(call: CallOptions): Promise<void> {
    await withDeadline('waiting for a change of the machine', call, () => this.#last.then(() => {}));
  }

  /** Aborts the change in progress and all that wait; resolves when they have ended. Later ones are refused. */
  async close(): Promise<void> {
    this.#closing.abort(
      new GuestwrightError('the machine was disposed', {
        code: 'machine-state',
        remedy: 'Define a new one.',
      }),
    );
    await this.#last;
  }
}
