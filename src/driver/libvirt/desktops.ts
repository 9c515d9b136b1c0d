/** The desktops of a domain: by QEMU's monitor where there is one, else by libvirt's screenshots and key chords. */
import { type CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { volatileFolder } from '../../base/platform.ts';
import { type PrivateFolder, privateFolder } from '../../base/temporary.ts';
import { PooledAllocator } from '../../frame/allocator.ts';
import type { Desktop } from '../driver.ts';
import { type DesktopMachine, QemuDesktop } from '../qemu/desktop.ts';
import type { InputQueues } from '../qemu/input-sender.ts';
import { Screendump } from '../qemu/screendump.ts';
import { ChordDesktop } from './chord-desktop.ts';
import type { DomainPower } from './power.ts';
import { ScreenshotSource } from './screenshot-source.ts';
import type { ConnectionUri } from './uri.ts';
import { VncScreen } from './vnc/screen.ts';

export interface DesktopWays {
  /** Whether the hypervisor is QEMU, whose monitor libvirt passes on. */
  readonly monitor: boolean;
  /** Whether QEMU may write pictures into a folder of ours: it runs on this computer, as this user. */
  readonly shared: boolean;
  /** How the host is reached, where pictures are wanted by VNC. */
  readonly vnc: ConnectionUri | undefined;
  readonly queues: InputQueues;
}

export class Desktops implements AsyncDisposable {
  readonly #power: DomainPower;
  readonly #ways: DesktopWays;
  readonly #open = new Set<number>();
  readonly #vnc: VncScreen | undefined;
  #folder: PrivateFolder | undefined;

  constructor(power: DomainPower, ways: DesktopWays) {
    this.#power = power;
    this.#ways = ways;
    this.#vnc = ways.vnc && new VncScreen(power, ways.vnc);
  }

  async open({ display = 0, ...call }: { display?: number } & CallOptions = {}): Promise<Desktop> {
    const power = this.#power;
    power.requirePower();
    if (display !== 0) {
      throw new GuestwrightError(`machine '${power.name}': expected display 0, got ${display}`, {
        code: 'invalid-argument',
      });
    }
    if (this.#open.has(display)) {
      throw new GuestwrightError(
        `machine '${power.name}': the desktop of display ${display} is open already`,
        {
          code: 'machine-in-use',
          remedy: 'Use that one, or dispose it first.',
        },
      );
    }
    this.#open.add(display);
    try {
      const onDispose = () => void this.#open.delete(display);
      if (!this.#ways.monitor && this.#vnc) throw withoutMonitor();
      if (!this.#ways.monitor) return new ChordDesktop(power, onDispose);
      return new QemuDesktop(await this.#machine(call), display, onDispose);
    } catch (error) {
      this.#open.delete(display);
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#vnc?.[Symbol.asyncDispose]();
    await this.#folder?.[Symbol.asyncDispose]();
  }

  async #machine(call: CallOptions): Promise<DesktopMachine> {
    const power = this.#power;
    const pictures = await this.#pictures(call);
    return {
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
      queues: this.#ways.queues,
    };
  }

  async #pictures(call: CallOptions): Promise<DesktopMachine['pictures']> {
    const vnc = this.#vnc;
    if (vnc) return () => vnc.source();
    const { connection, uuid } = this.#power;
    return (await this.#pictureFolder(call)) ?? (() => new ScreenshotSource(connection, uuid));
  }

  /** Undefined where QEMU's pictures do not arrive: tried once, as a daemon may run in another container or as another user. */
  async #pictureFolder(call: CallOptions): Promise<string | undefined> {
    if (!this.#ways.shared) return undefined;
    using deadline = new Deadline('looking where pictures arrive', call);
    this.#folder ??= await privateFolder(volatileFolder());
    const { path } = this.#folder;
    using probe = new Screendump(path, 'probe');
    try {
      await probe.take(this.#power.monitor(), {
        allocator: new PooledAllocator(),
        display: 0,
        ...deadline.options,
      });
      return path;
    } catch (error) {
      const refused =
        isGuestwrightError(error, 'hypervisor') || (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!refused) throw error;
      return undefined;
    }
  }
}

function withoutMonitor(): GuestwrightError {
  return new GuestwrightError("driver 'libvirt': frames: 'vnc' is offered on QEMU hosts only", {
    code: 'unsupported',
    remedy:
      "Leave frames out: screenshots are taken. Or connect to the VNC server itself, by the driver 'vnc'.",
  });
}
