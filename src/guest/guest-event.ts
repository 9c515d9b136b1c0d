/** What happens to a guest besides its steps, in fine grain: for traces and live views. */
import type { Frame } from '../frame/frame.ts';
import type { Point } from '../frame/region.ts';
import type { Target } from './target.ts';

export type GuestEvent =
  /** A line of the guest's log, secrets masked. */
  | { readonly type: 'log'; readonly text: string }
  /** A capture. The frame's memory holds until the next event of this type; damage is relative to the stream's last. */
  | { readonly type: 'captured'; readonly frame: Frame }
  /** A wait looked at its frame number `seen` (from 1) and goes on; the frame's memory holds during the call. */
  | {
      readonly type: 'looked';
      readonly frame: Frame;
      readonly seen: number;
      /** False: it shows what the one before showed. */
      readonly changed: boolean;
      readonly targets: readonly Target[];
    }
  /** The pointer was sent there on the user's behalf: a click or a move, not the parking afterwards. */
  | { readonly type: 'pointed'; readonly at: Point }
  /** The driver acknowledged input. */
  | {
      readonly type: 'called';
      readonly call: InputCall;
      /** Events or bytes sent. What they were is not told: they may spell a secret. */
      readonly count: number;
      /** Milliseconds. */
      readonly took: number;
    }
  /** Output of serial port `port`; secrets NOT masked, as one may be cut in two. */
  | { readonly type: 'received'; readonly port: number; readonly text: string }
  /** The machine's state changed, it was reset, or it died; `text` says which, in words. */
  | { readonly type: 'machine'; readonly text: string; readonly died?: boolean };

/** Calls of a desktop that send input. */
export type InputCall = 'keys' | 'scancodes' | 'pointer';
