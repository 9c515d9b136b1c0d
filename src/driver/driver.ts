/** The contract between Guestwright and a hypervisor: driver, host, machine, desktop. */
import type { CallOptions } from '../base/deadline.ts';
import type { Listener } from '../base/events.ts';
import type { Frame, FrameAllocator } from '../frame/frame.ts';
import type { Dimensions, Region } from '../frame/region.ts';
import type { KeyEvent, PhysicalKey } from '../input/keys.ts';
import type { Capability } from './capabilities.ts';
import type { DriveName, MachineDefinition } from './definition.ts';
import type { SlotHost } from './hosts/slot-host.ts';
import type { ImageFormat } from './image-format.ts';

/** One hypervisor's language. Loaded lazily through the registry. */
export interface Driver {
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  /** What `Machine.exportDisk` can write. Default: raw and qcow2. */
  readonly exportFormats?: readonly ImageFormat[];
  /** Keys of the table that it cannot send: asking for one is an error. Default: none. */
  readonly missingKeys?: readonly PhysicalKey[];
  /** Says what is missing on this computer and the one command that gets it; undefined when all is there. */
  probe(): Promise<MissingRequirement | undefined>;
  connect(options: Readonly<Record<string, unknown>>, call?: ConnectCall): Promise<Host>;
  /**
   * Reaches the host that `options` name for its locks alone, by which workers on several computers share it. Only where
   * a host can be shared.
   */
  slotHost?(options: Readonly<Record<string, unknown>>, call?: ConnectCall): Promise<SlotHost>;
  /**
   * Removes what processes of ours that have ended left behind on the host that `options` name, and nothing else. Only
   * where a host outlives its clients.
   */
  clean?(options: Readonly<Record<string, unknown>>, call?: CallOptions): Promise<Cleaned>;
}

export interface ConnectCall extends CallOptions {
  /** What relative paths in the options are taken from. Default: the working directory. */
  readonly baseFolder?: string;
  /** Called with lines for people, of what takes long: an image on its way to the host. Default: nobody is told. */
  readonly tell?: ((line: string) => void) | undefined;
}

export interface Cleaned {
  /** Names of the machines that were removed. */
  readonly removed: readonly string[];
  /** Those that could not be removed, and why. */
  readonly kept: readonly { readonly name: string; readonly reason: unknown }[];
}

export interface MissingRequirement {
  /** What is missing, such as "qemu-system-x86_64 is not on the PATH". */
  readonly missing: string;
  /** One command that gets it, or a sentence where no command does. */
  readonly remedy: string;
}

/** The computer or service that runs guests. Disposing it releases every machine that it defined. */
export interface Host extends AsyncDisposable {
  readonly driver: Driver;
  /** The hypervisor's product and version, such as "QEMU 7.2.19". */
  readonly version: string;
  machines(call?: CallOptions): Promise<readonly MachineInfo[]>;
  machine(name: string, call?: CallOptions): Promise<Machine>;
  /**
   * Brings the images of `definition` to the host, so that `define` need not wait for them: as long as it takes, unless
   * `timeout` says otherwise. Only where a host may be far away.
   */
  prepare?(definition: MachineDefinition, call?: CallOptions): Promise<void>;
  /** A machine of ours, off. Disposing it deletes what was made for it. */
  define(definition: MachineDefinition, call?: CallOptions): Promise<Machine>;
  /** A machine of ours from a snapshot's files, off; starting it continues where the snapshot was taken. */
  defineFrom(definition: MachineDefinition, snapshotFolder: string, call?: CallOptions): Promise<Machine>;
  /**
   * Registers a machine that exists as files, by the path of its settings on the host. It is borrowed: disposing it takes
   * it off the host's list again, and its files stay. Only where a host keeps a list of machines.
   */
  importMachine?(settingsFile: string, call?: CallOptions): Promise<Machine>;
}

export interface MachineInfo {
  readonly name: string;
  readonly state: MachineState;
}

export type MachineState =
  | 'off'
  | 'starting'
  | 'running'
  | 'paused'
  | 'suspended'
  | 'stopping'
  | 'busy'
  | 'blocked'
  | 'unknown';

