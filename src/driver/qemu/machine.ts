/** A machine of ours on QEMU: its parts, and the order in which they are used. */
import { type CallOptions, Deadline, POWER_TIMEOUT } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { Listener } from '../../base/events.ts';
import type { PrivateFolder } from '../../base/temporary.ts';
import type { Desktop, Host, Machine, MachineEvents, MachineState, SerialPort } from '../driver.ts';
import type { ImageFormat } from '../image-format.ts';
import { QemuAgent } from './agent.ts';
import { changeBootOrder } from './boot-order.ts';
import { QemuDesktop } from './desktop.ts';
import { IDS, USER_NETWORK_HOST } from './ids.ts';
import type { LanPort } from './lan.ts';
import { QemuMedia } from './media.ts';
import { MachineMemory, type SavedMemory } from './memory.ts';
import { type BootDevice, inputQueues, type MachinePlan } from './plan.ts';
import { MachinePower } from './power.ts';
import { exportImage } from './qemu-img.ts';
import { QemuSnapshots } from './snapshots.ts';
import type { MachineStorage } from './storage.ts';

/** Disks and state; and pictures, in memory where the system has a folder of it. */
export interface MachineFolders extends AsyncDisposable {
  readonly files: PrivateFolder;
  readonly pictures: PrivateFolder;
}

/** What a machine is put together from. */
export interface MachineParts {
  readonly name: string;
  readonly host: Host;
  readonly plan: MachinePlan;
  readonly storage: MachineStorage;
  readonly folders: MachineFolders;
  /** Its place on a LAN, if its plan names one. */
  readonly lan: LanPort | undefined;
  /** Continues with it at the first start. */
  readonly memory: SavedMemory | undefined;
  readonly onDispose: () => void;
}

export class QemuMachine implements Machine {
  readonly name: string;
  readonly host: Host;
  readonly borrowed = false;
  readonly media: QemuMedia;
  readonly snapshots: QemuSnapshots;
  readonly agent: QemuAgent;
  readonly #parts: MachineParts;
  readonly #power: MachinePower;
  readonly #memory: MachineMemory;
  readonly #desktops = new Set<number>();

