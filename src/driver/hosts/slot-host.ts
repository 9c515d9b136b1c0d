/** What a driver offers whose hosts are shared: locks on the host itself, which all computers that use it see. */
import type { CallOptions } from '../../base/deadline.ts';
import type { MachineState } from '../driver.ts';
import type { GuestNote } from './guest-note.ts';
import type { Holder } from './holder.ts';

/** A host as far as its locks go. Disposing it gives back what was taken through it. */
export interface SlotHost extends AsyncDisposable {
  /** All locks there are, whoever took them. */
  locks(call?: CallOptions): Promise<readonly SeenLock[]>;
  /**
   * Takes the lock `name` for `holder`; undefined when somebody else has it. It is given back when it is disposed, when
   * the owner's process ends however it ends, and when the link to it stays cut.
   */
  take(name: string, holder: Holder, call?: CallOptions): Promise<HeldLock | undefined>;
  /** Everybody's machines on the host, ours with what they say of themselves. */
  guests(call?: CallOptions): Promise<readonly SeenGuest[]>;
  /** Removes what nobody needs any more: guests whose slots are gone, disks without their machine, images by age. */
  prune(request: PruneRequest, call?: CallOptions): Promise<Pruned>;
  /**
   * Removes a lock whose owner is gone, exactly this one and not a newer one of its name, and the machines that its
   * owner left; resolves with their names.
   */
  remove(lock: SeenLock, call?: CallOptions): Promise<readonly string[]>;
  /** Removes the guests whose slots are gone; resolves with their names. One that stays does not keep the others. */
  removeLeft(call?: CallOptions): Promise<readonly string[]>;
}

export interface SeenLock {
  readonly name: string;
  /** Another one for each taking. */
  readonly id: string;
  /** Undefined for what no Guestwright wrote. */
  readonly holder: Holder | undefined;
}

export interface SeenGuest {
  readonly name: string;
  /** Another one for each machine that ever was. */
  readonly id: string;
  readonly state: MachineState;
  /** Undefined for what no Guestwright made. */
  readonly note: GuestNote | undefined;
}

export interface PruneRequest {
  /** Images that nobody used for so long, in ms. */
  readonly olderThan: number;
  /** Only tells what it would remove. */
  readonly dryRun: boolean;
}

/** What was found to prune. */
export interface PruneItem {
  readonly kind: 'guest' | 'disk' | 'image';
  readonly name: string;
  /** Of its file; undefined for guests. */
  readonly bytes?: number;
  /** Why it goes, or why it stays. */
  readonly reason: string;
}

export interface Pruned {
  readonly removed: readonly PruneItem[];
  readonly kept: readonly PruneItem[];
}

export interface HeldLock extends AsyncDisposable {
  readonly name: string;
  readonly id: string;
  /** Fires with the error when the lock is no longer ours. */
  readonly lost: AbortSignal;
}
