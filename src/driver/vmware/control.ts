/** What the driver asks of a way to VMware: VIX, or vmrun where no VIX library can be had. */
import type { Deadline } from '../../base/deadline.ts';

export interface HostControl extends AsyncDisposable {
  /** Of the product, for people. */
  readonly version: string;
  readonly kind: 'vix' | 'vmrun';
  /** Paths of the .vmx files of machines that run. */
  running(deadline: Deadline): Promise<readonly string[]>;
  /** Of those on the host's list; none where it keeps no list. */
  registered(deadline: Deadline): Promise<readonly string[]>;
  open(vmx: string, deadline: Deadline): Promise<MachineControl>;
  register(vmx: string, deadline: Deadline): Promise<void>;
  unregister(vmx: string, deadline: Deadline): Promise<void>;
}

/**
 * One machine. Calls settle when the work has really ended, even after the deadline: VIX cannot cancel, and until then the
 * machine is busy.
 */
export interface MachineControl {
  /** What goes on though nobody waits for it any more. */
  readonly draining: string | undefined;
  /** VIX's bits (`POWER_STATES`), others included. */
  powerState(): Promise<number>;
  powerOn(deadline: Deadline): Promise<void>;
  /** `soft`: by VMware Tools in the guest. */
  powerOff(options: { readonly soft: boolean }, deadline: Deadline): Promise<void>;
  reset(deadline: Deadline): Promise<void>;
  suspend(deadline: Deadline): Promise<void>;
  pause(deadline: Deadline): Promise<void>;
  unpause(deadline: Deadline): Promise<void>;
  readonly snapshots: SnapshotControl;
  /** Makes a machine of its own at the path `to`. */
  clone(
    options: { readonly to: string; readonly from: string | undefined; readonly linked: boolean },
    deadline: Deadline,
  ): Promise<void>;
  /** With its disks. */
  delete(deadline: Deadline): Promise<void>;
  upgradeHardware(deadline: Deadline): Promise<void>;
  installTools(deadline: Deadline): Promise<void>;
  /** Undefined where it cannot be done this way. */
  readonly guest: GuestControl | undefined;
  /** Lets go of it. */
  release(): void;
}

export interface SnapshotFacts {
  /** Unique on the machine, or there is an error when it is used. */
  readonly name: string;
  /** With memory of a running machine; undefined where that is not told. */
  readonly live: boolean | undefined;
}

export interface SnapshotControl {
  take(name: string, options: { readonly memory: boolean }, deadline: Deadline): Promise<void>;
  /** Its power state may be what it was then, or not: see what it is afterwards. */
  revert(name: string, deadline: Deadline): Promise<void>;
  remove(name: string, deadline: Deadline): Promise<void>;
  list(deadline: Deadline): Promise<readonly SnapshotFacts[]>;
}

/** A user of the guest. */
export interface GuestUser {
  readonly user: string;
  readonly password: string;
}

/** Through VMware Tools. */
export interface GuestControl {
  waitForTools(deadline: Deadline): Promise<void>;
  /** `interactive`: as the user who is logged in on its screen. */
  login(user: GuestUser & { readonly interactive: boolean }, deadline: Deadline): Promise<void>;
  logout(deadline: Deadline): Promise<void>;
  /** Resolves with the exit code when it has ended. */
  run(program: string, args: string, deadline: Deadline): Promise<number>;
  runScript(interpreter: string, text: string, deadline: Deadline): Promise<number>;
  copyIn(from: string, to: string, deadline: Deadline): Promise<void>;
  copyOut(from: string, to: string, deadline: Deadline): Promise<void>;
  deleteFile(path: string, deadline: Deadline): Promise<void>;
  /** A PNG of the guest's screen as its own tools see it. */
  screenshot(deadline: Deadline): Promise<Uint8Array>;
}
