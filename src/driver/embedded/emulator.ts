/** One v86 machine in its worker: run, paused, reset, saved; its drives and its ports. */
import { readFile } from 'node:fs/promises';
import { GuestwrightError } from '../../base/errors.ts';
import { writeBootOrder } from './boot-order.ts';
import { continueClock, holdClock, setClock } from './clock.ts';
import { Disk } from './disk.ts';
import { emptyDisk } from './disk-content.ts';
import { fileError, flatImageSize, packDisk } from './disk-file.ts';
import type { Display } from './display.ts';
import { type Leds, watchLeds } from './keyboard-leds.ts';
import { arrayBufferOf, makeV86 } from './make-v86.ts';
import { watchPower } from './power-ports.ts';
import type { BootOrder, BootPlan } from './protocol.ts';
import { readPacked, writePacked } from './state-file.ts';
import type { V86Cpu, V86Emulator } from './v86-internals.ts';

/** VMware's backdoor port, and what is read where there is nothing. */
const VMWARE_PORT = 0x5658;
const NOTHING_THERE = -1;
/** The absolute pointer after power-on. */
const NO_VMWARE_STATE = { enabled: false, absolute: false, last_x: -1, last_y: -1 };

export interface EmulatorListener {
  readonly serial: (port: number, byte: number) => void;
  /** Whether the guest listens to absolute positions. */
  readonly absolute: (listening: boolean) => void;
  /** Undefined after a reset. */
  readonly leds: (leds: Leds | undefined) => void;
  /** The guest reset itself. */
  readonly reset: () => void;
  /** The guest switched itself off. */
  readonly poweredOff: () => void;
}

export class Emulator {
  readonly cpu: V86Cpu;
  readonly #v86: V86Emulator;
  readonly #plan: BootPlan;
  readonly #listener: EmulatorListener;
  readonly #disks: readonly Disk[];
  #optical: Disk | undefined;
  #running = false;
  #resetting = false;

  private constructor(
    v86: V86Emulator,
    plan: BootPlan,
    listener: EmulatorListener,
    media: { readonly disks: readonly Disk[]; readonly optical: Disk | undefined },
  ) {
    this.#v86 = v86;
    this.cpu = v86.v86.cpu;
    this.#plan = plan;
    this.#listener = listener;
    this.#disks = media.disks;
    this.#optical = media.optical;
  }

  /** Makes the machine and lets it run, from power-on or from the plan's saved state. */
  static async boot(plan: BootPlan, display: Display, listener: EmulatorListener): Promise<Emulator> {
    const media = {
      disks: plan.disks.map((content) => new Disk(content)),
      optical: plan.optical === undefined ? undefined : await opticalDisk(plan.optical),
      floppy: plan.floppy === undefined ? undefined : await readWhole(plan.floppy),
    };
    const v86 = await makeV86(plan, media, display.adapter);
    const emulator = new Emulator(v86, plan, listener, media);
    display.attach(emulator.cpu);
    emulator.#listen();
    if (plan.floppy !== undefined) emulator.#checkFloppy(plan.floppy);
    if (!plan.absolutePointer) {
      emulator.cpu.io.register_read(VMWARE_PORT, v86, undefined, undefined, () => NOTHING_THERE);
    }
    const { rtc } = emulator.cpu.devices;
    if (plan.state === undefined) setClock(rtc, plan.clock);
    else {
      await v86.restore_state(arrayBufferOf(await readPacked(plan.state)));
      continueClock(rtc, plan.clock);
    }
    await emulator.#run();
    return emulator;
  }

  get running(): boolean {
    return this.#running;
  }

  async pause(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    const stopped = this.#v86.stop();
    this.cpu.stop_idling();
    await stopped;
    holdClock(this.cpu.devices.rtc);
  }

