/** Events of the service: taken from the library's thread, looked at on ours. */
import type { RegisteredCallback } from '../ffi/bound-library.ts';
import type { OwnedHandle } from '../ffi/handles.ts';
import { HANDLE_TYPE } from './abi/constants.ts';
import type { PrlApi } from './api.ts';

/** One event while it is looked at; its handle is freed afterwards. */
export interface ServiceEvent {
  readonly type: number;
  /** Id of the machine that it is about; '' for the service itself. */
  readonly issuer: string;
  readonly handle: OwnedHandle;
}

const HANDLER = { returns: 'i32', takes: ['handle', 'pointer'] } as const;

export class EventPump {
  readonly #api: PrlApi;
  readonly #server: OwnedHandle;
  readonly #listener: (event: ServiceEvent) => Promise<void>;
  readonly #callback: RegisteredCallback;
  /** Events are looked at one after the other. */
  #last: Promise<void> = Promise.resolve();

  private constructor(api: PrlApi, server: OwnedHandle, listener: (event: ServiceEvent) => Promise<void>) {
    this.#api = api;
    this.#server = server;
    this.#listener = listener;
    // The library holds a lock while this runs: it only takes the handle, which is ours to free.
    this.#callback = api.library.callback(HANDLER, (value) => {
      if (value !== 0n) this.#take(api.handles.own(value, 'event'));
      return 0;
    });
  }

  /** `listener` is told of one event after the other. */
  static async start(
    api: PrlApi,
    server: OwnedHandle,
    listener: (event: ServiceEvent) => Promise<void>,
  ): Promise<EventPump> {
    const pump = new EventPump(api, server, listener);
    const { pointer } = pump.#callback;
    try {
      await api.do('listening to the service', 'PrlSrv_RegEventHandler', server.value, pointer, 0n);
    } catch (error) {
      pump.#callback[Symbol.dispose]();
      throw error;
    }
    return pump;
  }

  /** Resolves when no event comes any more and all have been looked at. */
  async stop(): Promise<void> {
    const { pointer } = this.#callback;
    await this.#api.library.call('PrlSrv_UnregEventHandler', this.#server.value, pointer, 0n);
    await this.#last;
    this.#callback[Symbol.dispose]();
  }

  #take(handle: OwnedHandle): void {
    this.#last = this.#last.then(async () => {
      try {
        await this.#look(handle);
      } catch {
        // an event that cannot be read tells nothing
      } finally {
        handle[Symbol.dispose]();
      }
    });
  }

  async #look(handle: OwnedHandle): Promise<void> {
    const api = this.#api;
    const what = 'reading an event';
    const kind = await api.get('enum32', (out) => api.do(what, 'PrlHandle_GetType', handle.value, out));
    if (kind !== HANDLE_TYPE.event) return; // jobs that have ended are announced too
    const type = await api.get('enum32', (out) => api.do(what, 'PrlEvent_GetType', handle.value, out));
    const issuer = await api
      .text(what, (buffer, length) => api.library.call('PrlEvent_GetIssuerId', handle.value, buffer, length))
      .catch(() => '');
    await this.#listener({ type, issuer, handle });
  }
}
