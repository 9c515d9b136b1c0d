/** The rooms of this process. */
import { Emitter } from '../base/events.ts';
import type { Directory, Room } from './channel.ts';
import type { GuestSummary } from './protocol.ts';

/** A room that tells about itself. */
export interface ListedRoom extends Room {
  readonly summary: GuestSummary;
}

export class Rooms implements Directory<GuestSummary> {
  readonly #rooms = new Map<string, ListedRoom>();
  readonly #events = new Emitter<{ change: undefined }>();

  /** Listed until disposed. */
  add(room: ListedRoom): Disposable {
    this.#rooms.set(room.id, room);
    this.changed();
    return {
      [Symbol.dispose]: () => {
        if (this.#rooms.delete(room.id)) this.changed();
      },
    };
  }

  list(): readonly GuestSummary[] {
    return [...this.#rooms.values()].map(({ summary }) => summary);
  }

  room(id: string): Room | undefined {
    return this.#rooms.get(id);
  }

  onChange(listener: () => void): Disposable {
    return this.#events.on('change', listener);
  }

  /** A summary changed. */
  changed(): void {
    this.#events.emit('change', undefined);
  }
}
