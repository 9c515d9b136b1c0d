/** One machine of a service: its handle, asked for again after another log-in. */
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { ArgumentsOf } from '../ffi/function-table.ts';
import type { OwnedHandle } from '../ffi/handles.ts';
import { SharedAttempt } from '../shared-attempt.ts';
import type { PrlFunctions } from './abi/functions.ts';
import type { JobCall, PrlApi, Starter } from './api.ts';
import { findById } from './find-machine.ts';
import { sameId } from './machine-id.ts';
import type { PrlSession } from './session.ts';

export class MachineRef implements Disposable {
  readonly session: PrlSession;
  readonly id: string;
  readonly name: string;
  #handle: OwnedHandle;
  #epoch: number;
  readonly #known: Disposable;
  /** The new handle has one owner, whoever asks for it. */
  readonly #finding = new SharedAttempt<void>();

  /** Takes over `handle`. */
  constructor(
    session: PrlSession,
    { id, name, handle }: { readonly id: string; readonly name: string; readonly handle: OwnedHandle },
  ) {
    this.session = session;
    this.id = id;
    this.name = name;
    this.#handle = handle;
    this.#epoch = session.epoch;
    this.#known = session.questions.know(id);
  }

  get api(): PrlApi {
    return this.session.api;
  }

  /** Of the last log-in that somebody asked in. */
  get vm(): bigint {
    return this.#handle.value;
  }

  /** Whether an event is about this machine. */
  is(id: string): boolean {
    return sameId(id, this.id);
  }

  /** A job of this machine; not repeated when the connection is lost. */
  async run<Name extends Starter, T = void>(
    name: Name,
    values: (vm: bigint) => ArgumentsOf<PrlFunctions[Name]>,
    call: JobCall<T>,
  ): Promise<T> {
    const vm = await this.current(call.deadline);
    return await this.session.run<Name, T>(name, values(vm), { ...call, machine: this.id });
  }

  /** The same for a question, which is asked again after another log-in. */
  async ask<Name extends Starter, T>(
    name: Name,
    values: (vm: bigint) => ArgumentsOf<PrlFunctions[Name]>,
    call: JobCall<T>,
  ): Promise<T> {
    return await this.session.renewed(() => this.run(name, values, call), call.deadline);
  }

  /** The handle that is valid in the present log-in. */
  async current(deadline: Deadline): Promise<bigint> {
    await this.session.settled(deadline);
    while (this.session.epoch !== this.#epoch) await this.#finding.make(deadline, () => this.#find(deadline));
    return this.#handle.value;
  }

  async #find(deadline: Deadline): Promise<void> {
    const { epoch } = this.session;
    const found = await findById(this.session, this.id, deadline);
    if (!found) throw gone(this.name);
    this.#handle[Symbol.dispose]();
    this.#handle = found;
    this.#epoch = epoch;
  }

  [Symbol.dispose](): void {
    this.#known[Symbol.dispose]();
    this.#handle[Symbol.dispose]();
  }
}

function gone(name: string): GuestwrightError {
  return new GuestwrightError(`machine '${name}' is not on the service's list any more`, {
    code: 'unknown-machine',
    remedy: 'See who removed it.',
  });
}
