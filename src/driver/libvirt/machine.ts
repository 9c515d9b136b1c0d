/** A machine of a libvirt host, ours or borrowed: its parts, and the order in which they are used. */
import { type CallOptions, Deadline, POWER_TIMEOUT } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { Listener } from '../../base/events.ts';
import { unsupported } from '../capabilities.ts';
import type {
  Desktop,
  GuestAgent,
  Host,
  Machine,
  MachineEvents,
  MachineMedia,
  MachineState,
  SerialPort,
} from '../driver.ts';
import type { ImageFormat } from '../image-format.ts';
import type { Desktops } from './desktops.ts';
import type { ResolvedOptions } from './options.ts';
import type { DomainPower } from './power.ts';
import type { LibvirtSnapshots } from './snapshots.ts';

export interface MachineParts {
  readonly host: Host;
  readonly power: DomainPower;
  readonly desktops: Desktops;
  readonly snapshots: LibvirtSnapshots;
  readonly media: MachineMedia;
  readonly agent: GuestAgent;
  readonly borrowed: boolean;
  readonly uri: ResolvedOptions['uri'];
  readonly boot: (deadline: Deadline) => Promise<void>;
  readonly setBootOrder: (order: BootOrder, deadline: Deadline) => Promise<void>;
  readonly setNetworkLink: (up: boolean, deadline: Deadline) => Promise<void>;
  readonly exportDisk: (
    index: number,
    path: string,
    format: ImageFormat,
    deadline: Deadline,
  ) => Promise<void>;
  readonly end: (deadline: Deadline) => Promise<void>;
}

type BootOrder = Parameters<Machine['setBootOrder']>[0];

export class LibvirtMachine implements Machine {
  readonly name: string;
  readonly host: Host;
  readonly borrowed: boolean;
  readonly snapshots: LibvirtSnapshots;
  readonly media: MachineMedia;
  readonly agent: GuestAgent;
  readonly #parts: MachineParts;
  readonly #power: DomainPower;
  #disposed: Promise<void> | undefined;

  constructor(parts: MachineParts) {
    this.#parts = parts;
    this.#power = parts.power;
    this.name = parts.power.name;
    this.host = parts.host;
    this.borrowed = parts.borrowed;
    this.snapshots = parts.snapshots;
    this.media = parts.media;
    this.agent = parts.agent;
  }

  get facts(): Readonly<Record<string, unknown>> {
    return { uuid: this.#power.uuid, uri: this.#parts.uri.text, process: this.#power.connection.pid };
  }

  state(call?: CallOptions): Promise<{ readonly state: MachineState; readonly detail: string }> {
    return this.#power.state(call);
  }

  on<Name extends keyof MachineEvents & string>(
    name: Name,
    listener: Listener<MachineEvents[Name]>,
  ): Disposable {
    return this.#power.events.on(name, listener);
  }

  async start(call?: CallOptions): Promise<void> {
    await this.#change(`starting '${this.name}'`, 'starting', call, (deadline) => this.#parts.boot(deadline));
  }

  async stop(call?: CallOptions): Promise<void> {
    await this.#change(`stopping '${this.name}'`, 'stopping', call, (deadline) => this.#power.end(deadline));
  }

  shutdown(call?: CallOptions): Promise<void> {
    return this.#power.shutdown(call);
  }

  async reset(call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('reset', call);
    await this.#power.turns.idle(deadline.options);
    await this.#power.reset(deadline.options);
  }

  async pause(call?: CallOptions): Promise<void> {
    await this.#command('domainSuspend', call);
  }

  async resume(call?: CallOptions): Promise<void> {
    await this.#command('domainResume', call);
  }

  async suspend(call?: CallOptions): Promise<void> {
    await this.#change(`suspending '${this.name}'`, 'stopping', call, async (deadline) => {
      this.#power.requirePower();
      const { connection, uuid } = this.#power;
      await this.#power.ending(() => connection.call('domainManagedSave', { uuid }, deadline.options));
    });
  }

  async discardSuspended(call?: CallOptions): Promise<void> {
    await this.#change('discarding the saved memory', 'busy', call, async (deadline) => {
      const { connection, uuid } = this.#power;
      await connection.call('domainManagedSaveRemove', { uuid }, deadline.options);
    });
  }

  /** From the next power-on on. */
  async setBootOrder(order: BootOrder, call?: CallOptions): Promise<void> {
    await this.#change('setting the boot order', 'busy', call, (deadline) =>
      this.#parts.setBootOrder(order, deadline),
    );
  }

  displays(): number {
    return 1;
  }

  openDesktop(options?: { display?: number } & CallOptions): Promise<Desktop> {
    return this.#parts.desktops.open(options);
  }

  serial(index = 0): SerialPort {
    const { serials } = this.#power;
    const port = serials[index];
    if (port) return port;
    if (this.borrowed)
      throw unsupported(
        'libvirt',
        'serial',
        'Its ports lead where its owner wants; define a machine to have some.',
      );
    throw new GuestwrightError(
      `machine '${this.name}': expected a serial port below ${serials.length}, got ${index}`,
      { code: 'invalid-argument', remedy: "Give the definition more ports with 'serial'." },
    );
  }

  forwarded(guestPort: number): { readonly host: string; readonly port: number } {
    const { transport } = this.#parts.uri;
    if (transport === 'local') return { host: '127.0.0.1', port: this.#power.forwarded(guestPort) };
    throw unsupported(
      'libvirt',
      'network',
      'The ports are of the host itself, which is another computer here.',
    );
  }

  async setNetworkLink(up: boolean, call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline('the network cable', call);
    await this.#parts.setNetworkLink(up, deadline);
  }

  async exportDisk(index: number, path: string, format: ImageFormat, call?: CallOptions): Promise<void> {
    await this.#power.turns.take(`exporting disk ${index}`, { state: 'busy', call }, (deadline) =>
      this.#parts.exportDisk(index, path, format, deadline),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#dispose();
    await this.#disposed;
  }

  async #dispose(): Promise<void> {
    using deadline = new Deadline(`leaving '${this.name}'`, {}, POWER_TIMEOUT);
    await deadline.race(this.#power.turns.close());
    this.#power.leave();
    await this.#parts.desktops[Symbol.asyncDispose]();
    await deadline.race(this.#parts.end(deadline));
  }

  async #change(
    what: string,
    state: MachineState,
    call: CallOptions | undefined,
    work: (deadline: Deadline) => Promise<void>,
  ): Promise<void> {
    await this.#power.turns.take(what, { state, call, timeout: POWER_TIMEOUT }, work);
  }

  /** Not in the middle of a change, which stops and continues the guest itself. */
  async #command(name: 'domainSuspend' | 'domainResume', call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline(name, call);
    await this.#power.turns.idle(deadline.options);
    this.#power.requirePower();
    await this.#power.connection.call(name, { uuid: this.#power.uuid }, deadline.options);
  }
}
