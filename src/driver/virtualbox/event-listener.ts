/** A passive listener at one of the server's event sources: asks for the next event until it is disposed. */
import type { CallOptions } from '../../base/deadline.ts';
import type { InterfaceName, VboxObject } from './objects.ts';
import { Scope } from './objects.ts';
import type { WebSession } from './web-session.ts';

/** The server waits so long for an event in one call, in ms. */
const SLICE = 500;
/** One that does not answer is left after this, in ms. */
export const GRACE = 1000;

/** What a listener is told; `read` turns the event into an object of its own interface. */
export interface VboxEvent {
  readonly type: string;
  as<I extends InterfaceName>(name: I): VboxObject<I>;
}

export interface Listening extends AsyncDisposable {
  /** Resolves when listening has ended: with the error that ended it, or nothing after being disposed. */
  readonly ended: Promise<unknown>;
  /** Whether the server has answered at least once: who begins again only then does not do so all the time. */
  readonly worked: boolean;
}

/** Listens for events of these types, such as OnMachineStateChanged, and hands them over one after the other. */
export async function listen(
  session: WebSession,
  source: string,
  types: readonly EventType[],
  onEvent: (event: VboxEvent) => Promise<void> | void,
  call: CallOptions = {},
): Promise<Listening> {
  const scope = new Scope(session);
  const events = scope.own('IEventSource', source);
  const register = async () => {
    const listener = await events.call('createListener', {}, call);
    scope.own('IEvent', listener); // held until the end
    await events.call('registerListener', { listener, interesting: types, active: false }, call);
    return listener;
  };
  const listener = await register().catch((error: unknown) => {
    scope[Symbol.dispose]();
    throw error;
  });
  let listening = true;
  let worked = false;
  const over = new AbortController();
  const { signal } = over;
  const loop = async () => {
    while (listening) {
      const reference = await events.call('getEvent', { listener, timeout: SLICE }, { signal });
      worked = true;
      if (reference === '') continue;
      using held = new Scope(session);
      const event = held.own('IEvent', reference);
      if (listening) await onEvent({ type: await event.call('getType', {}), as: (name) => event.as(name) });
      await events.call('eventProcessed', { listener, event: reference });
    }
  };
  const ended = loop().then(
    () => undefined,
    (error: unknown) => (listening ? error : undefined),
  );
  const leave = async () => {
    listening = false;
    const leaving = setTimeout(() => over.abort(), GRACE);
    // It ends the waiting too. The source may have gone.
    await events.call('unregisterListener', { listener }, { signal }).catch(() => {});
    await ended;
    clearTimeout(leaving);
    scope[Symbol.dispose]();
  };
  let left: Promise<void> | undefined;
  return {
    ended,
    get worked() {
      return worked;
    },
    async [Symbol.asyncDispose]() {
      left ??= leave();
      await left;
    },
  };
}

type EventType = 'OnMachineStateChanged' | 'OnGuestMonitorChanged';
