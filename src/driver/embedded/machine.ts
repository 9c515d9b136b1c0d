/** A virtual machine of the embedded emulator. */
import { type CallOptions, type Deadline, POWER_TIMEOUT } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { Listener } from '../../base/events.ts';
import { unsupported } from '../capabilities.ts';
import type { MachineDefinition } from '../definition.ts';
import type { Desktop, Host, Machine, MachineEvents, MachineState, SerialPort } from '../driver.ts';
import { v86Version } from './assets.ts';
import { EmbeddedDesktop } from './desktop.ts';
import { exportDisk } from './disk-export.ts';
import { Drives } from './drives.ts';
import type { MachineCore } from './machine-core.ts';
import { NO_AGENT } from './no-agent.ts';
import { DRIVER_NAME, planBootOrder } from './plan.ts';
import { EmbeddedSerialPort } from './serial-port.ts';
import type { Session } from './session.ts';
import { Snapshots } from './snapshots.ts';

export class EmbeddedMachine implements Machine {
  readonly host: Host;
  readonly borrowed = false;
  readonly snapshots: Snapshots;
  readonly media: Drives;
  readonly agent = NO_AGENT;
  readonly #core: MachineCore;
  readonly #serial: readonly EmbeddedSerialPort[];
  readonly #onDispose: () => void;
  #desktop: EmbeddedDesktop | undefined;
  #disposing: Promise<void> | undefined;

