/** The power of one machine of ours: its QEMU process from start to end, and what that makes of its state. */
import { rm } from 'node:fs/promises';
import { type CallOptions, type Deadline, POWER_TIMEOUT, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import type { MachineEvents, MachineState } from '../driver.ts';
import type { QmpConnection } from '../qmp/connection.ts';
import { loadMemory, saveMemory } from '../qmp/migration.ts';
import { accelerator } from './accel.ts';
import { AgentChannel } from './agent-channel.ts';
import { commandLine } from './command-line.ts';
import { parseForwards } from './forwards.ts';
import type { MachinePlan } from './plan.ts';
import { channelPlan, QemuProcess } from './process.ts';
import { requireProgram } from './requirements.ts';
import { copyMemory } from './saved-machine.ts';
import { SerialSocket } from './serial-socket.ts';
import { machineState } from './state.ts';
import type { MachineStorage } from './storage.ts';
import { Turns } from './turns.ts';

/** How long QEMU may take to flush its files and quit before it is killed, ms. A frozen one never does. */
const QUIT_GRACE = 2000;

const UNKNOWN = { state: 'unknown', detail: '' } as const;

/** A machine's memory in a file, to continue with at the next start. */
export interface SavedMemory {
  readonly path: string;
  /** Whether the guest ran, or was paused. */
  readonly running: boolean;
  /** The file is ours and has served its purpose after the start. */
  readonly private: boolean;
}

/** Writes the memory to a file. */
type WriteMemory = (path: string) => Promise<SavedMemory>;

export class MachinePower {
  readonly name: string;
  readonly events = new Emitter<MachineEvents>();
  readonly turns = new Turns(() => void this.#announce());
  readonly serials: readonly SerialSocket[];
  plan: MachinePlan;
  readonly #storage: MachineStorage;
  #process: QemuProcess | undefined;
  #failure: Error | undefined;
  #agent: AgentChannel | undefined;
  #forwards: ReadonlyMap<number, number> = new Map();
  #saved: SavedMemory | undefined;
  #shuttingDown = false;
  #announced: MachineState = 'off';

  constructor(name: string, plan: MachinePlan, storage: MachineStorage) {
    this.name = name;
    this.plan = plan;
    this.#storage = storage;
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

  get failure(): Error | undefined {
    return this.#failure;
  }

  /** The way to the running QEMU. Throws why there is none. */
  monitor(): QmpConnection {
    if (this.#process) return this.#process.qmp;
    throw this.#failure ?? wrongState(this.name, 'running', 'off');
  }

  /** The way to the guest's agent. Throws if the machine has no channel for one or is off. */
  agent(): AgentChannel {
    this.monitor();
    if (this.#agent) return this.#agent;
    throw new GuestwrightError(`machine '${this.name}' has no channel for a guest agent`, {
      code: 'unsupported',
      remedy: 'Give its definition `agent: true`.',
    });
  }

  /** The host's port for a forwarded port of the guest. */
  forwarded(guestPort: number): number {
    this.monitor();
    const port = this.#forwards.get(guestPort);
    if (port !== undefined) return port;
    throw new GuestwrightError(`machine '${this.name}': port ${guestPort} of the guest is not forwarded`, {
      code: 'invalid-argument',
      remedy: `Give its definition network: { user: { forwards: [{ guest: ${guestPort} }] } }.`,
    });
  }

  async state(call?: CallOptions): Promise<{ state: MachineState; detail: string }> {
    const changing = this.turns.current;
    if (changing) return { state: changing, detail: 'being changed' };
    if (!this.#process) {
      return this.#saved?.private
        ? { state: 'suspended', detail: 'memory saved' }
        : { state: 'off', detail: 'no process' };
    }
    const { status } = await this.#process.qmp.execute('query-status', undefined, call);
    const state = machineState(status);
    return { state: this.#shuttingDown && state === 'running' ? 'stopping' : state, detail: status };
  }

  /** The next start continues with this memory. */
  continueWith(saved: SavedMemory | undefined): void {
    this.#saved = saved;
  }

  /** Boots, or continues what was suspended or saved. Needs a turn. */
  async start(deadline: Deadline): Promise<void> {
    const saved = this.#saved;
    if (!saved) return await this.boot(deadline);
    const prepare = async (qmp: QmpConnection) => {
      await loadMemory(qmp, saved.path, deadline);
      if (saved.running) await qmp.execute('cont', undefined, deadline.options);
    };
    await this.boot(deadline, { incoming: true, prepare });
    await this.discardSaved();
  }

  /** Saves the memory and powers off. Needs a turn. */
  async suspend(deadline: Deadline): Promise<void> {
    const saved = await this.whileStill(
      deadline,
      async (memory) => {
        if (!memory) throw wrongState(this.name, 'running', 'off');
        return await memory(this.#storage.newPath('memory', 'state'));
      },
      { stay: true },
    );
    await this.end(deadline);
    this.#saved = { ...saved, private: true };
  }

  async discardSaved(): Promise<void> {
    const saved = this.#saved;
    this.#saved = undefined;
    if (saved?.private) await rm(saved.path, { force: true });
  }

  /**
   * Runs `work` while the guest stands still and QEMU writes no file. `work` may write the memory if there is any.
   * Afterwards the guest goes on, unless it was paused or is to `stay`. Needs a turn.
   */
  async whileStill<T>(
    deadline: Deadline,
    work: (memory: WriteMemory | undefined) => Promise<T>,
    { stay = false } = {},
  ): Promise<T> {
    const saved = this.#saved;
    if (!this.#process) return await work(saved && ((path) => copyMemory(saved, path)));
    const { qmp } = this.#process;
    const { running } = await qmp.execute('query-status', undefined, deadline.options);
    await qmp.execute('stop', undefined, deadline.options);
    let done = false;
    try {
      const result = await work((path) => this.#writeMemory(path, running, deadline));
      done = true;
      return result;
    } finally {
      if (running && !(done && stay)) await qmp.execute('cont', undefined).catch(() => {}); // it died: `died` says so
    }
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
    const channels = channelPlan(plan.serialPorts, plan.agent !== undefined);
    const { disks, media, firmware, memoryStore } = this.#storage;
    const args = commandLine(plan, {
      name: this.name,
      accel: await deadline.race(accelerator(binary, plan.accel)),
      disks,
      optical: media.optical?.file,
      floppy: media.floppy?.file,
      firmware,
      memoryStore,
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
      if (plan.network)
        this.#forwards = parseForwards(await process.qmp.human('info usernet', deadline.options));
      process.ready();
    } catch (error) {
      await process[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Ends QEMU in order, else by force. Needs a turn. Nothing to do when it is off. */
  async end(deadline: Deadline): Promise<void> {
    const process = this.#process;
    if (!process) return;
    process.expectEnd();
    const quit = withDeadline('quit', { ...deadline.options, timeout: QUIT_GRACE }, async ({ options }) => {
      await process.qmp.execute('quit', undefined, options);
      await process.ended;
    });
    await quit.catch(() => {}); // killed next, whatever it said
    await process[Symbol.asyncDispose]();
    await process.ended;
  }

  /** Presses the power button and waits until the guest has powered off. */
  async shutdown(call: CallOptions = {}): Promise<void> {
    await withDeadline(
      `shutting down '${this.name}'`,
      call,
      async ({ options }) => {
        const qmp = this.monitor();
        const ended = this.#process?.ended;
        this.#shuttingDown = true;
        try {
          await qmp.execute('system_powerdown', undefined, options);
          const error = await ended;
          if (error) throw error;
        } finally {
          this.#shuttingDown = false;
        }
      },
      POWER_TIMEOUT,
    );
  }

  /** Kills QEMU and refuses everything from now on. */
  async dispose(): Promise<void> {
    const process = this.#process;
    await Promise.all([this.turns.close(), process?.[Symbol.asyncDispose]()]);
    await this.#process?.[Symbol.asyncDispose]();
  }

  async #writeMemory(path: string, running: boolean, deadline: Deadline): Promise<SavedMemory> {
    const process = this.#process;
    try {
      await saveMemory(this.monitor(), path, deadline);
      return { path, running, private: false };
    } catch (error) {
      await rm(path, { force: true });
      if (!/no space left/i.test(process?.stderr ?? '')) throw error;
      throw new GuestwrightError(`machine '${this.name}': no space left for its memory in '${path}'`, {
        code: 'disk-full',
        cause: error,
        remedy: 'Free space there, or give the machine less memory.',
      });
    }
  }

  #adopt(process: QemuProcess): void {
    this.#process = process;
    this.#failure = undefined;
    for (const [index, port] of this.serials.entries()) port.connect(process.serial(index));
    this.#agent = process.agent && new AgentChannel(process.agent);
    for (const event of ['STOP', 'RESUME', 'SUSPEND', 'WAKEUP', 'GUEST_PANICKED'] as const) {
      process.qmp.on(event, () => void this.#announce());
    }
    process.qmp.on('RESET', ({ guest }) => this.events.emit('reset', { by: guest ? 'guest' : 'host' }));
    void process.ended.then((error) => {
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

export function wrongState(name: string, expected: string, got: string): GuestwrightError {
  return new GuestwrightError(`machine '${name}': expected it to be ${expected}, it is ${got}`, {
    code: 'machine-state',
    remedy: got === 'off' ? 'Start it first.' : 'Stop it first.',
  });
}
