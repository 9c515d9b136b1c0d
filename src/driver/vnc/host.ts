/** The host of one machine: a VNC server shows one display. */
import type { CallOptions } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { Driver, Host, Machine, MachineInfo } from '../driver.ts';
import type { VncConnection } from './connection.ts';
import { lacks } from './lacking.ts';
import { VncMachine, type VncMachineParts } from './machine.ts';

export class VncHost implements Host {
  readonly driver: Driver;
  readonly #machine: VncMachine;
  readonly #connection: VncConnection;

  constructor(driver: Driver, parts: Omit<VncMachineParts, 'host'>) {
    this.driver = driver;
    this.#connection = parts.connection;
    this.#machine = new VncMachine({ ...parts, host: this });
  }

  /** What the server calls its display, which is all that it tells about itself. */
  get version(): string {
    const { current } = this.#connection;
    return current ? `VNC server '${current.name}'` : 'VNC server, not connected';
  }

  async machines(call?: CallOptions): Promise<readonly MachineInfo[]> {
    const { state } = await this.#machine.state(call);
    return [{ name: this.#machine.name, state }];
  }

  async machine(name: string): Promise<Machine> {
    if (name === this.#machine.name) return this.#machine;
    throw new GuestwrightError(`driver 'vnc': no machine named '${name}'`, {
      code: 'unknown-machine',
      remedy: `This server's machine is called '${this.#machine.name}'; connect with machine: '${name}' to call it so.`,
    });
  }

  async define(): Promise<never> {
    return lacks('define');
  }

  async defineFrom(): Promise<never> {
    return lacks('define');
  }

  /** Whether the machine's screen should be there now. */
  async isWanted(): Promise<boolean> {
    return await this.#machine.isWanted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#machine[Symbol.asyncDispose]();
  }
}
