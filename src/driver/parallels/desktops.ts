/** The open desktops of one machine: one a display, all over the same transport. */
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { chooseTransport, type TransportChoice } from './choose-transport.ts';
import { ParallelsDesktop } from './desktop.ts';
import type { MachinePower } from './power.ts';
import type { DesktopTransport } from './transport.ts';

export class Desktops implements AsyncDisposable {
  readonly #power: MachinePower;
  readonly #choice: TransportChoice;
  readonly #open = new Set<number>();
  #transport: Promise<DesktopTransport> | undefined;
  #displays = 1;

  constructor(power: MachinePower, choice: TransportChoice) {
    this.#power = power;
    this.#choice = choice;
  }

  /** How many displays the machine had when one was opened last; 1 before. */
  get displays(): number {
    return this.#displays;
  }

  /** Error `invalid-argument` for a display that the machine has not. */
  async open(display: number, deadline: Deadline): Promise<ParallelsDesktop> {
    const { name } = this.#power;
    if (this.#open.has(display)) {
      throw new GuestwrightError(`machine '${name}': the desktop of display ${display} is open already`, {
        code: 'machine-in-use',
        remedy: 'Use that one, or dispose it first.',
      });
    }
    this.#open.add(display);
    try {
      this.#transport ??= chooseTransport(this.#power, this.#choice, deadline);
      const transport = await this.#transport;
      this.#displays = Math.max(1, await transport.displays(deadline));
      if (display >= this.#displays) throw noDisplay(name, display, this.#displays);
      return new ParallelsDesktop(this.#power, { transport, display }, () => this.#close(display));
    } catch (error) {
      await this.#close(display);
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const choosing = this.#transport;
    this.#transport = undefined; // who opens one meanwhile gets another
    const transport = await choosing?.catch(() => undefined);
    await transport?.[Symbol.asyncDispose]();
  }

  async #close(display: number): Promise<void> {
    this.#open.delete(display);
    if (this.#open.size === 0) await this[Symbol.asyncDispose]();
  }
}

function noDisplay(name: string, display: number, displays: number): GuestwrightError {
  return new GuestwrightError(`machine '${name}': expected a display below ${displays}, got ${display}`, {
    code: 'invalid-argument',
    remedy: 'Give the guest more displays in Parallels.',
  });
}
