/** Which guests there are, as the server tells. */
import { GUESTS_PATH, type GuestSummary, type GuestsMessage } from '../protocol.ts';
import { Socket, type SocketPhase } from './socket.ts';
import { Store } from './store.ts';

export interface GuestList {
  readonly phase: SocketPhase;
  /** Undefined before the server has told. */
  readonly guests: readonly GuestSummary[] | undefined;
}

export function followGuests(): { readonly list: Store<GuestList>; close(): void } {
  const list = new Store<GuestList>({ phase: 'connecting', guests: undefined });
  const socket = new Socket(GUESTS_PATH, {
    phase: (phase) => list.set({ phase }),
    message: (message) => {
      const { type, guests } = message as GuestsMessage;
      if (type === 'guests') list.set({ guests });
    },
  });
  return { list, close: () => socket.close() };
}
