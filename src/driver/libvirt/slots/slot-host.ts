/** Locks on a libvirt host that all of its clients see: domains that never run and end with their owner's connection. */
import { type CallOptions, Deadline } from '../../../base/deadline.ts';
import { readGuestNote } from '../../hosts/guest-note.ts';
import { type Holder, readHolder } from '../../hosts/holder.ts';
import type { HeldLock, Pruned, PruneRequest, SeenGuest, SeenLock, SlotHost } from '../../hosts/slot-host.ts';
import { isLockName } from '../../hosts/slot-name.ts';
import { Connection } from '../connection.ts';
import { DEFAULT_POOL } from '../images/image-name.ts';
import { poolVolumes, prune, removeGuest } from '../images/prune.ts';
import { leftGuests, type PoolVolume } from '../images/prune-plan.ts';
import type { ResolvedOptions } from '../options.ts';
import { machineState } from '../state.ts';
import { lockTypeOf, takeLock } from './take-lock.ts';

/**
 * Opens a connection for locks alone: one that is busy with pictures or uploads may be replaced, and its locks would go
 * with it. Errors: those of connecting, `unsupported` where domains cannot be bound to a connection.
 */
export async function openSlotHost({ connection: options, uri, pool }: ResolvedOptions, call: CallOptions) {
  using deadline = new Deadline(`connecting to ${uri.text}`, call);
  const connection = await Connection.open(options, deadline.options);
  try {
    return new LibvirtSlotHost(connection, pool ?? DEFAULT_POOL, await lockTypeOf(connection, deadline));
  } catch (error) {
    await connection[Symbol.asyncDispose]();
    throw error;
  }
}

/** Deleting large files takes its time, in ms. */
const PRUNE_TIMEOUT = 10 * 60_000;

class LibvirtSlotHost implements SlotHost {
  readonly #connection: Connection;
  readonly #pool: string;
  readonly #type: string;

  constructor(connection: Connection, pool: string, type: string) {
    this.#connection = connection;
    this.#pool = pool;
    this.#type = type;
  }

  async locks(call?: CallOptions): Promise<readonly SeenLock[]> {
    const notes = await this.#connection.call('noteList', {}, call);
    const ours = notes.filter(({ name }) => isLockName(name));
    return ours.map(({ uuid, name, note }) => ({ name, id: uuid, holder: readHolder(note) }));
  }

  async guests(call: CallOptions = {}): Promise<readonly SeenGuest[]> {
    using deadline = new Deadline(`looking for the guests of ${this.#connection.uri}`, call);
    const notes = await this.#connection.call('noteList', {}, deadline.options);
    const domains = await this.#connection.call('domainList', {}, deadline.options);
    return domains.flatMap((domain) => {
      const { name, uuid } = domain;
      const text = notes.find((note) => note.uuid === uuid)?.note ?? '';
      return isLockName(name)
        ? []
        : [{ name, id: uuid, state: machineState(domain).state, note: readGuestNote(text) }];
    });
  }

  async take(name: string, holder: Holder, call: CallOptions = {}): Promise<HeldLock | undefined> {
    using deadline = new Deadline(`taking ${name} on ${this.#connection.uri}`, call);
    return await takeLock(this.#connection, { name, type: this.#type, holder }, deadline);
  }

  async prune(request: PruneRequest, call: CallOptions = {}): Promise<Pruned> {
    using deadline = new Deadline(`pruning ${this.#connection.uri}`, call, PRUNE_TIMEOUT);
    return await prune({ ...this.#place, ...(await this.#seen(deadline)) }, request, deadline);
  }

  async remove({ id }: SeenLock, call: CallOptions = {}): Promise<readonly string[]> {
    using deadline = new Deadline(`freeing a slot of ${this.#connection.uri}`, call);
    const left = (await this.guests(deadline.options)).filter(({ note }) => note?.slot === id);
    const volumes = await this.#volumesOf(left, deadline);
    for (const guest of left) await removeGuest(this.#place, guest.id, volumes, deadline);
    await removeGuest(this.#place, id, [], deadline);
    return left.map(({ name }) => name);
  }

  async removeLeft(call: CallOptions = {}): Promise<readonly string[]> {
    using deadline = new Deadline(`looking for left guests of ${this.#connection.uri}`, call);
    const left = leftGuests(await this.#seen(deadline));
    const volumes = await this.#volumesOf(left, deadline);
    const removed: string[] = [];
    for (const { id, name } of left) {
      try {
        await removeGuest(this.#place, id, volumes, deadline);
        removed.push(name);
      } catch {
        deadline.throwIfDone(); // else `guestwright hosts` shows it, and why it stays
      }
    }
    return removed;
  }

  /** The guests first: the slot of a guest that was seen is gone only after it. */
  async #seen(deadline: Deadline): Promise<{ guests: readonly SeenGuest[]; locks: readonly SeenLock[] }> {
    const guests = await this.guests(deadline.options);
    return { guests, locks: await this.locks(deadline.options) };
  }

  async #volumesOf(guests: readonly unknown[], deadline: Deadline): Promise<readonly PoolVolume[]> {
    return guests.length > 0 ? await poolVolumes(this.#place, deadline) : [];
  }

  get #place() {
    return { connection: this.#connection, pool: this.#pool };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection[Symbol.asyncDispose]();
  }
}
