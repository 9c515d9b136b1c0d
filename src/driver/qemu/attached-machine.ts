/** A QEMU machine that is not ours: we look, type and change media, and leave it as it is when we go. */
import { type CallOptions, type Deadline, POWER_TIMEOUT, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { Emitter, type Listener } from '../../base/events.ts';
import { type Capability, unsupported } from '../capabilities.ts';
import type { DriveName } from '../definition.ts';
import type { Desktop, Host, Machine, MachineEvents, MachineMedia, MachineState } from '../driver.ts';
import type { QmpConnection } from '../qmp/connection.ts';
import { QemuDesktop } from './desktop.ts';
import { machineState } from './state.ts';

const OFF = { state: 'off', detail: 'the guest powered off' } as const;

export interface AttachedParts {
  readonly name: string;
  readonly host: Host;
  readonly qmp: QmpConnection;
  readonly pictureFolder: string;
  readonly release: () => Promise<void>;
}

export class AttachedMachine implements Machine {
  readonly name: string;
  readonly host: Host;
  readonly borrowed = true;
  readonly #qmp: QmpConnection;
  readonly #parts: AttachedParts;
  readonly #events = new Emitter<MachineEvents>();
  #epoch = 0;
  /** The guest did it itself: QEMU ends, and its connection closes. */
  #poweredOff = false;
  #disposed: Promise<void> | undefined;

  constructor(parts: AttachedParts) {
    this.name = parts.name;
    this.host = parts.host;
    this.#qmp = parts.qmp;
    this.#parts = parts;
    for (const event of ['STOP', 'RESUME', 'SHUTDOWN', 'GUEST_PANICKED'] as const) {
      this.#qmp.on(event, () => void this.#announce());
    }
    this.#qmp.on('RESET', ({ guest }) => {
      this.#epoch++;
      this.#poweredOff = false; // started with -no-shutdown, it goes on
      this.#events.emit('reset', { by: guest ? 'guest' : 'host' });
    });
    this.#qmp.on('RESUME', () => void this.#epoch++); // whoever owns it may have restored a snapshot
    this.#qmp.on('SHUTDOWN', ({ guest }) => {
      this.#poweredOff = guest;
    });
    this.#qmp.on('closed', (error) => {
      if (this.#disposed) return;
      if (this.#poweredOff) this.#events.emit('state', OFF);
      else this.#events.emit('died', error);
    });
  }

  get facts(): Readonly<Record<string, unknown>> {
    return {};
  }

  async state(call?: CallOptions): Promise<{ readonly state: MachineState; readonly detail: string }> {
    const { closed } = this.#qmp;
    if (closed) return this.#poweredOff ? OFF : { state: 'unknown', detail: closed.message };
    try {
      const { status } = await this.#qmp.execute('query-status', undefined, call);
      return { state: machineState(status), detail: status };
    } catch (error) {
      if (this.#qmp.closed) return await this.state(call);
      throw error;
    }
  }

  on<Name extends keyof MachineEvents & string>(
    name: Name,
    listener: Listener<MachineEvents[Name]>,
  ): Disposable {
    return this.#events.on(name, listener);
  }

  /** It runs already; a QEMU that ended cannot be started by us. */
  async start(call?: CallOptions): Promise<void> {
    const { state, detail } = await this.state(call);
    throw new GuestwrightError(`machine '${this.name}': expected it to be off, it is ${state} (${detail})`, {
      code: 'machine-state',
      remedy: 'Only whoever started this QEMU can start it again.',
    });
  }

  async stop(call?: CallOptions): Promise<void> {
    await this.#qmp.execute('quit', undefined, call);
  }

  async shutdown(call: CallOptions = {}): Promise<void> {
    const work = async (deadline: Deadline) => {
      let tell = () => {};
      const off = new Promise<void>((resolve) => {
        tell = resolve;
      });
      using _listening = this.#qmp.on('SHUTDOWN', tell);
      await this.#qmp.execute('system_powerdown', undefined, deadline.options);
      await deadline.race(off);
    };
    await withDeadline(`shutting down '${this.name}'`, call, work, POWER_TIMEOUT);
  }

  async reset(call?: CallOptions): Promise<void> {
    await this.#qmp.execute('system_reset', undefined, call);
  }

  async pause(call?: CallOptions): Promise<void> {
    await this.#qmp.execute('stop', undefined, call);
  }

  async resume(call?: CallOptions): Promise<void> {
    await this.#qmp.execute('cont', undefined, call);
  }

  readonly media: MachineMedia = {
    insert: async (drive, image, call) => {
      const id = await this.#drive(drive, call);
      const mode = drive.startsWith('optical') ? 'read-only' : 'read-write';
      const medium = { id, filename: image, format: 'raw', force: true, 'read-only-mode': mode } as const;
      await this.#qmp.execute('blockdev-change-medium', medium, call);
    },
    eject: async (drive, call) => {
      await this.#qmp.execute('eject', { id: await this.#drive(drive, call), force: true }, call);
    },
  };

  displays(): number {
    return 1;
  }

  async openDesktop(): Promise<Desktop> {
    const qmp = this.#qmp;
    const isOff = () => this.#poweredOff && qmp.closed !== undefined;
    const epoch = () => this.#epoch;
    const machine = {
      monitor: () => qmp,
      get epoch() {
        return epoch();
      },
      get failure() {
        return isOff() ? undefined : qmp.closed;
      },
      get powered() {
        return !isOff();
      },
      queues: { keyboard: 'ps2', pointer: 'ps2' } as const,
      pictures: this.#parts.pictureFolder,
    };
    return new QemuDesktop(machine, 0, () => {});
  }

  suspend = () => this.#refuse('suspend');
  discardSuspended = () => this.#refuse('suspend');
  setBootOrder = () => this.#refuse('bootOrder');
  exportDisk = () => this.#refuse('disks');
  setNetworkLink = () => this.#refuse('network');

  get snapshots(): never {
    throw this.#lacks('snapshots.live');
  }

  get agent(): never {
    throw this.#lacks('agent');
  }

  serial(): never {
    throw this.#lacks('serial');
  }

  forwarded(): never {
    throw this.#lacks('network');
  }

  /** The machine goes on. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#parts.release();
    await this.#disposed;
  }

  async #announce(): Promise<void> {
    const state = await this.state().catch(() => undefined);
    if (state) this.#events.emit('state', state);
  }

  /** QEMU's name of the first drive of that kind. */
  async #drive(drive: DriveName, call?: CallOptions): Promise<string> {
    const [, kind = '', index = '0'] = /^(optical|floppy)(\d*)$/.exec(drive) ?? [];
    const pattern = kind === 'optical' ? /cd|optical|dvd/i : /floppy|fd/i;
    const blocks = await this.#qmp.execute('query-block', undefined, call);
    const drives = blocks.filter(
      ({ removable, device, qdev = '' }) => removable && pattern.test(`${device} ${qdev}`),
    );
    const found = drives[Number(index || 0)];
    if (found) return found.qdev || found.device;
    throw new GuestwrightError(`machine '${this.name}' has no drive '${drive}'`, {
      code: 'invalid-argument',
      remedy: 'Only whoever started this QEMU can add one.',
    });
  }

  async #refuse(capability: Capability): Promise<never> {
    throw this.#lacks(capability);
  }

  #lacks(capability: Capability): GuestwrightError {
    return unsupported('qemu', capability, 'A machine that was attached to lacks it; define one to have it.');
  }
}
