/** The power of one machine of ours: its QEMU process from start to end, and what that makes of its state. */
import { type CallOptions, Deadline, POWER_TIMEOUT, withDeadline } from '../../base/deadline.ts';
import { Emitter } from '../../base/events.ts';
import type { MachineEvents, MachineState } from '../driver.ts';
import type { QmpConnection } from '../qmp/connection.ts';
import type { RunState } from '../qmp/messages.ts';
import { SerialSocket } from '../serial-socket.ts';
import { Turns } from '../turns.ts';
import { wrongState } from '../wrong-state.ts';
import { accelerator } from './accel.ts';
import { commandLine } from './command-line.ts';
import type { LanPort } from './lan.ts';
import type { MachinePlan } from './plan.ts';
import { channelPlan, QemuProcess } from './process.ts';
import { requireProgram } from './requirements.ts';
import { machineState } from './state.ts';
import type { MachineStorage } from './storage.ts';

/** How long QEMU may take to flush its files and quit before it is killed, ms. A frozen one never does. */
const QUIT_GRACE = 2000;

const UNKNOWN = { state: 'unknown', detail: '' } as const;

export class MachinePower {
  readonly name: string;
  readonly events = new Emitter<MachineEvents>();
  readonly turns = new Turns(() => void this.#announce());
  readonly serials: readonly SerialSocket[];
  plan: MachinePlan;
  /** Its memory lies in a file: it is not merely off. */
  suspended = false;
  readonly #storage: MachineStorage;
  readonly #lan: LanPort | undefined;
  #process: QemuProcess | undefined;
  #failure: Error | undefined;
  #gone: Promise<void> = Promise.resolve();
  #shuttingDown = false;
  #ioError = '';
  #epoch = 0;
  #announced: MachineState = 'off';

  /** `lan`: where the machine is plugged in, if its plan names one. */
  constructor(name: string, plan: MachinePlan, storage: MachineStorage, lan?: LanPort) {
    this.name = name;
    this.plan = plan;
    this.#storage = storage;
    this.#lan = lan;
    this.serials = Array.from(
      { length: plan.serialPorts },
      (_, index) => new SerialSocket(`serial port ${index} of '${name}'`),
    );
  }

  get process(): QemuProcess | undefined {
    return this.#process;
  }

  get powered(): boolean {
    return this.#process !== undefined;
  }

  /** Another number after each power-on, reset and restore. */
  get epoch(): number {
    return this.#epoch;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  /** The running QEMU. Throws why there is none. */
  running(): QemuProcess {
    if (this.#process) return this.#process;
    throw this.#failure ?? wrongState(this.name, 'running', 'off');
  }

  /** The way to the running QEMU. Throws why there is none. */
  monitor(): QmpConnection {
    return this.running().qmp;
  }

  async state(call?: CallOptions): Promise<{ state: MachineState; detail: string }> {
    const changing = this.turns.current;
    if (changing) return { state: changing, detail: 'being changed' };
    if (!this.#process) {
      return this.suspended
        ? { state: 'suspended', detail: 'memory saved' }
        : { state: 'off', detail: 'no process' };
    }
    const status = await this.#runState(this.#process, call);
    if (status === undefined) return await this.state(call);
    const state = machineState(status);
    if (status === 'io-error') return { state, detail: `io-error${this.#ioError}` };
    return { state: this.#shuttingDown && state === 'running' ? 'stopping' : state, detail: status };
  }

  /**
   * Starts QEMU and lets the guest run, or lets `prepare` bring it to where it was, running or not. With `incoming`
   * QEMU waits for its memory. Needs a turn.
   */
  async boot(
    deadline: Deadline,
    {
      incoming = false,
      prepare,
    }: { incoming?: boolean; prepare?: (qmp: QmpConnection) => Promise<void> } = {},
  ): Promise<void> {
    if (this.#process) throw wrongState(this.name, 'off', 'on');
    const { plan } = this;
    const binary = requireProgram(plan.binary);
    const channels = channelPlan(plan);
    const { disks, media, firmware, memoryStore } = this.#storage;
    const args = commandLine(plan, {
      name: this.name,
      accel: await deadline.race(accelerator(binary, plan.accel)),
      disks,
      optical: media.optical,
      floppy: media.floppy,
      firmware,
      memoryStore,
      lan: this.#lan,
      channels,
      incoming,
    });
    const process = await QemuProcess.start(binary, args, {
      channels,
      ...deadline.options,
    });
    try {
      this.#adopt(process);
      if (prepare) await prepare(process.qmp);
      else await process.qmp.execute('cont', undefined, deadline.options);
      if (plan.network?.kind === 'user') await process.readForwards(deadline.options);
      process.ready();
    } catch (error) {
      await process[Symbol.asyncDispose]();
      await this.#gone;
      throw error;
    }
  }

  /** The guest's devices are in another state than before, without a word of QEMU's. */
  enterEpoch(): void {
    this.#epoch++;
  }

  /** Ends QEMU in order, else by force. Needs a turn. Nothing to do when it is off. */
  async end(deadline: Deadline): Promise<void> {
    const process = this.#process;
    if (!process) return;
    process.expectEnd();
    const quit = withDeadline('quit', { ...deadline.options, timeout: QUIT_GRACE }, async ({ options }) => {
      await process.qmp.execute('quit', undefined, options);
      await process.died;
    });
    await quit.catch(() => {}); // killed next, whatever it said
    await process[Symbol.asyncDispose]();
    await this.#gone;
  }

  /** Presses the power button and waits until the guest has powered off. */
  async shutdown(call: CallOptions = {}): Promise<void> {
    await withDeadline(
      `shutting down '${this.name}'`,
      call,
      async (deadline) => {
        const { options } = deadline;
        const qmp = this.monitor();
        const { died } = this.running();
        const { running } = await qmp.execute('query-status', undefined, options);
        if (!running) throw wrongState(this.name, 'running', 'paused');
        this.#shuttingDown = true;
        try {
          await qmp.execute('system_powerdown', undefined, options);
          const error = await deadline.race(died);
          if (error) throw error;
        } finally {
          this.#shuttingDown = false;
        }
      },
      POWER_TIMEOUT,
    );
  }

  /** Kills QEMU, after it wrote what belongs to the user's own files, and refuses everything from now on. */
  async dispose(): Promise<void> {
    const closed = this.turns.close();
    if (this.#storage.disks.some((disk) => !disk.private)) {
      using deadline = new Deadline(`ending '${this.name}'`, {}, POWER_TIMEOUT);
      await closed;
      await this.end(deadline);
    }
    await Promise.all([closed, this.#process?.[Symbol.asyncDispose]()]);
    await this.#gone;
  }

  /** QEMU's word for it; undefined if it ended meanwhile, as it was asked to: the machine has another state now. */
  async #runState(process: QemuProcess, call?: CallOptions): Promise<RunState | undefined> {
    try {
      return (await process.qmp.execute('query-status', undefined, call)).status;
    } catch (error) {
      if (!process.endExpected || !process.qmp.closed) throw error;
      await this.#gone;
      return undefined;
    }
  }

  #adopt(process: QemuProcess): void {
    this.#process = process;
    this.enterEpoch();
    this.#failure = undefined;
    for (const [index, port] of this.serials.entries()) port.connect(process.serial(index));
    if (process.lan) this.#lan?.connect(process.lan);
    for (const event of ['STOP', 'RESUME', 'SUSPEND', 'WAKEUP', 'GUEST_PANICKED'] as const) {
      process.qmp.on(event, () => void this.#announce());
    }
    process.qmp.on('BLOCK_IO_ERROR', ({ reason, ...node }) => {
      this.#ioError = `: ${reason} (${node['node-name'] || node.device})`;
    });
    process.qmp.on('RESET', ({ guest }) => {
      this.enterEpoch();
      this.events.emit('reset', { by: guest ? 'guest' : 'host' });
    });
    this.#gone = process.died.then((error) => {
      this.#process = undefined;
      this.#failure = error;
      void this.#announce();
      if (error) this.events.emit('died', error);
    });
  }

  /** Tells the listeners if the state is another one than they know. */
  async #announce(): Promise<void> {
    const { state, detail } = await this.state().catch(() => UNKNOWN); // gone meanwhile: its end is announced
    if (state === 'unknown' || state === this.#announced) return;
    this.#announced = state;
    this.events.emit('state', { state, detail });
  }
}
