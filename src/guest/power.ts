/** The guest's power: on, off, the ACPI button, reset, pause, suspend; each acknowledged before it returns. */
import { type CallOptions, Deadline, poll } from '../base/deadline.ts';
import type { Capability } from '../driver/capabilities.ts';
import { unsupported } from '../driver/capabilities.ts';
import type { MachineState } from '../driver/driver.ts';
import { type Attempt, type GuestContext, perform, remaining } from './context.ts';

/** Between two looks at the machine's state while waiting for one, in ms. */
const STATE_INTERVAL = 100;

export class Power {
  readonly #context: GuestContext;
  /** Told before the guest starts anew: the serial cursor and the pointer's place mean nothing any more. */
  readonly #restarting: () => void;

  constructor(context: GuestContext, restarting: () => void) {
    this.#context = context;
    this.#restarting = restarting;
  }

  /** Powers on, or continues a suspended machine. Captures and serial output begin before the first instruction. */
  async on(options: CallOptions = {}): Promise<void> {
    this.#context.lifeline.renew();
    await this.#act('power on', options, async (call) => {
      this.#restarting();
      await this.#context.machine.start(call);
    });
  }

  /** Off at once, like pulling the plug. */
  async off(options: CallOptions = {}): Promise<void> {
    this.#context.lifeline.renew();
    await this.#act('power off', options, (call) => this.#context.machine.stop(call));
  }

  /** Presses the ACPI power button and waits until the machine is off. */
  async shutdown(options: CallOptions = {}): Promise<void> {
    this.#needs('shutdown');
    await this.#act('shut down', options, (call) => this.#context.machine.shutdown(call));
  }

  /** Like the reset button. */
  async reset(options: CallOptions = {}): Promise<void> {
    this.#needs('reset');
    await this.#act('reset', options, async (call) => {
      this.#restarting();
      await this.#context.machine.reset(call);
    });
  }

  async pause(options: CallOptions = {}): Promise<void> {
    this.#needs('pause');
    await this.#act('pause the machine', options, (call) => this.#context.machine.pause(call));
  }

  async resume(options: CallOptions = {}): Promise<void> {
    this.#needs('pause');
    await this.#act('resume the machine', options, (call) => this.#context.machine.resume(call));
  }

  /** Saves the machine's memory and powers off; `on` continues. */
  async suspend(options: CallOptions = {}): Promise<void> {
    this.#needs('suspend');
    await this.#act('suspend', options, (call) => this.#context.machine.suspend(call));
  }

  /** The state now, in words that all drivers share. */
  async state(options: CallOptions = {}): Promise<MachineState> {
    const call = { ...options, timeout: this.#context.timeouts('call', options.timeout) };
    return (await this.#context.machine.state(call)).state;
  }

  /** Waits until the machine is in that state, such as 'off' after an installer's own power-off. */
  async waitFor(state: MachineState, options: CallOptions = {}): Promise<void> {
    const title = `the machine is ${state}`;
    await perform(this.#context, { title, category: 'power', timeout: 'power' }, options, async (attempt) => {
      using deadline = new Deadline(title, { signal: attempt.signal, timeout: remaining(attempt) });
      await poll(deadline, STATE_INTERVAL, async () =>
        (await this.#context.machine.state(deadline.options)).state === state ? true : undefined,
      );
    });
  }

  #needs(capability: Capability): void {
    const { driver } = this.#context.machine.host;
    if (!driver.capabilities.has(capability)) throw unsupported(driver.name, capability);
  }

  async #act(title: string, options: CallOptions, work: (call: CallOptions) => Promise<void>): Promise<void> {
    const { input } = this.#context;
    await perform(
      this.#context,
      { title, category: 'power', timeout: 'power' },
      options,
      async (attempt: Attempt) => {
        await work({ signal: attempt.signal, timeout: remaining(attempt) });
        input.acted();
      },
    );
  }
}