  constructor(parts: MachineParts) {
    const { name, host, plan, storage, lan } = parts;
    this.name = name;
    this.host = host;
    this.#parts = parts;
    this.#power = new MachinePower(name, plan, storage, lan);
    this.#memory = new MachineMemory(this.#power, storage, parts.memory);
    this.media = new QemuMedia(this.#power, storage);
    this.agent = new QemuAgent(() => this.#power.running().agent);
    this.snapshots = new QemuSnapshots(this.#power, this.#memory, storage);
  }

  get facts(): Readonly<Record<string, unknown>> {
    const { process } = this.#power;
    return { pid: process?.pid, commandLine: process?.commandLine, folder: this.#parts.storage.folder };
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
    const options = { state: 'starting', call, timeout: POWER_TIMEOUT } as const;
    await this.#power.turns.take(`starting '${this.name}'`, options, (deadline) =>
      this.#memory.start(deadline),
    );
  }

  async stop(call?: CallOptions): Promise<void> {
    const options = { state: 'stopping', call, timeout: POWER_TIMEOUT } as const;
    await this.#power.turns.take(`stopping '${this.name}'`, options, (deadline) => this.#power.end(deadline));
  }

  shutdown(call?: CallOptions): Promise<void> {
    return this.#power.shutdown(call);
  }

  async reset(call?: CallOptions): Promise<void> {
    await this.#command('system_reset', call);
  }

  async pause(call?: CallOptions): Promise<void> {
    await this.#command('stop', call);
  }

  async resume(call?: CallOptions): Promise<void> {
    await this.#command('cont', call);
  }

  async suspend(call?: CallOptions): Promise<void> {
    const options = { state: 'stopping', call, timeout: POWER_TIMEOUT } as const;
    await this.#power.turns.take(`suspending '${this.name}'`, options, (deadline) =>
      this.#memory.suspend(deadline),
    );
  }

  async discardSuspended(call?: CallOptions): Promise<void> {
    const options = { state: 'busy', call } as const;
    await this.#power.turns.take('discarding the saved memory', options, () =>
      this.#memory.discardSuspended(),
    );
  }

  /** Off: for the next start. Running: from the next reset on. */
  async setBootOrder(order: readonly BootDevice[], call?: CallOptions): Promise<void> {
    const power = this.#power;
    await power.turns.take('setting the boot order', { state: 'busy', call }, async ({ options }) => {
      power.plan = { ...power.plan, bootOrder: order };
      if (power.powered) await changeBootOrder(power.monitor(), power.plan, options);
    });
  }

  displays(): number {
    return 1;
  }

  async openDesktop({ display = 0 }: { display?: number } & CallOptions = {}): Promise<Desktop> {
    const power = this.#power;
    power.monitor();
    if (display >= this.displays()) {
      throw new GuestwrightError(
        `machine '${this.name}': expected a display below ${this.displays()}, got ${display}`,
        {
          code: 'invalid-argument',
        },
      );
    }
    if (this.#desktops.has(display)) {
      throw new GuestwrightError(
        `machine '${this.name}': the desktop of display ${display} is open already`,
        {
          code: 'machine-in-use',
          remedy: 'Use that one, or dispose it first.',
        },
      );
    }
    this.#desktops.add(display);
    const pictures = this.#parts.folders.pictures.path;
    const machine = {
      monitor: () => power.monitor(),
      get failure() {
        return power.failure;
      },
      get powered() {
        return power.powered;
      },
      get epoch() {
        return power.epoch;
      },
      pictures,
      queues: inputQueues(power.plan),
    };
    return new QemuDesktop(machine, display, () => this.#desktops.delete(display));
  }

  serial(index = 0): SerialPort {
    const port = this.#power.serials[index];
    if (port) return port;
    throw new GuestwrightError(
      `machine '${this.name}': expected a serial port below ${this.#power.serials.length}, got ${index}`,
      { code: 'invalid-argument', remedy: "Give the definition more ports with 'serial'." },
    );
  }

  forwarded(guestPort: number): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: this.#power.running().forwarded(guestPort) };
  }

  loopbackAddress(): string | undefined {
    return this.#power.plan.network?.kind === 'user' ? USER_NETWORK_HOST : undefined;
  }

  async setNetworkLink(up: boolean, call?: CallOptions): Promise<void> {
    const { plan } = this.#power;
    if (!plan.network) {
      throw new GuestwrightError(`machine '${this.name}' has no network`, {
        code: 'invalid-argument',
        remedy: "Give its definition network: 'user'.",
      });
    }
    await this.#power.monitor().execute('set_link', { name: IDS.nic, up }, call);
  }

  async exportDisk(index: number, path: string, format: ImageFormat, call?: CallOptions): Promise<void> {
    const disk = this.#parts.storage.disks[index];
    if (!disk) {
      throw new GuestwrightError(
        `machine '${this.name}': expected a disk below ${this.#parts.storage.disks.length}, got ${index}`,
        { code: 'invalid-argument' },
      );
    }
    await this.#power.turns.take(`exporting disk ${index}`, { state: 'busy', call }, async (deadline) => {
      await this.#memory.whileStill(deadline, () => exportImage(disk, { path, format }, deadline.options));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#power.dispose();
    this.#parts.lan?.[Symbol.dispose]();
    await this.#parts.folders[Symbol.asyncDispose]();
    this.#parts.onDispose();
  }

  /** Not in the middle of a change, which stops and continues the guest itself. */
  async #command(name: 'system_reset' | 'stop' | 'cont', call: CallOptions = {}): Promise<void> {
    using deadline = new Deadline(`'${name}'`, call);
    await this.#power.turns.idle(deadline.options);
    await this.#power.monitor().execute(name, undefined, deadline.options);
  }
}
