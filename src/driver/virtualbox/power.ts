/** The power of one machine: its process on the server from start to end, and what that makes of its state. */
import { type CallOptions, Deadline, POWER_TIMEOUT, poll } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import type { MachineEvents, MachineState } from '../driver.ts';
import { Turns } from '../turns.ts';
import { wrongState } from '../wrong-state.ts';
import { type MachineConsole, openConsole } from './console.ts';
import { resultCodeOf } from './faults.ts';
import { waitUnlocked } from './machine-lock.ts';
import { Scope } from './objects.ts';
import { waitForProgress } from './progress.ts';
import { isOn, machineState, type VboxState } from './state.ts';
import { Watches } from './watches.ts';
import type { WebSession } from './web-session.ts';

/** Asked so often whether a guest has shut itself down, in ms: events tell sooner. */
const INTERVAL = 100;
/** An attempt to end a machine that somebody waits for no longer, in ms. */
const CLEAN_UP_TIMEOUT = 15_000;

export interface PowerFacts {
  readonly name: string;
  readonly id: string;
  readonly web: WebSession;
}

export class MachinePower {
  readonly name: string;
  readonly id: string;
  readonly web: WebSession;
  readonly events = new Emitter<MachineEvents>();
  readonly watches = new Watches();
  readonly turns = new Turns(() => void this.announce());
  /** Variables that the machine's process is given, as NAME=value. */
  environment: readonly string[] = [];
  #console: MachineConsole | undefined;
  #failure: Error | undefined;
  /** True while we end the machine ourselves. */
  #ending = false;
  #epoch = 0;
  #announced: MachineState = 'off';

  constructor({ name, id, web }: PowerFacts) {
    this.name = name;
    this.id = id;
    this.web = web;
  }

