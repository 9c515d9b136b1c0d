/** Locks on a libvirt host that all of its clients see: domains that never run and end with their owner's connection. */
import { randomUUID } from 'node:crypto';
import { type CallOptions, Deadline } from '../../../base/deadline.ts';
import { GuestwrightError } from '../../../base/errors.ts';
import { readGuestNote } from '../../hosts/guest-note.ts';
import { type Holder, readHolder } from '../../hosts/holder.ts';
import type { HeldLock, SeenGuest, SeenLock, SlotHost } from '../../hosts/slot-host.ts';
import { isLockName } from '../../hosts/slot-name.ts';
import { Connection } from '../connection.ts';
import { libvirtCode } from '../faults.ts';
import { CREATE, ERROR } from '../library/constants.ts';
import type { ResolvedOptions } from '../options.ts';
import { machineState } from '../state.ts';
import { LibvirtLock } from './held-lock.ts';
import { lockDomainXml, lockType } from './lock-domain.ts';

/** Somebody may take and give back between our try and our look. */
const TRIES = 3;

/**
 * Opens a connection for locks alone: one that is busy with pictures or uploads may be replaced, and its locks would go
 * with it. Errors: those of connecting, `unsupported` where domains cannot be bound to a connection.
 */
export async function openSlotHost({ connection: options, uri }: ResolvedOptions, call: CallOptions) {
  using deadline = new Deadline(`connecting to ${uri.text}`, call);
  const connection = await Connection.open(options, deadline.options);
  try {
    const { type } = await connection.call('hostFacts', {}, deadline.options);
    const kind = lockType(await connection.call('hostCapabilities', {}, deadline.options));
    if (type === 'QEMU' && kind !== undefined) return new LibvirtSlotHost(connection, kind);
    throw new GuestwrightError(`hosts: ${uri.text} is run by ${type}, which keeps no locks for us`, {
      code: 'unsupported',
      remedy: 'Share hosts that run QEMU, or leave hosts out and name the uri in driver.',
    });
  } catch (error) {
    await connection[Symbol.asyncDispose]();
    throw error;
  }
}

class LibvirtSlotHost implements SlotHost {
  readonly #connection: Connection;
  readonly #type: string;

  constructor(connection: Connection, type: string) {
    this.#connection = connection;
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
    for (let tries = 1; ; tries++) {
      const uuid = randomUUID();
      const xml = lockDomainXml({ name, uuid, type: this.#type, holder });
      try {
        const flags = CREATE.paused | CREATE.autoDestroy;
        await this.#connection.call('domainCreate', { xml, flags }, deadline.options);
        return new LibvirtLock(this.#connection, name, uuid, holder);
      } catch (error) {
        const locks = await this.locks(deadline.options);
        if (locks.some((lock) => lock.name === name)) return undefined;
        if (tries === TRIES) throw error;
      }
    }
  }

  async remove({ id }: SeenLock, call: CallOptions = {}): Promise<readonly string[]> {
    using deadline = new Deadline(`freeing a slot of ${this.#connection.uri}`, call);
    const left = (await this.guests(deadline.options)).filter(({ note }) => note?.slot === id);
    for (const guest of left) await this.#destroy(guest.id, deadline);
    await this.#destroy(id, deadline);
    return left.map(({ name }) => name);
  }

  async #destroy(uuid: string, deadline: Deadline): Promise<void> {
    try {
      await this.#connection.call('domainDestroy', { uuid }, deadline.options);
    } catch (error) {
      if (libvirtCode(error) !== ERROR.noDomain) throw error; // somebody was faster
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection[Symbol.asyncDispose]();
  }
}
