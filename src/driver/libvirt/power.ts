/** The power of one domain: from start to end, what its host tells of it, and what that makes of its state. */
import { type CallOptions, type Deadline, POWER_TIMEOUT, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import type { MachineEvents, MachineState } from '../driver.ts';
import type { QmpMonitor } from '../qmp/monitor.ts';
import { SerialSocket } from '../serial-socket.ts';
import { Turns } from '../turns.ts';
import { wrongState } from '../wrong-state.ts';
import type { DomainEvent } from './child/events.ts';
import type { Connection } from './connection.ts';
import { ConsoleStream } from './console-stream.ts';
import { forwardPorts } from './forwards.ts';
import { CREATE, SHUTDOWN } from './library/constants.ts';
import { DomainMonitor } from './monitor.ts';
import type { LibvirtPlan } from './plan.ts';
import { machineState } from './state.ts';

export interface PowerParts {
  readonly name: string;
  readonly uuid: string;
  /** Undefined: the machine is not ours. */
  readonly plan: LibvirtPlan | undefined;
  readonly connection: Connection;
  /** Another connection, for serial ports. */
  readonly streams: () => Promise<Connection>;
}

/** Why libvirt says that a domain stopped, where nothing went wrong in it. */
const BY_ITSELF = ['shutdown', 'saved', 'migrated'];

export class DomainPower {
  readonly name: string;
  readonly uuid: string;
  readonly connection: Connection;
  readonly events = new Emitter<MachineEvents>();
  readonly turns = new Turns(() => void this.#announce());
  readonly serials: readonly SerialSocket[];
  readonly #plan: LibvirtPlan | undefined;
  readonly #streams: () => Promise<Connection>;
  readonly #monitor: QmpMonitor;
  readonly #listening: readonly Disposable[];
  #consoles: readonly ConsoleStream[] = [];
  #forwards: ReadonlyMap<number, number> = new Map();
  #powered = false;
  #failure: Error | undefined;
  /** True while we end or replace its process ourselves. */
  #changing = false;
  #resets = 0;
  #epoch = 0;
  #announced: MachineState = 'off';
  #wentOff: () => void = () => {};

  constructor({ name, uuid, plan, connection, streams }: PowerParts) {
    this.name = name;
    this.uuid = uuid;
    this.connection = connection;
    this.#plan = plan;
    this.#streams = streams;
    this.#monitor = new DomainMonitor(connection, uuid);
    this.serials = Array.from(
      { length: plan?.serialPorts ?? 0 },
      (_, index) => new SerialSocket(`serial port ${index} of '${name}'`),
    );
    this.#listening = [
      connection.on('domain', (event) => {
        if (event.uuid === uuid) this.#onEvent(event);
      }),
      connection.on('lost', (error) => {
        if (this.#powered) this.#end(error);
      }),
    ];
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
    return this.#powered;
  }

  /** Throws why the machine does not run, if so. */
  requirePower(): void {
    if (!this.#powered) throw this.#failure ?? wrongState(this.name, 'running', 'off');
  }

  /** The way to its QEMU. Throws why there is none. */
  monitor(): QmpMonitor {
    this.requirePower();
    return this.#monitor;
  }

  async state(call?: CallOptions): Promise<{ state: MachineState; detail: string }> {
    const changing = this.turns.current;
    if (changing) return { state: changing, detail: 'being changed' };
    const { uuid } = this;
    const found = machineState(await this.connection.call('domainInfo', { uuid }, call));
    if (found.state !== 'off') return found;
    const saved = await this.connection.call('domainHasManagedSave', { uuid }, call).catch(() => 0); // unknown to some
    return saved === 1 ? { state: 'suspended', detail: 'managed save' } : found;
  }

  /** Takes over a domain that runs already. */
  join(): void {
    this.#powered = true;
    this.#failure = undefined;
    this.#epoch++;
  }

  /** Starts it, where it was if its memory was saved; one that is `owned` ends with us. Needs a turn. */
  async boot(deadline: Deadline, { owned = true } = {}): Promise<void> {
    if (this.#powered && (await this.#hasEnded(deadline))) this.#off();
    if (this.#powered) throw wrongState(this.name, 'off', 'on');
    if (this.#failure) await this.#destroy(deadline); // a lost connection does not say whether it ended
    const flags = owned ? CREATE.paused | CREATE.autoDestroy : 0;
    await this.replace(deadline, owned, () =>
      this.connection.call('domainStart', { uuid: this.uuid, flags }, deadline.options),
    );
  }

  /** `bring` makes another process of it that stands still; the guest then goes on if `running`. Needs a turn. */
  async replace(deadline: Deadline, running: boolean, bring: () => Promise<unknown>): Promise<void> {
    this.#changing = true;
    try {
      this.#closeConsoles();
      await bring();
      this.join();
      await this.#openConsoles(deadline);
      this.#forwards = await forwardPorts(this.#monitor, this.#plan?.network, deadline);
      if (running) await this.connection.call('domainResume', { uuid: this.uuid }, deadline.options);
    } catch (error) {
      if (this.#powered) await this.#destroy(deadline).catch(() => {}); // why it failed is worth more
      this.#powered = false;
      throw error;
    } finally {
      this.#changing = false;
    }
  }

  /** Runs what ends its process in another way than `end`. Needs a turn. */
  async ending(work: () => Promise<unknown>): Promise<void> {
    this.#changing = true;
    try {
      await work();
      this.#off();
    } finally {
      this.#changing = false;
    }
  }

  /** Powers off at once. Needs a turn. Nothing to do when it is off. */
  async end(deadline: Deadline): Promise<void> {
    await this.ending(() => this.#destroy(deadline));
  }

  /** Presses the power button and waits until the guest has powered off. */
  async shutdown(call: CallOptions = {}): Promise<void> {
    await withDeadline(
      `shutting down '${this.name}'`,
      call,
      async (deadline) => {
        const { state } = await this.state(deadline.options);
        if (state !== 'running') throw wrongState(this.name, 'running', state);
        const off = new Promise<void>((resolve) => {
          this.#wentOff = resolve;
        });
        const args = { uuid: this.uuid, flags: SHUTDOWN.acpi };
        await this.connection.call('domainShutdown', args, deadline.options);
        await deadline.race(off);
        if (this.#failure) throw this.#failure;
      },
      POWER_TIMEOUT,
    );
  }

  async reset(call?: CallOptions): Promise<void> {
    this.requirePower();
    this.#resets++;
    await this.connection.call('domainReset', { uuid: this.uuid }, call);
  }

  /** The guest's devices are in another state than before, without a word of the host's. */
  enterEpoch(): void {
    this.#epoch++;
  }

  /** The host's port for a forwarded port of the guest. */
  forwarded(guestPort: number): number {
    this.requirePower();
    const port = this.#forwards.get(guestPort);
    if (port !== undefined) return port;
    throw new GuestwrightError(`port ${guestPort} of the guest is not forwarded`, {
      code: 'invalid-argument',
      remedy: `Give the machine's definition network: { user: { forwards: [{ guest: ${guestPort} }] } }.`,
    });
  }

  /** Lets it be: whatever it does from now on is not ours to know. */
  leave(): void {
    this.#closeConsoles();
    for (const each of this.#listening) each[Symbol.dispose]();
  }

  async #destroy(deadline: Deadline): Promise<void> {
    try {
      await this.connection.call('domainDestroy', { uuid: this.uuid }, deadline.options);
    } catch (error) {
      if (!isGuestwrightError(error, 'machine-state')) throw error; // it is off
    }
  }

  #onEvent({ event, detail }: DomainEvent): void {
    if (event === 'rebooted') {
      this.#epoch++;
      const by = this.#resets > 0 ? 'host' : 'guest';
      this.#resets = Math.max(0, this.#resets - 1);
      this.events.emit('reset', { by });
    } else if (event === 'stopped') void this.#onStopped(detail);
    else if (event === 'started' && !this.#changing && !this.#powered && !this.#plan) this.join();
    if (!this.#changing) void this.#announce();
  }

  /** The news may be of an earlier life: libvirt tells it when it has time. */
  async #onStopped(detail: string): Promise<void> {
    if (this.#changing || !this.#powered) return;
    const epoch = this.#epoch;
    const { uuid } = this;
    const now = await this.connection.call('domainInfo', { uuid }).catch(() => undefined); // a transient one is gone
    const runs = now !== undefined && machineState(now).state !== 'off';
    if (this.#changing || !this.#powered || epoch !== this.#epoch || runs) return;
    if (BY_ITSELF.includes(detail)) this.#off();
    else {
      const how = `machine '${this.name}' ended under us: libvirt says '${detail}'`;
      const remedy = "Something outside ended it, or it crashed: see the host's log of it.";
      this.#end(new GuestwrightError(how, { code: 'machine-died', remedy }));
    }
    void this.#announce();
  }

  /** Whoever asks the host sees it off before the host has told that it stopped. */
  async #hasEnded(deadline: Deadline): Promise<boolean> {
    const found = await this.connection.call('domainInfo', { uuid: this.uuid }, deadline.options);
    return machineState(found).state === 'off';
  }

  #end(error: Error): void {
    this.#failure = error;
    this.#off();
    this.events.emit('died', error);
  }

  #off(): void {
    this.#powered = false;
    this.#resets = 0;
    this.#closeConsoles();
    this.#wentOff();
  }

  async #openConsoles(deadline: Deadline): Promise<void> {
    if (this.serials.length === 0) return;
    const streams = await deadline.race(this.#streams());
    const opened: ConsoleStream[] = [];
    this.#consoles = opened;
    for (const [index, port] of this.serials.entries()) {
      const place = { uuid: this.uuid, device: `serial${index}` };
      const stream = await ConsoleStream.open(streams, place, deadline.options);
      opened.push(stream);
      port.connect(stream);
    }
  }

  #closeConsoles(): void {
    for (const stream of this.#consoles) stream.destroy();
    this.#consoles = [];
  }

  /** Tells the listeners if the state is another one than they know. */
  async #announce(): Promise<void> {
    const found = await this.state().catch(() => undefined); // gone meanwhile: its end is announced
    if (!found || found.state === 'unknown' || found.state === this.#announced) return;
    this.#announced = found.state;
    this.events.emit('state', found);
  }
}
