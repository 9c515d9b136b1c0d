/** The power of one machine: what VMware says of it, asked again and again while it is on, and what follows from that. */
import { type CallOptions, type Deadline, poll, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import type { MachineEvents, MachineState } from '../driver.ts';
import { Turns } from '../turns.ts';
import { wrongState } from '../wrong-state.ts';
import type { MachineControl } from './control.ts';
import { isOn, machineState, toolsRun } from './power-state.ts';
import { untilQuestion } from './question.ts';

/** Between two questions while the machine is on, ms: VIX tells nothing by itself. */
const WATCH_INTERVAL = 200;
/** Between two questions while a change settles, ms. */
const SETTLE_INTERVAL = 50;

export interface PowerHooks {
  /** Before it is powered on, or its saved state is restored. */
  beforeOn(): Promise<void>;
  /** It is on. */
  afterOn(): Promise<void>;
  /** It is off, or suspended. */
  afterOff(): Promise<void>;
}

export class MachinePower {
  readonly name: string;
  readonly control: MachineControl;
  readonly events = new Emitter<MachineEvents>();
  readonly turns = new Turns(() => void this.announce());
  readonly #hooks: PowerHooks;
  #powered = false;
  #failure: Error | undefined;
  #epoch = 0;
  #announced: MachineState = 'off';
  #watching: NodeJS.Timeout | undefined;
  #asking = false;

  constructor(name: string, control: MachineControl, hooks: PowerHooks) {
    this.name = name;
    this.control = control;
    this.#hooks = hooks;
  }

  /** Whether it was on when we last looked. */
  get powered(): boolean {
    return this.#powered;
  }

  /** Why we lost it, if we did and it was not started again. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Another number after each power-on, reset and restore. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Throws why it does not run. */
  requireOn(): void {
    if (!this.#powered) throw this.#failure ?? wrongState(this.name, 'running', 'off');
  }

  async state(call: CallOptions = {}): Promise<{ state: MachineState; detail: string }> {
    const { draining } = this.control;
    if (draining !== undefined) return { state: 'busy', detail: `nobody waits for it any more: ${draining}` };
    const changing = this.turns.current;
    if (changing) return { state: changing, detail: 'being changed' };
    const what = `asking for the state of '${this.name}'`;
    return await withDeadline(what, call, () => this.now()); // VIX may be held up by another question
  }

  /** Powers on; a suspended machine goes on where it was. Needs a turn. */
  async launch(deadline: Deadline): Promise<void> {
    const { state } = await this.now();
    if (isOn(state)) throw wrongState(this.name, 'off', 'on');
    await this.#hooks.beforeOn();
    try {
      await this.guarded('starting', deadline, () => this.control.powerOn(deadline));
    } catch (error) {
      if (await this.isOffNow().catch(() => false)) await this.#hooks.afterOff();
      throw startError(this.name, error);
    }
    await this.adopt();
  }

  /** It is on: looked after from now on. */
  async adopt(): Promise<void> {
    this.#powered = true;
    this.#failure = undefined;
    this.#epoch++;
    this.#watching ??= setInterval(() => void this.#look(), WATCH_INTERVAL).unref();
    await this.#hooks.afterOn();
  }

  /** Powers off at once. Needs a turn. Nothing to do when it is off. */
  async end(deadline: Deadline): Promise<void> {
    const { state } = await this.now();
    if (isOn(state))
      await this.guarded('stopping', deadline, () => this.control.powerOff({ soft: false }, deadline));
    await this.left(deadline);
  }

  /** Saves its memory and powers off. Needs a turn. */
  async save(deadline: Deadline): Promise<void> {
    this.requireOn();
    await this.guarded('suspending', deadline, () => this.control.suspend(deadline));
    await this.left(deadline);
  }

  /** Lets VMware Tools power the guest off, and waits for it. Error `hindrance` 'tools' where they do not run. */
  async shutdown(deadline: Deadline): Promise<void> {
    await this.guarded('shutting down', deadline, () => this.control.powerOff({ soft: true }, deadline));
    await this.left(deadline);
  }

  /** Whether VMware Tools run in the guest. */
  async toolsRun(): Promise<boolean> {
    return toolsRun(await this.control.powerState());
  }

  /** What VMware says now, turns or not. */
  async now(): Promise<{ readonly state: MachineState; readonly detail: string }> {
    return machineState(await this.control.powerState());
  }

  enterEpoch(): void {
    this.#epoch++;
  }

  /** Resolves when it is off or suspended for good. */
  async left(deadline: Deadline): Promise<void> {
    const off = async () => ((await this.isOffNow()) ? true : undefined);
    await poll(deadline, SETTLE_INTERVAL, off);
    await this.forget();
  }

  async isOffNow(): Promise<boolean> {
    return ['off', 'suspended'].includes((await this.now()).state);
  }

  /** Lets go of a machine that may go on running. */
  async release(): Promise<void> {
    this.unwatch();
    if (await this.isOffNow()) await this.forget();
  }

  /** Asks no more. */
  unwatch(): void {
    clearInterval(this.#watching);
    this.#watching = undefined;
  }

  /** It is not on any more. */
  async forget(): Promise<void> {
    this.unwatch();
    if (!this.#powered) return;
    this.#powered = false;
    await this.#hooks.afterOff();
  }

  /** Tells the listeners if the state is another one than they know. */
  async announce(): Promise<void> {
    const known = await this.state().catch(() => undefined);
    if (!known || known.state === 'unknown' || known.state === this.#announced) return;
    this.#announced = known.state;
    this.events.emit('state', known);
  }

  /** A change during which VMware may ask something: then the caller is told rather than left waiting. */
  async guarded<T>(doing: string, deadline: Deadline, work: () => Promise<T>): Promise<T> {
    return await untilQuestion({ name: this.name, doing, control: this.control }, deadline, work);
  }

  async #look(): Promise<void> {
    if (this.#asking || this.turns.current || this.control.draining !== undefined) return;
    this.#asking = true;
    try {
      if (await this.isOffNow()) await this.forget();
      await this.announce();
    } catch (error) {
      if (isGuestwrightError(error, 'connection-lost')) await this.#lose(error);
    } finally {
      this.#asking = false;
    }
  }

  async #lose(error: Error): Promise<void> {
    if (!this.#powered) return;
    this.#failure = error;
    await this.forget();
    this.events.emit('died', error);
  }
}

function startError(name: string, error: unknown): unknown {
  if (!isGuestwrightError(error, 'hypervisor')) return error;
  const { shortMessage, remedy, details } = error;
  return new GuestwrightError(`machine '${name}' did not start: ${shortMessage}`, {
    code: 'start-failed',
    cause: error,
    details,
    ...(remedy !== undefined && { remedy }),
  });
}
