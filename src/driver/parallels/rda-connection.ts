/** The library's Remote Desktop Access to one machine: made when first needed, again after each power-on. */
import type { Deadline } from '../../base/deadline.ts';
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
  0x80000377, // PRL_ERR_DISP_VM_IS_NOT_STARTED
  0x80000416, // PRL_ERR_DISP_VM_COMMAND_CANT_BE_EXECUTED
];

export class RdaConnection implements AsyncDisposable {
  readonly power: MachinePower;
  #epoch: number | undefined;
  #connecting: Promise<void> | undefined;

  constructor(power: MachinePower) {
    this.power = power;
  }

  /** The machine's handle, with a connection to its desktop. */
  async vm(deadline: Deadline): Promise<bigint> {
    this.power.requireRunning();
    if (this.#epoch !== this.power.epoch) {
      this.#connecting ??= this.#connect(deadline).finally(() => {
        this.#connecting = undefined;
      });
      await this.#connecting;
    }
    return this.power.ref.vm;
  }

  /** Whether an error passes by itself; the connection is made anew then. */
  async passes(error: unknown): Promise<boolean> {
    const result = resultOf(error);
    if (result === undefined || !PASSING.includes(result)) return false;
    await this.drop();
    return true;
  }

  async drop(): Promise<void> {
    if (this.#epoch === undefined) return;
    this.#epoch = undefined;
    const { api, vm } = this.power.ref;
    await api.library.call('PrlDevDisplay_DisconnectFromVm', vm); // refused where the machine is off: it is gone then
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connecting?.catch(() => {});
    await this.drop();
  }

  async #connect(deadline: Deadline): Promise<void> {
    await this.drop();
    const { epoch, ref } = this.power;
    const what = `connecting to the desktop of '${ref.name}'`;
    await ref.run('PrlDevDisplay_ConnectToVm', (vm) => [vm, PDCT_HIGH_QUALITY_WITHOUT_COMPRESSION], {
      what,
      deadline,
    });
    this.#epoch = epoch;
  }
}