  constructor(host: Host, core: MachineCore, onDispose: () => void) {
    this.host = host;
    this.#core = core;
    this.#onDispose = onDispose;
    this.snapshots = new Snapshots(core);
    this.media = new Drives(core);
    this.#serial = Array.from(
      { length: core.plan.serialPorts },
      (_, port) => new EmbeddedSerialPort((bytes, call) => this.#writeSerial(port, bytes, call)),
    );
    core.power.events.on('session', () => this.#desktop?.sessionChanged());
    core.power.events.on('booting', (session) => {
      session.events.on('serial', ({ port, bytes }) => this.#serial[port]?.received(bytes));
    });
    core.power.events.on('poweredOff', (session) => void this.#guestPoweredOff(session));
  }

  get name(): string {
    return this.#core.name;
  }

  get session(): Session | undefined {
    return this.#core.power.session;
  }

  get facts(): Readonly<Record<string, unknown>> {
    return { emulator: `v86 ${v86Version()}`, threadId: this.session?.threadId };
  }

  async state(): Promise<{ readonly state: MachineState; readonly detail: string }> {
    return this.#core.power.state;
  }

  on<Name extends keyof MachineEvents & string>(
    name: Name,
    listener: Listener<MachineEvents[Name]>,
  ): Disposable {
    return this.#core.power.events.on(name, listener as never);
  }

  async start(call: CallOptions = {}): Promise<void> {
    await this.#power('start', call, async (deadline) => {
      this.#core.power.expect('start', 'off', 'suspended');
      await this.#core.boot(deadline);
    });
  }

  /** Without effect on a machine that is off. Disks with `write: 'in-place'` are written to their files now. */
  async stop(call: CallOptions = {}): Promise<void> {
    await this.#power('stop', call, async () => {
      if (this.session) await this.#core.powerOff('it was stopped');
    });
  }

  async shutdown(): Promise<void> {
    throw unsupported(DRIVER_NAME, 'shutdown', 'Let the guest switch itself off, or use stop().');
  }

  async reset(call: CallOptions = {}): Promise<void> {
    await this.#power('reset', call, async (deadline) => {
      await this.#running('reset').call('reset', undefined, deadline.options);
      this.#core.power.events.emit('reset', { by: 'host' });
    });
  }

  async pause(call: CallOptions = {}): Promise<void> {
    await this.#power('pause', call, async (deadline) => {
      this.#core.power.expect('pause', 'running', 'paused');
      await this.#running('pause').call('pause', undefined, deadline.options);
      this.#core.power.setState('paused', 'emulator stopped');
    });
  }

  async resume(call: CallOptions = {}): Promise<void> {
    await this.#power('resume', call, async (deadline) => {
      this.#core.power.expect('resume', 'paused', 'running');
      await this.#running('resume').call('resume', undefined, deadline.options);
      this.#core.power.setState('running', 'emulator running');
    });
  }

  async suspend(call: CallOptions = {}): Promise<void> {
    await this.#power('suspend', call, async (deadline) => {
      const session = this.#running('suspend');
      const path = await this.#core.temporaryPath('suspended.gz');
      await session.call('pause', undefined, deadline.options);
      await session.call('save', { state: path, disks: [] }, deadline.options);
      await this.#core.powerOff('it was suspended', 'suspended');
      this.#core.saved = { path, owned: true };
    });
  }

  async discardSuspended(call: CallOptions = {}): Promise<void> {
    await this.#power('discardSuspended', call, async () => {
      this.#core.power.expect('discardSuspended', 'suspended');
      await this.#core.discardSaved();
      this.#core.power.setState('off', 'no emulator');
    });
  }

  /** Holds from the next start or reset on. */
  async setBootOrder(
    order: NonNullable<MachineDefinition['bootOrder']>,
    call: CallOptions = {},
  ): Promise<void> {
    const planned = planBootOrder(order);
    await this.#power('setBootOrder', call, async (deadline) => {
      this.#core.bootOrder = planned;
      await this.session?.call('bootOrder', this.#core.bootOrder, deadline.options);
    });
  }

  displays(): number {
    return 1;
  }

  async openDesktop({ display = 0 }: { display?: number } & CallOptions = {}): Promise<Desktop> {
    if (display !== 0) throw this.#wrong(`expected display 0, got ${display}`, 'invalid-argument');
    if (!this.session) throw this.#wrong('its desktop opens only while it is on', 'machine-state');
    if (this.#desktop) throw this.#wrong('its desktop is open already', 'machine-in-use');
    this.#desktop = new EmbeddedDesktop(this, () => {
      this.#desktop = undefined;
    });
    return this.#desktop;
  }

  serial(index = 0): SerialPort {
    const port = this.#serial[index];
    if (port) return port;
    throw this.#wrong(
      `expected one of its ${this.#serial.length} serial ports, got ${index}`,
      'invalid-argument',
    );
  }

  forwarded(): never {
    throw unsupported(DRIVER_NAME, 'network');
  }

  loopbackAddress(): never {
    throw unsupported(DRIVER_NAME, 'network');
  }

  async setNetworkLink(): Promise<void> {
    throw unsupported(DRIVER_NAME, 'network');
  }

  async exportDisk(
    index: number,
    path: string,
    format: 'raw' | 'qcow2',
    call: CallOptions = {},
  ): Promise<void> {
    await this.#power('exportDisk', call, (deadline) =>
      exportDisk(this.#core, { index, path, format }, deadline),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposing ??= this.#dispose();
    await this.#disposing;
  }

  async #dispose(): Promise<void> {
    const { plan, power } = this.#core;
    const inPlace = plan.disks.some((disk) => 'image' in disk && disk.write === 'in-place');
    try {
      await power.close();
      await this.#desktop?.[Symbol.asyncDispose]();
      if (inPlace && this.session) await this.#core.powerOff('it was disposed');
    } finally {
      await power.powerOff('it was disposed', { keepDisks: false });
      await this.snapshots.dispose();
      await this.#core.discardSaved();
      this.#onDispose();
    }
  }

  /** Unless somebody else has ended or replaced that session meanwhile. */
  async #guestPoweredOff(session: Session): Promise<void> {
    const off = this.#power('power off by the guest', {}, async () => {
      if (this.session === session) await this.#core.powerOff('the guest switched it off');
    });
    await off.catch((error: Error) => this.#core.power.events.emit('died', error));
  }

  #power(what: string, call: CallOptions, work: (deadline: Deadline) => Promise<void>): Promise<void> {
    return this.#core.power.exclusive(what, call, work, POWER_TIMEOUT);
  }

  #running(what: string): Session {
    this.#core.power.expect(what, 'running', 'paused');
    return this.session as Session;
  }

  async #writeSerial(port: number, bytes: Uint8Array, call: CallOptions): Promise<void> {
    await this.#running('writing to a serial port').call('serial', { port, bytes }, call);
  }

  #wrong(problem: string, code: GuestwrightError['code']): GuestwrightError {
    return new GuestwrightError(`machine '${this.name}': ${problem}`, { code });
  }
}