export interface MachineEvents extends Record<string, unknown> {
  /** The new state and the driver's own word for it. */
  state: { readonly state: MachineState; readonly detail: string };
  /** The guest reset itself or was reset. */
  reset: { readonly by: 'guest' | 'host' };
  /** The guest's process or connection ended without being asked; waits end with this error. */
  died: Error;
}

export interface Machine extends AsyncDisposable {
  readonly name: string;
  readonly host: Host;
  /** True when the machine existed before us: its definition is not edited and it is not deleted. */
  readonly borrowed: boolean;
  state(call?: CallOptions): Promise<{ readonly state: MachineState; readonly detail: string }>;
  on<Name extends keyof MachineEvents & string>(
    name: Name,
    listener: Listener<MachineEvents[Name]>,
  ): Disposable;

  start(call?: CallOptions): Promise<void>;
  /** Power off at once. */
  stop(call?: CallOptions): Promise<void>;
  /** Presses the ACPI power button and waits until the machine is off. */
  shutdown(call?: CallOptions): Promise<void>;
  reset(call?: CallOptions): Promise<void>;
  pause(call?: CallOptions): Promise<void>;
  resume(call?: CallOptions): Promise<void>;
  /** Saves memory to a file and powers off; `start` continues. */
  suspend(call?: CallOptions): Promise<void>;
  discardSuspended(call?: CallOptions): Promise<void>;

  readonly snapshots: MachineSnapshots;
  readonly media: MachineMedia;
  setBootOrder(order: NonNullable<MachineDefinition['bootOrder']>, call?: CallOptions): Promise<void>;

  /** Number of displays, at least 1. */
  displays(): number;
  /** The machine must not be off. One desktop per display at a time; it survives stop and start of the machine. */
  openDesktop(options?: { display?: number } & CallOptions): Promise<Desktop>;
  /** Serial port `index`, from 0. */
  serial(index?: number): SerialPort;

  readonly agent: GuestAgent;
  /** The host's address and port for a guest's forwarded TCP port. */
  forwarded(guestPort: number): { readonly host: string; readonly port: number };
  /**
   * The address at which the guest reaches servers on the loopback of this computer, by the network of its definition;
   * undefined where it does not. Left out where nobody knows. Error `unsupported` if the driver has no network at all.
   */
  loopbackAddress?(): string | undefined;
  /** Cuts or restores the guest's network cable. */
  setNetworkLink(up: boolean, call?: CallOptions): Promise<void>;
  /** Writes disk `index` as a flat image, in one of the driver's `exportFormats`. The machine must be off or paused. */
  exportDisk(index: number, path: string, format: ImageFormat, call?: CallOptions): Promise<void>;
  /**
   * A copy that is ours, off: of the machine as it is (off), or as it was at the snapshot `from`. `linked`: its disks
   * hold what differs only, and stand on the snapshot's. Only where the hypervisor copies machines itself.
   */
  clone?(options?: CloneOptions & CallOptions): Promise<Machine>;
  /** Takes it off the host's list and deletes its files, though it may not be ours. Only where a host keeps a list. */
  delete?(call?: CallOptions): Promise<void>;
  /** Takes a borrowed machine off the host's list; its files stay. Only where a host keeps a list. */
  unregister?(call?: CallOptions): Promise<void>;
  /** Facts for reports and tests, such as the hypervisor's process id and command line. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface CloneOptions {
  /** Of the copy. Default: made up. */
  readonly name?: string | undefined;
  /** Name of the snapshot that is copied. */
  readonly from?: string | undefined;
  readonly linked?: boolean | undefined;
}

export interface MachineSnapshots {
  /** Takes a snapshot named `name`, of memory too when the machine runs. */
  take(name: string, call?: CallOptions): Promise<void>;
  /** Goes back to it; a snapshot of a running machine continues running. */
  restore(name: string, call?: CallOptions): Promise<void>;
  remove(name: string, call?: CallOptions): Promise<void>;
  list(call?: CallOptions): Promise<readonly { readonly name: string; readonly live: boolean }[]>;
  /** Writes the machine as it is now (disks, and memory when it runs) into `folder`; `Host.defineFrom` starts from it. */
  export(folder: string, call?: CallOptions): Promise<{ readonly live: boolean }>;
}

