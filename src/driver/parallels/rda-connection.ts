/** The library's Remote Desktop Access to one machine: made when first needed, again after each power-on. */
import type { Deadline } from '../../base/deadline.ts';
import { SharedAttempt } from '../shared-attempt.ts';
import { PDCT_HIGH_QUALITY_WITHOUT_COMPRESSION } from './abi/constants.ts';
import { PRL_ERR } from './abi/errors.ts';
import { resultOf } from './faults.ts';
import type { MachinePower } from './power.ts';

/** What a machine that resets, stops or has just started answers: there is nothing to see, for now. */
const PASSING: readonly number[] = [
  PRL_ERR.ioStopped,
  PRL_ERR.ioUnknownVm,
  PRL_ERR.ioTimeout,
  PRL_ERR.ioNoConnection,
  PRL_ERR.timeout,
  PRL_ERR.vmNotStarted,
  PRL_ERR.vmCannotNow,
];

export class RdaConnection implements AsyncDisposable {
  readonly power: MachinePower;
  /** Of the machine and of the session: either one's next needs another connection. */
  #epoch: string | undefined;
  readonly #connecting = new SharedAttempt<void>();

  constructor(power: MachinePower) {
    this.power = power;
  }

  /** The machine's handle, with a connection to its desktop. */
  async vm(deadline: Deadline): Promise<bigint> {
    this.power.requireRunning();
    await this.power.ref.session.settled(deadline);
    if (this.#epoch !== this.#now()) await this.#connecting.make(deadline, () => this.#connect(deadline));
    return this.power.ref.vm;
  }

  /** Whether an error of what began in log-in `login` passes by itself; the connection is made anew then. */
  async passes(error: unknown, login: number, deadline: Deadline): Promise<boolean> {
    const result = resultOf(error);
    if (result !== undefined && PASSING.includes(result)) {
      await this.drop();
      return true;
    }
    return await this.power.ref.session.recovered(error, login, deadline);
  }

  async drop(): Promise<void> {
    if (this.#epoch === undefined) return;
    this.#epoch = undefined;
    const { api, vm } = this.power.ref;
    await api.library.call('PrlDevDisplay_DisconnectFromVm', vm); // refused where the machine is off: it is gone then
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connecting.idle();
    await this.drop();
  }

  async #connect(deadline: Deadline): Promise<void> {
    await this.drop();
    const { ref } = this.power;
    const epoch = this.#now();
    const what = `connecting to the desktop of '${ref.name}'`;
    await ref.run('PrlDevDisplay_ConnectToVm', (vm) => [vm, PDCT_HIGH_QUALITY_WITHOUT_COMPRESSION], {
      what,
      deadline,
    });
    this.#epoch = epoch;
  }
  #now(): string {
    const { epoch, ref } = this.power;
    return `${epoch} ${ref.session.epoch}`;
  }
}
