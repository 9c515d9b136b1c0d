/** Live snapshots before each step: the guest goes back to where a step began, where its driver can. */

import type { CallOptions } from '../../base/deadline.ts';
import { messageOf } from '../../base/errors.ts';
import { contextOf, type Guest } from '../../guest/guest.ts';

/** Each takes the guest's memory on disk or in this process: the one of the start is kept, and so many of the last. */
const KEPT_SNAPSHOTS = 12;
/** Of a large guest on a slow disk, in ms. */
const SNAPSHOT_TIMEOUT = 120_000;

/** Stands for the moment at which the recording began, before the first step. */
export const START = 'start';

export class StepSnapshots {
  readonly #guest: Guest;
  #taken: readonly string[] = [];
  #taking = new Set<string>();
  #enabled: boolean;

  /** `wanted`: false to take none, such as on a machine that is somebody else's. */
  constructor(guest: Guest, wanted: boolean) {
    this.#guest = guest;
    this.#enabled = wanted && guest.machine.host.driver.capabilities.has('snapshots.live');
  }

  has(stepId: string): boolean {
    return this.#taken.includes(stepId);
  }

  /** Before the step's first action. Never fails: a guest without snapshots is recorded all the same. */
  async take(stepId: string): Promise<void> {
    if (!this.#enabled || this.has(stepId) || this.#taking.has(stepId)) return;
    this.#taking.add(stepId);
    try {
      await this.#guest.snapshots.take(nameOf(stepId), { timeout: SNAPSHOT_TIMEOUT });
      this.#taken = [...this.#taken, stepId];
      const later = this.#taken.filter((each) => each !== START);
      for (const old of later.slice(0, Math.max(0, later.length - KEPT_SNAPSHOTS))) await this.remove(old);
    } catch (error) {
      this.#enabled = false;
      contextOf(this.#guest).log.add(`no snapshots while recording: ${messageOf(error)}`);
    } finally {
      this.#taking.delete(stepId);
    }
  }

  async restore(stepId: string, call: CallOptions = {}): Promise<void> {
    await this.#guest.snapshots.restore(nameOf(stepId), { timeout: SNAPSHOT_TIMEOUT, ...call });
  }

  /** Never fails: the machine may be gone. */
  async remove(stepId: string): Promise<void> {
    if (!this.has(stepId)) return;
    this.#taken = this.#taken.filter((each) => each !== stepId);
    await this.#guest.snapshots.remove(nameOf(stepId)).catch(() => {});
  }

  async removeAll(): Promise<void> {
    for (const stepId of this.#taken) await this.remove(stepId);
  }
}

function nameOf(stepId: string): string {
  return `recording-${stepId}`;
}
