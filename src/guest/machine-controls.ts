/** The guest's media, snapshots and network cable: the machine's, in the log and within their time. */
import { resolve } from 'node:path';
import type { CallOptions } from '../base/deadline.ts';
import { type Capability, unsupported } from '../driver/capabilities.ts';
import type { DriveName } from '../driver/definition.ts';
import { type GuestContext, perform, remaining } from './context.ts';
import type { StepCategory } from './observer.ts';

export class Media {
  readonly #context: GuestContext;

  constructor(context: GuestContext) {
    this.#context = context;
  }

  /**
   * Puts an image file into a drive: 'optical', 'floppy', 'optical1' ... A relative path is taken from where the
   * machine's own are: the config's folder, on the command line the working directory.
   */
  async insert(drive: DriveName, image: string, options: CallOptions = {}): Promise<void> {
    await act(this.#context, `insert ${image} into ${drive}`, 'media', options, (call) =>
      this.#context.machine.media.insert(drive, resolve(this.#context.baseFolder, image), call),
    );
  }

  async eject(drive: DriveName, options: CallOptions = {}): Promise<void> {
    await act(this.#context, `eject ${drive}`, 'media', options, (call) =>
      this.#context.machine.media.eject(drive, call),
    );
  }
}

export class Snapshots {
  readonly #context: GuestContext;
  readonly #restarting: () => void;

  constructor(context: GuestContext, restarting: () => void) {
    this.#context = context;
    this.#restarting = restarting;
  }

  /** Takes a snapshot, of memory too when the machine runs. */
  async take(name: string, options: CallOptions = {}): Promise<void> {
    await act(this.#context, `take snapshot '${name}'`, 'snapshot', options, (call) =>
      this.#context.machine.snapshots.take(name, call),
    );
  }

  /** Goes back to it; the serial cursor moves to the end of what came so far. */
  async restore(name: string, options: CallOptions = {}): Promise<void> {
    await act(this.#context, `restore snapshot '${name}'`, 'snapshot', options, async (call) => {
      await this.#context.machine.snapshots.restore(name, call);
      this.#restarting();
    });
  }

  async remove(name: string, options: CallOptions = {}): Promise<void> {
    await act(this.#context, `remove snapshot '${name}'`, 'snapshot', options, (call) =>
      this.#context.machine.snapshots.remove(name, call),
    );
  }

  async list(
    options: CallOptions = {},
  ): Promise<readonly { readonly name: string; readonly live: boolean }[]> {
    return await ask(this.#context, 'list snapshots', 'snapshot', options, (call) =>
      this.#context.machine.snapshots.list(call),
    );
  }
}

export class Network {
  readonly #context: GuestContext;

  constructor(context: GuestContext) {
    this.#context = context;
  }

  /** Pulls the guest's network cable. */
  async cut(options: CallOptions = {}): Promise<void> {
    await this.#link('cut the network', false, options);
  }

  /** Plugs it in again. */
  async restore(options: CallOptions = {}): Promise<void> {
    await this.#link('restore the network', true, options);
  }

  /** Where the guest's TCP port is reached from the host. */
  forwarded(guestPort: number): { readonly host: string; readonly port: number } {
    return this.#context.machine.forwarded(guestPort);
  }

  async #link(title: string, up: boolean, options: CallOptions): Promise<void> {
    needs(this.#context, 'network');
    await act(this.#context, title, 'network', options, (call) =>
      this.#context.machine.setNetworkLink(up, call),
    );
  }
}

function needs({ machine }: GuestContext, capability: Capability): void {
  const { driver } = machine.host;
  if (!driver.capabilities.has(capability)) throw unsupported(driver.name, capability);
}

/** One call of the machine that changes what the guest sees. */
async function act<T>(
  context: GuestContext,
  title: string,
  category: StepCategory,
  options: CallOptions,
  work: (call: CallOptions) => Promise<T>,
): Promise<T> {
  return await ask(context, title, category, options, async (call) => {
    const value = await work(call);
    context.input.acted();
    return value;
  });
}

/** One call of the machine that changes nothing: frames from before it still count. */
async function ask<T>(
  context: GuestContext,
  title: string,
  category: StepCategory,
  options: CallOptions,
  work: (call: CallOptions) => Promise<T>,
): Promise<T> {
  return await perform(context, { title, category, timeout: 'call' }, options, (attempt) =>
    work({ signal: attempt.signal, timeout: remaining(attempt) }),
  );
}