export interface MachineMedia {
  insert(drive: DriveName, image: string, call?: CallOptions): Promise<void>;
  eject(drive: DriveName, call?: CallOptions): Promise<void>;
}

/** A Remote Desktop Access session: frames out, keys and pointer in. */
export interface Desktop extends AsyncDisposable {
  /** The last known size; undefined until the guest has set a mode. */
  readonly size: Dimensions | undefined;
  /**
   * Frames at the driver's adaptive cadence while somebody asks for the next one; a slow consumer gets the newest.
   * An unchanged screen gives frames too, with empty damage and the same `data`, so that waiting for
   * "captured after" ends. Ends when `signal` fires. One consumer at a time.
   */
  frames(options: { readonly signal: AbortSignal; readonly allocator: FrameAllocator }): AsyncIterable<Frame>;
  /** One full fresh capture, its own memory; with `region` only that part is guaranteed to be fresh. */
  capture(options?: { readonly region?: Region } & CallOptions): Promise<Frame>;
  /** Presses and releases, in order, in as few hypervisor calls as possible; resolves when acknowledged. */
  keys(events: readonly KeyEvent[], call?: CallOptions): Promise<void>;
  /** Complete set-1 sequences, as a keyboard sends them. A capability. */
  scancodes(bytes: readonly number[], call?: CallOptions): Promise<void>;
  pointer(events: readonly PointerEvent[], call?: CallOptions): Promise<void>;
  readonly states: DesktopStates;
  /** A capability. */
  readonly clipboard?: DesktopClipboard;
  on<Name extends keyof DesktopEvents & string>(
    name: Name,
    listener: Listener<DesktopEvents[Name]>,
  ): Disposable;
}

/** What depends on the moment. */
export interface DesktopStates {
  /** The guest listens to absolute positions now. */
  readonly 'pointer.absolute': boolean;
  /** Undefined where the transport does not tell. */
  readonly leds:
    | { readonly capsLock: boolean; readonly numLock: boolean; readonly scrollLock: boolean }
    | undefined;
}

/** The text in the guest's clipboard, where the guest shares it. */
export interface DesktopClipboard {
  /** What the guest put there last, as far as it told; undefined before it told anything. */
  read(call?: CallOptions): Promise<string | undefined>;
  write(text: string, call?: CallOptions): Promise<void>;
}

export interface DesktopEvents extends Record<string, unknown> {
  states: DesktopStates;
  /** A line for the guest's call log, such as that the connection was lost and made again. */
  log: string;
  /** The screen may have changed: take the next frame soon. A hint, not a clock. */
  damage: undefined;
}

export type { KeyEvent };

export type PointerButton = 'left' | 'middle' | 'right' | 'back' | 'forward';

/** Moves are in display pixels; `wheel` in notches, positive y scrolls down (towards the user), positive x right. */
export type PointerEvent =
  | { readonly type: 'move'; readonly x: number; readonly y: number }
  | { readonly type: 'moveBy'; readonly dx: number; readonly dy: number }
  | { readonly type: 'button'; readonly button: PointerButton; readonly down: boolean }
  | { readonly type: 'wheel'; readonly dx: number; readonly dy: number };

/** A serial port: bytes out since power-on, bytes in. */
export interface SerialPort {
  /** Everything received so far, as UTF-8 text with broken sequences replaced. */
  readonly output: string;
  onData(listener: Listener<string>): Disposable;
  write(data: string | Uint8Array, call?: CallOptions): Promise<void>;
}

/** A program inside the guest that runs commands for us. */
export interface GuestAgent {
  exec(
    path: string,
    args: readonly string[],
    options?: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } & CallOptions,
  ): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
  copyIn(from: string, guestPath: string, call?: CallOptions): Promise<void>;
  copyOut(guestPath: string, to: string, call?: CallOptions): Promise<void>;
}
