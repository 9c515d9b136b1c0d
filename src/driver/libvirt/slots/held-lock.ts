/** A lock of ours on a libvirt host: shows that we live, notices when it is gone, and is given back. */
import { now } from '../../../base/deadline.ts';
import { GuestwrightError, messageOf } from '../../../base/errors.ts';
import { type Holder, MISSED_BEATS } from '../../hosts/holder.ts';
import type { HeldLock } from '../../hosts/slot-host.ts';
import type { Connection } from '../connection.ts';
import { libvirtCode } from '../faults.ts';
import { ERROR } from '../library/constants.ts';
import { noteOf } from './lock-domain.ts';

/** What a lock needs of a connection. */
export type LockCaller = Pick<Connection, 'call' | 'setWill' | 'uri'>;

export class LibvirtLock implements HeldLock {
  readonly name: string;
  readonly id: string;
  readonly #connection: LockCaller;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #holder: Holder;
  #beatenAt = now();
  #beating: Promise<void> | undefined;
  #disposed: Promise<void> | undefined;

  constructor(connection: LockCaller, name: string, id: string, holder: Holder) {
    this.name = name;
    this.id = id;
    this.#connection = connection;
    this.#holder = holder;
    // After a restart of the host's daemon it no longer ends with our connection.
    connection.setWill(id, [{ operation: 'domainDestroy', args: { uuid: id } }]);
    this.#timer = setInterval(() => {
      this.#beating ??= this.#beat().finally(() => {
        this.#beating = undefined;
      });
    }, holder.interval).unref();
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async #beat(): Promise<void> {
    this.#holder = { ...this.#holder, beat: this.#holder.beat + 1 };
    try {
      await this.#connection.call(
        'noteWrite',
        { uuid: this.id, note: noteOf(this.#holder) },
        { timeout: this.#patience },
      );
      this.#beatenAt = now();
    } catch (error) {
      const isGone = libvirtCode(error) === ERROR.noDomain;
      // By now somebody else may have found that we give no sign of life.
      if (isGone || now() - this.#beatenAt > this.#patience) this.#lose(error);
    }
  }

  get #patience(): number {
    return MISSED_BEATS * this.#holder.interval;
  }

  #lose(cause: unknown): void {
    clearInterval(this.#timer);
    if (this.#disposed) return;
    const error = new GuestwrightError(
      `${this.name} on ${this.#connection.uri} was lost: ${messageOf(cause).split('\n')[0]}`,
      {
        code: 'connection-lost',
        cause,
        remedy: "Look at the host and at 'guestwright hosts': somebody else may run guests in its place.",
      },
    );
    this.#lost.abort(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#giveBack();
    await this.#disposed;
  }

  async #giveBack(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    // Gone is gone, and the host frees what we cannot reach.
    await this.#connection.call('domainDestroy', { uuid: this.id }).catch(() => {});
    this.#connection.setWill(this.id, []);
  }
}
