/** The power of one machine, and what the service tells of it. */
import { type CallOptions, Deadline, POWER_TIMEOUT, poll, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import type { MachineEvents, MachineState } from '../driver.ts';
import { Turns } from '../turns.ts';
import { wrongState } from '../wrong-state.ts';
import { PSF_FORCE, PSF_NOFORCE, STOP_MODE } from './abi/constants.ts';
import { isOn, type KnownState } from './abi/states.ts';
import type { MachineRef } from './machine-ref.ts';
import { askState } from './machine-state.ts';
import { readProblemReport } from './problem-report.ts';

/** Asked so often whether a change has come about, ms: jobs end a moment before the state is the new one. */
const INTERVAL = 50;
/** A report that takes longer is not worth the wait, ms. */
const REPORT_TIMEOUT = 5000;
/** Of a report in an error, characters: `machine.problemReport()` gives all of it. */
const LONGEST_REPORT = 65_536;
const CHANGING: readonly MachineState[] = ['starting', 'stopping', 'busy'];

/** Told when the machine is switched on, before it runs, and when it is off. */
export interface PoweredLines {
  start(): void;
  stop(): void;
}

export class MachinePower {
  readonly ref: MachineRef;
  readonly events = new Emitter<MachineEvents>();
  readonly turns = new Turns(() => void this.announce());
  readonly #lines: PoweredLines | undefined;
  #on = false;
  #failure: Error | undefined;
  #epoch = 0;
  #announced: MachineState = 'off';

  /** `lines`: what is connected while the machine is on. */
  constructor(ref: MachineRef, lines?: PoweredLines) {
    this.ref = ref;
    this.#lines = lines;
  }

  get name(): string {
    return this.ref.name;
  }

  /** Another number after each power-on, reset and restore. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Why the machine is lost to us, if it is. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  get powered(): boolean {
    return this.#on;
  }

  /** Throws unless the machine is on. */
  requireRunning(): void {
    if (this.#failure) throw this.#failure;
    if (!this.#on) throw wrongState(this.name, 'running', 'off');
  }

  /** What the service says, whatever we are doing. */
  async ask(deadline: Deadline): Promise<KnownState> {
    const { session, id } = this.ref;
    const asked = () => session.questions.openOf(id);
    const question = async () => askState(session, await this.ref.current(deadline), deadline, asked);
    return await session.renewed(question, deadline);
  }

  async state(call: CallOptions = {}): Promise<{ state: MachineState; detail: string }> {
    const changing = this.turns.current;
    if (changing) return { state: changing, detail: 'being changed' };
    const what = `asking for the state of '${this.name}'`;
    const known = await withDeadline(what, call, (deadline) => this.ask(deadline));
    if (!this.turns.current) this.#follow(known.state);
    return known;
  }

  /** Starts it, or continues what was suspended. Needs a turn. */
  async launch(deadline: Deadline): Promise<void> {
    const { state } = await this.settled(deadline);
    if (isOn(state)) throw wrongState(this.name, 'off', 'on');
    const what = `starting '${this.name}'`;
    const name = state === 'suspended' ? 'PrlVm_Resume' : 'PrlVm_Start';
    this.#lines?.start();
    try {
      await this.ref.run(name, (vm) => [vm], { what, deadline });
    } catch (error) {
      this.#lines?.stop();
      await this.#undoStart(deadline);
      throw startError(this.name, error, await this.#report(error));
    }
    await this.settled(deadline);
    this.adopt();
  }

  /** It is on: what was known of its devices holds no longer. */
  adopt(): void {
    this.#on = true;
    this.#lines?.start();
    this.#failure = undefined;
    this.enterEpoch();
  }

  /** Joins a machine that is on already. Whether it was. */
  async join(deadline: Deadline): Promise<boolean> {
    const { state } = await this.settled(deadline);
    if (isOn(state)) this.adopt();
    return isOn(state);
  }

  /** Powers off at once. Needs a turn. Nothing to do when it is off. */
  async end(deadline: Deadline): Promise<void> {
    if (!isOn((await this.settled(deadline)).state)) return this.forget();
    const what = `stopping '${this.name}'`;
    try {
      await this.ref.run('PrlVm_StopEx', (vm) => [vm, STOP_MODE.kill, PSF_FORCE], { what, deadline });
    } catch (error) {
      if (isOn((await this.settled(deadline)).state)) throw error; // it ended by itself at the same time
    }
    await this.#left(deadline);
  }

  /** Saves the memory and powers off. Needs a turn. */
  async save(deadline: Deadline): Promise<void> {
    this.requireRunning();
    await this.ref.run('PrlVm_Suspend', (vm) => [vm], { what: `suspending '${this.name}'`, deadline });
    await this.#left(deadline);
  }

  /** Presses the power button and waits until the guest has powered off. */
  async shutdown(call: CallOptions = {}): Promise<void> {
    const what = `shutting down '${this.name}'`;
    this.requireRunning();
    await withDeadline(
      what,
      call,
      async (deadline) => {
        if ((await this.ask(deadline)).state === 'paused') throw wrongState(this.name, 'running', 'paused');
        await this.ref.run('PrlVm_StopEx', (vm) => [vm, STOP_MODE.acpi, PSF_NOFORCE], { what, deadline });
        await this.#left(deadline);
      },
      POWER_TIMEOUT,
    );
  }

  enterEpoch(): void {
    this.#epoch++;
  }

  /** The service says that something about the machine changed. */
  async changed(): Promise<void> {
    if (this.turns.current) return; // told when the change has ended
    const known = await this.state({}).catch(() => undefined);
    if (known && !this.turns.current) this.#tell(known);
  }

  /** The service is gone for good. */
  lost(error: Error): void {
    if (this.#failure || !this.#on) return;
    this.#failure = error;
    this.#on = false;
    this.events.emit('died', error);
  }

  forget(): void {
    this.#on = false;
    this.#lines?.stop();
  }

  /** Tells the listeners if the state is another one than they know. */
  async announce(): Promise<void> {
    const known = await this.state().catch(() => undefined); // gone meanwhile
    if (known) this.#tell(known);
  }

  /** The state once it is none that passes by itself. */
  async settled(deadline: Deadline): Promise<KnownState> {
    return await poll(deadline, INTERVAL, async () => {
      const known = await this.ask(deadline);
      return CHANGING.includes(known.state) ? undefined : known;
    });
  }

  /** Somebody else, or the guest itself, may have switched it on or off. */
  #follow(state: MachineState): void {
    if (!isOn(state)) this.forget();
    else if (!this.#on && ['running', 'paused', 'blocked'].includes(state)) this.adopt();
  }

  #tell(known: KnownState): void {
    if (known.state === 'unknown' || known.state === this.#announced) return;
    this.#announced = known.state;
    this.events.emit('state', known);
  }

  async #left(deadline: Deadline): Promise<void> {
    await poll(deadline, INTERVAL, async () => (isOn((await this.ask(deadline)).state) ? undefined : true));
    this.forget();
  }

  /** The evidence of a start that Parallels refused. */
  async #report(error: unknown): Promise<string | undefined> {
    if (!isGuestwrightError(error, 'hypervisor')) return undefined;
    using reading = new Deadline('reading a problem report', {}, REPORT_TIMEOUT);
    const report = await reading.race(readProblemReport(this.ref, reading)).catch(() => undefined);
    return report?.slice(0, LONGEST_REPORT);
  }

  /** A start that was given up may come about all the same. */
  async #undoStart(deadline: Deadline): Promise<void> {
    if (!deadline.signal.aborted) return;
    using ending = new Deadline('ending a start', {});
    await this.end(ending).catch(() => {}); // why it was given up is worth more
  }
}

/** `problemReport`: Parallels' own, if it gave one. */
function startError(name: string, error: unknown, problemReport: string | undefined): unknown {
  if (!isGuestwrightError(error, 'hypervisor')) return error;
  const { shortMessage, remedy, details, message } = error;
  return new GuestwrightError(`machine '${name}' did not start: ${shortMessage}`, {
    code: 'start-failed',
    cause: error,
    details: { ...details, ...(problemReport !== undefined && { problemReport }) },
    output: message,
    ...(remedy !== undefined && { remedy }),
  });
}