  async resume(): Promise<void> {
    if (this.#running) return;
    continueClock(this.cpu.devices.rtc, this.#plan.clock);
    await this.#run();
  }

  reset(): void {
    this.#resetting = true;
    this.#v86.restart();
    this.#resetting = false;
    this.cpu.stop_idling();
  }

  /** Stops for good. */
  async powerOff(): Promise<void> {
    await this.pause();
    for (const disk of [...this.#disks, this.#optical]) disk?.[Symbol.dispose]();
  }

  /** Writes state and disks as they are now; the guest goes on while they are compressed. */
  async save(statePath: string, diskPaths: readonly string[]): Promise<void> {
    const saved = this.#v86.save_state(); // done in this very turn, as are the disks
    const packed = this.#disks.map(({ content }) => packDisk(content));
    const state = new Uint8Array(await saved);
    await Promise.all([
      writePacked(statePath, state),
      ...diskPaths.map((path, i) => writePacked(path, packed[i] as Buffer)),
    ]);
  }

  async insert(drive: 'optical' | 'floppy', path: string): Promise<void> {
    if (drive === 'floppy') {
      await this.#v86.set_fda({ buffer: await readWhole(path) });
      this.#checkFloppy(path);
      return;
    }
    const disk = await opticalDisk(path);
    this.#optical?.[Symbol.dispose]();
    this.#optical = disk;
    this.cpu.devices.cdrom.set_cdrom(disk);
  }

  eject(drive: 'optical' | 'floppy'): void {
    if (drive === 'floppy') {
      this.cpu.devices.fdc.drives[0]?.eject_disk();
      return;
    }
    this.cpu.devices.cdrom.eject();
    this.#optical?.[Symbol.dispose]();
    this.#optical = undefined;
  }

  /** Holds from the next reset on. */
  setBootOrder(order: BootOrder): void {
    writeBootOrder(this.cpu.devices.rtc, order);
  }

  /** Tells v86's devices something, such as a key's byte. */
  send(name: string, value: unknown): void {
    this.#v86.bus.send(name, value);
  }

  sendSerial(port: number, bytes: Uint8Array): void {
    this.#v86.serial_send_bytes(port, bytes);
  }

  async #run(): Promise<void> {
    this.#running = true;
    await this.#v86.run();
  }

  /** What the guest does between switching itself off and the emulator's stop, up to 1 ms, is not told. */
  #listen(): void {
    const { absolute, leds, poweredOff, reset, serial } = this.#listener;
    let off = false;
    for (let port = 0; port < this.#plan.serialPorts; port++) {
      this.#v86.add_listener(`serial${port}-output-byte`, (byte: number) => {
        if (!off) serial(port, byte);
      });
    }
    this.#v86.add_listener('vmware-absolute-mouse', absolute);
    const onReset = () => {
      Object.assign(this.cpu.devices.vmware, NO_VMWARE_STATE, { queue: [] });
      absolute(false);
      leds(undefined);
      if (!this.#resetting && !off) reset();
    };
    const onPowerOff = () => {
      if (off) return;
      off = true;
      void this.pause().then(poweredOff);
    };
    watchPower(this.cpu, onPowerOff, onReset);
    watchLeds(this.cpu, leds);
  }

  /** v86 leaves the drive empty without a word when it knows no format of that size. */
  #checkFloppy(path: string): void {
    if (this.cpu.devices.fdc.drives[0]?.buffer) return;
    throw new GuestwrightError(`floppy '${path}': its size is that of no floppy format`, {
      code: 'invalid-argument',
      remedy: 'Name an image of a floppy, such as 1474560 bytes.',
    });
  }
}

async function opticalDisk(path: string): Promise<Disk> {
  return new Disk(emptyDisk(await flatImageSize(path), path));
}

async function readWhole(path: string): Promise<ArrayBuffer> {
  try {
    return arrayBufferOf(await readFile(path));
  } catch (cause) {
    throw fileError(`image '${path}': could not be read`, cause);
  }
}