  /** Another number after each power-on, reset and restore. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Why the machine ended under us, if it did and was not started again. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  get powered(): boolean {
    return this.#console !== undefined;
  }

  /** The running machine's parts. Throws why there are none. */
  running(): MachineConsole {
    if (this.#console) return this.#console;
    throw this.#failure ?? wrongState(this.name, 'running', 'off');
  }

  async vboxState(call?: CallOptions): Promise<VboxState> {
    const { web, id } = this;
    using scope = new Scope(web);
    const machine = scope.own('IMachine', await scope.virtualBox.call('findMachine', { nameOrId: id }, call));
    return await machine.call('getState', {}, call);
  }

  async state(call?: CallOptions): Promise<{ state: MachineState; detail: string }> {
    const changing = this.turns.current;
    if (changing) return { state: changing, detail: 'being changed' };
    const detail = await this.web.renewed(() => this.vboxState(call), call);
    return { state: machineState(detail), detail };
  }

  /** Launches the machine's process; it continues a saved state if there is one. Needs a turn. */
  async launch(deadline: Deadline): Promise<void> {
    if (await this.web.renewed(() => this.#isOn(deadline), deadline.options))
      throw wrongState(this.name, 'off', 'on');
    this.#forget(); // it went off, and the event that tells is on its way
    const { web } = this;
    using scope = new Scope(web);
    const call = deadline.options;
    const machine = scope.own(
      'IMachine',
      await scope.virtualBox.call('findMachine', { nameOrId: this.id }, call),
    );
    await waitUnlocked(machine, deadline);
    const refIVirtualBox = web.root;
    const session = scope.own(
      'ISession',
      await web.call('IWebsessionManager_getSessionObject', { refIVirtualBox }, call),
    );
    const args = { session: session.reference, name: 'headless', environmentChanges: [...this.environment] };
    const progress = await machine.call('launchVMProcess', args, call);
    try {
      await waitForProgress(web, `starting '${this.name}'`, progress, deadline);
      this.#adopt(await openConsole(web, session.reference, deadline));
    } catch (error) {
      await this.#abandonLaunch(session.reference);
      throw startError(this.name, error);
    }
  }

  /** Takes over a machine that runs already. */
  async join(deadline: Deadline): Promise<void> {
    using scope = new Scope(this.web);
    const call = deadline.options;
    const machine = scope.own(
      'IMachine',
      await scope.virtualBox.call('findMachine', { nameOrId: this.id }, call),
    );
    const refIVirtualBox = this.web.root;
    const session = scope.own(
      'ISession',
      await this.web.call('IWebsessionManager_getSessionObject', { refIVirtualBox }, call),
    );
    await machine.call('lockMachine', { session: session.reference, lockType: 'Shared' }, call);
    this.#adopt(await openConsole(this.web, session.reference, deadline));
  }

  /** Takes up again with a machine that goes on while our web session ended. Nothing to do when it was off. */
  async rejoin(deadline: Deadline): Promise<void> {
    if (!this.#console) return;
    this.#forget();
    await this.#joinIfOn(deadline);
    await this.announce();
  }

  /** Powers off at once. Needs a turn. Nothing to do when it is off. */
  async end(deadline: Deadline): Promise<void> {
    // A console that was lost is not the machine's end: it is joined again.
    if (!this.#console && !(await this.#joinIfOn(deadline))) return;
    this.#ending = true;
    try {
      await this.watches.without(async () => {
        const progress = await this.running().console.call('powerDown', {}, deadline.options);
        await waitForProgress(this.web, `stopping '${this.name}'`, progress, deadline);
      });
    } catch (error) {
      if (await this.#isOn(deadline)) throw error; // it ended by itself at the same time
    } finally {
      this.#ending = false;
    }
    await this.left(deadline);
  }

  /** Saves the memory and powers off. Needs a turn. */
  async save(deadline: Deadline): Promise<void> {
    const { machine } = this.running();
    this.#ending = true;
    try {
      await this.watches.without(async () => {
        const progress = await machine.call('saveState', {}, deadline.options);
        await waitForProgress(this.web, `suspending '${this.name}'`, progress, deadline);
      });
    } finally {
      this.#ending = false;
    }
    await this.left(deadline);
  }

  /** Presses the power button and waits until the guest has powered off. */
  async shutdown(call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline(`shutting down '${this.name}'`, call, POWER_TIMEOUT);
    const { console } = this.running();
    if ((await this.vboxState(deadline.options)) === 'Paused')
      throw wrongState(this.name, 'running', 'paused');
    await this.watches.without(async () => {
      await console.call('powerButton', {}, deadline.options);
      await poll(deadline, INTERVAL, async () => ((await this.#isOn(deadline)) ? undefined : true));
    });
    await this.left(deadline);
    if (this.#failure) throw this.#failure;
  }

  /** The guest's devices are in another state than before. */
  enterEpoch(): void {
    this.#epoch++;
  }

  /** The server says that the machine's state is another one now. */
  async stateChanged(state: VboxState): Promise<void> {
    if (this.#console && !isOn(state) && !this.#ending) {
      if (state === 'Aborted' || state === 'AbortedSaved') this.#fail(processDied(this.name));
      this.#forget();
    }
    await this.announce();
  }

  /** The web service is gone, and with it all that we know of the machine. */
  lost(error: Error): void {
    if (!this.#console) return;
    this.#fail(error);
    this.#forget();
  }

  /** Resolves when the machine's process has ended and its session is unlocked. */
  async left(deadline: Deadline): Promise<void> {
    this.#forget();
    using scope = new Scope(this.web);
    const found = await scope.virtualBox.call('findMachine', { nameOrId: this.id }, deadline.options);
    await waitUnlocked(scope.own('IMachine', found), deadline);
  }

  /** Tells the listeners if the state is another one than they know. */
  async announce(): Promise<void> {
    const known = await this.state().catch(() => undefined); // gone meanwhile: its end is announced
    if (!known || known.state === 'unknown' || known.state === this.#announced) return;
    this.#announced = known.state;
    this.events.emit('state', known);
  }

  /** Lets go of a machine that goes on running. */
  async release(): Promise<void> {
    await this.#console?.session.call('unlockMachine', {}).catch(() => {});
    this.#forget();
  }

  #adopt(console: MachineConsole): void {
    this.#console = console;
    this.#failure = undefined;
    this.enterEpoch();
  }

  #forget(): void {
    this.#console?.[Symbol.dispose]();
    this.#console = undefined;
  }

  #fail(error: Error): void {
    this.#failure = error;
    this.events.emit('died', error);
  }

  /** Joins the machine if it is on, waiting through changes. Whether it was. */
  async #joinIfOn(deadline: Deadline): Promise<boolean> {
    const on = await poll(deadline, INTERVAL, async () => {
      const state = await this.web.renewed(() => this.vboxState(deadline.options), deadline.options);
      if (!isOn(state)) return false;
      return ['Running', 'Paused', 'Stuck'].includes(state) ? true : undefined;
    });
    if (on) await this.join(deadline);
    return on;
  }

  async #isOn(deadline: Deadline): Promise<boolean> {
    return isOn(await this.vboxState(deadline.options));
  }

  /** Its process may come up after we gave up: it is ended then. */
  async #abandonLaunch(sessionReference: string): Promise<void> {
    using deadline = new Deadline('ending a start', {}, CLEAN_UP_TIMEOUT);
    using scope = new Scope(this.web);
    const session = scope.own('ISession', sessionReference);
    try {
      const console = scope.ownOptional('IConsole', await session.call('getConsole', {}, deadline.options));
      if (!console) return;
      const progress = await console.call('powerDown', {}, deadline.options);
      await waitForProgress(this.web, 'ending a start', progress, deadline);
    } catch {
      await session.call('unlockMachine', {}).catch(() => {}); // it was never locked, mostly
    }
  }
}

function processDied(name: string): GuestwrightError {
  return new GuestwrightError(`machine '${name}': its VirtualBox process ended unexpectedly`, {
    code: 'machine-died',
    remedy: "Look at VBox.log in the machine's Logs folder.",
  });
}

function startError(name: string, error: unknown): unknown {
  if (!isGuestwrightError(error, 'hypervisor') && resultCodeOf(error) === undefined) return error;
  const { shortMessage, remedy, details } = error as GuestwrightError;
  return new GuestwrightError(`machine '${name}' did not start: ${shortMessage}`, {
    code: 'start-failed',
    cause: error,
    details,
    ...(remedy !== undefined && { remedy }),
  });
}
