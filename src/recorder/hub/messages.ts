/** What workers and the page that they share say to one another. */
import type { GuestSummary } from '../protocol.ts';

/** A worker's own WebSocket: tells its guests. */
export const PUBLISH_PATH = '/publish';

/** From a worker: all of its guests, whenever that changes. */
export interface PublishedMessage {
  readonly type: 'guests';
  readonly guests: readonly GuestSummary[];
}

/** To a worker: a page wants to see that guest; meet it on a WebSocket of its own, at `/publish/CHANNEL`. */
export interface MeetMessage {
  readonly type: 'meet';
  readonly guest: string;
  readonly channel: string;
}
