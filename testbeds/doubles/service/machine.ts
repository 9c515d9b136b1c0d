/** One machine of the service: its record, its power, what its home keeps, one change at a time. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CallOptions, Host } from 'guestwright/script';
import { Powered } from './powered.ts';
import { Failure } from './protocol.ts';
import { diskPaths, type MachineRecord } from './record.ts';
import { Snapshots } from './snapshots.ts';

export type ServiceState =
  | 'off'
  | 'starting'
  | 'running'
  | 'paused'
  | 'suspended'
  | 'stopping'
  | 'suspending'
  | 'resuming'
  | 'snapshotting'
  | 'blocked'
  | 'busy';

export interface MachineParts {
  readonly id: string;
  readonly host: Host;
  /** Where the home is if the record names none. */
  readonly defaultHome: string;
  readonly record: () => MachineRecord;
  readonly keep: (record: MachineRecord) => void;
  readonly tell: (event: string, ...fields: readonly string[]) => void;
}

export class ServiceMachine {
  readonly #parts: MachineParts;
  #powered: Powered | undefined;
  /** The change in progress. */
  #changing: ServiceState | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #told: string = 'off';

  constructor(parts: MachineParts) {
    this.#parts = parts;
    mkdirSync(this.home, { recursive: true });
  }

  get home(): string {
    return this.#parts.record().home || this.#parts.defaultHome;
  }

  get snapshots(): Snapshots {
    return new Snapshots(this.home);
  }

  /** The power-on of now. */
  get powered(): Powered {
    if (this.#powered) return this.#powered;
    throw new Failure('state', 'the machine is off');
  }

  get isOff(): boolean {
    return this.#powered === undefined && this.#changing === undefined;
  }

  get isOn(): boolean {
    return this.#powered !== undefined;
  }

  async state(): Promise<{ state: ServiceState; detail: string }> {
    if (this.#changing) return { state: this.#changing, detail: 'being changed' };
    if (!this.#powered) return { state: existsSync(this.#memory) ? 'suspended' : 'off', detail: '' };
    const { state, detail } = await this.#powered.machine.state();
    if (state === 'off') return { state: 'stopping', detail: 'being put away' }; // off for good only then
    return { state: state === 'unknown' ? 'busy' : state, detail };
  }

  async start(call: CallOptions, progress: (percent: number) => void): Promise<void> {
    const suspended = existsSync(this.#memory);
    await this.change(suspended ? 'resuming' : 'starting', async () => {
      this.requireOff();
      progress(0);
      await this.#on(call, suspended ? this.#memory : undefined);
      rmSync(this.#memory, { force: true });
      progress(100);
    });
  }

  async stop(): Promise<void> {
    await this.change('stopping', async () => {
      if (!this.#powered) throw new Failure('state', 'the machine is off');
      await this.#off();
    });
  }

  /** Presses the power button and waits. Not a change in progress: the guest may refuse, and be stopped instead. */
  async shutdown(call: CallOptions): Promise<void> {
    const { powered } = this;
    await powered.machine.shutdown(call);
    await this.#gone(powered);
  }

  async suspend(call: CallOptions): Promise<void> {
    await this.change('suspending', async () => {
      const { machine } = this.powered;
      if ((await machine.state()).state === 'running') await machine.pause(call);
      const folder = join(this.home, 'suspending');
      await machine.snapshots.export(folder, call);
      await this.#off();
      renameSync(join(folder, 'memory'), this.#memory);
      rmSync(folder, { recursive: true, force: true });
    });
  }

  async discard(): Promise<void> {
    await this.change('busy', async () => {
      if (!existsSync(this.#memory)) throw new Failure('state', 'the machine is not suspended');
      rmSync(this.#memory, { force: true });
    });
  }

  async takeSnapshot(id: string, name: string, description: string, call: CallOptions): Promise<void> {
    await this.change('snapshotting', async () => {
      if (existsSync(this.#memory)) throw new Failure('state', 'the machine is suspended');
      const machine = this.#powered?.machine;
      const running = (await machine?.state())?.state === 'running';
      const record = this.#parts.record();
      await this.snapshots.take({ id, name, description }, { record, machine, running, call });
    });
  }

  async restoreSnapshot(id: string, call: CallOptions): Promise<void> {
    await this.change('busy', async () => {
      const { snapshots } = this;
      const snapshot = snapshots.find(id);
      await this.#off();
      rmSync(this.#memory, { force: true });
      const { name = '', home = '' } = this.#parts.record();
      this.#parts.keep({ ...snapshot.record, name, home });
      await snapshots.writeDisks(snapshot);
      snapshots.stand(id);
      const memory = snapshots.memory(snapshot);
      if (memory === undefined) return;
      await this.#on(call, memory);
      if (snapshot.state === 'paused') await this.powered.machine.pause(call);
    });
  }

  requireOff(): void {
    if (this.#powered) throw new Failure('state', 'the machine is on');
  }

  /** Its home and its disks. It must be off. */
  deleteFiles(): void {
    this.requireOff();
    for (const disk of diskPaths(this.#parts.record())) rmSync(disk, { force: true });
    rmSync(this.home, { recursive: true, force: true });
  }

  async dispose(): Promise<void> {
    const powered = this.#powered;
    this.#powered = undefined;
    await powered?.[Symbol.asyncDispose]();
  }

  /** One at a time; meanwhile the state is `state`. */
  async change<T>(state: ServiceState, work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      this.#changing = state;
      await this.#tell();
      try {
        return await work();
      } finally {
        this.#changing = undefined;
        await this.#tell();
      }
    });
    this.#turn = turn.catch(() => {});
    return await turn;
  }

  get #memory(): string {
    return join(this.home, 'suspended.memory');
  }

  async #on(call: CallOptions, memory?: string): Promise<void> {
    const { id, host, record, tell } = this.#parts;
    const powered = await Powered.on(host, {
      id,
      record: record(),
      home: this.home,
      call,
      ...(memory !== undefined && { memory }),
    });
    this.#powered = powered;
    const { machine } = powered;
    machine.on('state', () => void this.#tell());
    machine.on('reset', ({ by }) => tell('reset', id, by));
    machine.on('died', (error) => tell('died', id, error.message));
    machine.on('state', ({ state }) => {
      if (state === 'off' && this.#changing === undefined) void this.#gone(powered);
    });
  }

  /** The guest powered itself off, or QEMU died. */
  async #gone(powered: Powered): Promise<void> {
    if (this.#powered !== powered) return void (await this.#turn); // it is being put away
    await this.change('stopping', async () => {
      if (this.#powered === powered) await this.#off();
    });
  }

  async #off(): Promise<void> {
    const powered = this.#powered;
    this.#powered = undefined;
    await powered?.[Symbol.asyncDispose]();
  }

  async #tell(): Promise<void> {
    const { id, tell } = this.#parts;
    const { state, detail } = await this.state().catch(() => ({ state: 'busy' as const, detail: '' }));
    if (state === this.#told) return;
    this.#told = state;
    tell('state', id, state, detail);
  }
}
