/** Tells the machines of a host what becomes of them on the server; logs on again when the web session has expired. */
import { type CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { type Listening, listen } from './event-listener.ts';
import { Scope } from './objects.ts';
import type { MachinePower } from './power.ts';
import type { WebSession } from './web-session.ts';

export class MachineWatch implements AsyncDisposable {
  readonly #web: WebSession;
  /** By the machine's id. */
  readonly #powers = new Map<string, MachinePower>();
  #listening: Promise<Listening> | undefined;
  #disposed = false;

  constructor(web: WebSession) {
    this.#web = web;
  }

  add(power: MachinePower): void {
    this.#powers.set(power.id, power);
  }

  delete({ id }: MachinePower): void {
    this.#powers.delete(id);
  }

  /** Listens for changes of all machines' states from now on, unless it does already. */
  async start(call?: CallOptions): Promise<void> {
    this.#listening ??= this.#start(call).catch((error: unknown) => {
      this.#listening = undefined;
      throw error;
    });
    await this.#listening;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    const listening = await this.#listening?.catch(() => undefined);
    await listening?.[Symbol.asyncDispose]();
  }

  async #start(call?: CallOptions): Promise<Listening> {
    const listening = await this.#web.renewed(() => this.#listen(), call);
    void listening.ended.then((error) => this.#ended(error, listening));
    return listening;
  }

  async #listen(): Promise<Listening> {
    using scope = new Scope(this.#web);
    const source = await scope.virtualBox.call('getEventSource', {});
    scope.own('IEventSource', source);
    return await listen(this.#web, source, ['OnMachineStateChanged'], async (event) => {
      const id = await event.as('IMachineEvent').call('getMachineId', {});
      const state = await event.as('IMachineStateChangedEvent').call('getState', {});
      await this.#powers.get(id)?.stateChanged(state);
    });
  }

  /**
   * A line that broke once, or a session that expired, leaves the machines as they are: they are listened to again.
   * Where that fails, or failed just now, they are lost.
   */
  async #ended(error: unknown, ended: Listening): Promise<void> {
    this.#listening = undefined;
    void ended[Symbol.asyncDispose](); // what the server keeps of it
    if (this.#disposed || !(error instanceof Error)) return;
    const powers = [...this.#powers.values()];
    const { generation } = this.#web;
    using deadline = new Deadline('listening again', {});
    const takeUp = async (power: MachinePower) => {
      if (!ended.worked) throw error;
      await this.start(deadline.options);
      if (this.#web.generation !== generation) await power.rejoin(deadline);
      else await power.stateChanged(await power.vboxState(deadline.options)); // it may have been told meanwhile
    };
    for (const power of powers) await takeUp(power).catch(() => power.lost(lostBy(error)));
  }
}

/** VirtualBox's own service behind the web service may have gone, which calls tell in many ways. */
function lostBy(error: Error): Error {
  if (isGuestwrightError(error, 'connection-lost')) return error;
  return new GuestwrightError(`VirtualBox tells no more what becomes of its machines: ${shortOf(error)}`, {
    code: 'connection-lost',
    cause: error,
    remedy: 'Look whether VBoxSVC runs beside vboxwebsrv; start vboxwebsrv anew.',
  });
}

function shortOf(error: Error): string {
  return error instanceof GuestwrightError ? error.shortMessage : error.message;
}
