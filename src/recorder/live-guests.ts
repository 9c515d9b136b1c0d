/** The guests of a run, for whoever opens the page: watched, and held where the run stands still. */
import { randomBytes } from 'node:crypto';
import { bothObservers } from '../guest/both-observers.ts';
import type { Guest } from '../guest/guest.ts';
import type { GuestHolder } from '../guest/holder.ts';
import type { GuestObserver } from '../guest/observer.ts';
import { Activity } from './live/activity.ts';
import { GuestRoom, type RoomPart } from './live/guest-room.ts';
import { RoomHolder } from './live/room-holder.ts';
import type { Rooms } from './rooms.ts';

/** Where pages find the rooms: a server of this process, or one that all workers of a run share. */
export interface LivePlace extends AsyncDisposable {
  readonly rooms: Rooms;
  /** Lets pages come, if none could yet; resolves with the page's address, announced once. */
  open(): Promise<string>;
}

export interface LiveGuestsOptions {
  readonly place: LivePlace;
  /** Failed waits stand still too. */
  readonly pauseOnFailure: boolean;
}

export interface LiveGuestOptions {
  readonly title: string;
  /** Folder of the reference screens, absolute. */
  readonly screens: string;
  /** Who watches the guest otherwise. */
  readonly observer: GuestObserver;
  /** A person works with it, and no run. Default false. */
  readonly byHand?: boolean;
}

/** What `createGuest` is given, and what is done with the guest that comes of it. */
export interface LiveGuest {
  readonly observer: GuestObserver;
  readonly holder: GuestHolder;
  /** From here on pages see it, until disposed: before the guest is. */
  show(guest: Guest, part?: RoomPart): Disposable & { readonly room: GuestRoom };
}

/** Bytes of a room's name; it is in addresses, and no secret. */
const ID_BYTES = 6;

export class LiveGuests {
  readonly #options: LiveGuestsOptions;

  constructor(options: LiveGuestsOptions) {
    this.#options = options;
  }

  /** A guest to be: its observer and holder. */
  guest({ title, screens, observer: inner, byHand = false }: LiveGuestOptions): LiveGuest {
    const { place, pauseOnFailure } = this.#options;
    let room: GuestRoom | undefined;
    const activity = new Activity(() => room?.changed());
    const observer = bothObservers(inner, activity);
    const holder = new RoomHolder({
      onFailure: pauseOnFailure,
      screens,
      open: async () => {
        await place.open();
        if (!room) throw new Error('the guest is not shown yet');
        return room;
      },
    });
    const show = (guest: Guest, part?: RoomPart) => {
      const shown = new GuestRoom(guest, activity, {
        id: randomBytes(ID_BYTES).toString('hex'),
        title,
        byHand,
        screens,
        onChange: () => place.rooms.changed(),
        onVerdict: (viewer, message) => holder.verdict(viewer, message),
        ...(part && { part }),
      });
      room = shown;
      const listed = place.rooms.add(shown);
      return {
        room: shown,
        [Symbol.dispose]: () => {
          listed[Symbol.dispose]();
          shown[Symbol.dispose]();
        },
      };
    };
    return { observer, holder, show };
  }
}
