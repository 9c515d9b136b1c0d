/** A state of the guest's devices that a hypervisor tells only when it is asked. */
import { type CallOptions, now } from '../base/deadline.ts';
import type { Emitter, Listener } from '../base/events.ts';
import type { DesktopEvents } from './driver.ts';

/** Between two questions while somebody wants to know, ms. */
const INTERVAL = 100;

export interface AskedStateOptions<State> {
  /** Asks the hypervisor; throws while the machine is off. */
  readonly ask: (call: CallOptions) => Promise<State>;
  /** Another number after each power-on, reset and restore: what was known before holds no longer. */
  readonly epoch: () => number;
  readonly same: (a: State, b: State) => boolean;
  /** Told of a new answer. */
  readonly onChange: () => void;
}

export class AskedState<State> {
  readonly #options: AskedStateOptions<State>;
  #state: State | undefined;
  /** Of the answer. */
  #epoch: number | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** Whether a question of `watch` has no answer yet. */
  #trying = false;
  #watchers = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AskedStateOptions<State>) {
    this.#options = options;
  }

  /** The last answer; undefined while none is known that still holds. */
  get state(): State | undefined {
    return this.#stale ? undefined : this.#state;
  }

  /** Asks now. */
  async refresh(call: CallOptions = {}): Promise<void> {
    this.#askedAt = now();
    const { ask, same, onChange } = this.#options;
    const epoch = this.#options.epoch();
    const state = await ask(call);
    const known = this.#state;
    if (known !== undefined && epoch === this.#epoch && same(known, state)) return;
    this.#state = state;
    this.#epoch = epoch;
    onChange();
  }

  /** Asks unless it was asked a moment ago. */
  async refreshIfOld(call: CallOptions): Promise<void> {
    if (this.#stale || now() - this.#askedAt >= INTERVAL) await this.refresh(call);
  }

  /** Keeps asking until what it returns is disposed. */
  watch(): Disposable {
    this.#watchers++;
    this.#timer ??= setInterval(() => this.#try(), INTERVAL).unref();
    this.#try();
    let watching = true;
    return {
      [Symbol.dispose]: () => {
        if (watching) this.#watchers--;
        watching = false;
        if (this.#watchers === 0) this.stop();
      },
    };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  get #stale(): boolean {
    return this.#epoch !== this.#options.epoch();
  }

  /** Off, or gone: there is nothing to know. A hypervisor that does not answer is not asked again meanwhile. */
  #try(): void {
    if (this.#trying) return;
    this.#trying = true;
    Promise.resolve()
      .then(() => this.refreshIfOld({}))
      .catch(() => {})
      .finally(() => {
        this.#trying = false;
      });
  }
}

/** Listens to a desktop. Its `states` are asked for as long as somebody listens to them. */
export function listenAndWatch<Name extends keyof DesktopEvents & string>(
  events: Pick<Emitter<DesktopEvents>, 'on'>,
  states: Pick<AskedState<unknown>, 'watch'>,
  name: Name,
  listener: Listener<DesktopEvents[Name]>,
): Disposable {
  const listening = events.on(name, listener);
  const watching = name === 'states' ? states.watch() : undefined;
  return {
    [Symbol.dispose]: () => {
      listening[Symbol.dispose]();
      watching?.[Symbol.dispose]();
    },
  };
}
