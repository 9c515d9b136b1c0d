/** What the page and its server say to one another about a recording, on the guest's socket. */
import type { Point, Region } from '../frame/region.ts';
import type { ScreenArea } from '../matchers/screen.ts';
import type { RecordingView } from './recording/view.ts';

/** Where the page finds the frozen frame `id`. */
export function framePath(id: string): string {
  return `/pictures/${id}.png`;
}

/** To the page. */
export interface RecordingMessage {
  readonly type: 'recording';
  readonly view: RecordingView;
}

/** What a person draws on a screen. */
export interface DrawnScreen {
  readonly areas: readonly ScreenArea[];
  readonly exclude: readonly Region[];
}

/** From the page. `screen`, `step` and `action` are ids of the view. */
export type RecordMessage =
  | { readonly type: 'record'; readonly on: boolean }
  | { readonly type: 'new-step' }
  /** A step that only waits for what shows now. */
  | { readonly type: 'capture' }
  /** Typed characters are the secret's, until `null`. */
  | { readonly type: 'secret'; readonly name: string | null }
  /** Write the script and its screens. */
  | { readonly type: 'emit' }
  | { readonly type: 'replay' }
  /** Ends a replay, or bringing the guest back. */
  | { readonly type: 'stop' }
  | { readonly type: 'go-back'; readonly step: string }
  | { readonly type: 'rerecord'; readonly step: string }
  | { readonly type: 'finish-rerecording' }
  | ({ readonly type: 'draw'; readonly screen: string } & DrawnScreen)
  | { readonly type: 'accept-areas'; readonly screen: string }
  | { readonly type: 'propose'; readonly screen: string }
  | { readonly type: 'rename'; readonly screen: string; readonly name: string }
  | ({ readonly type: 'point'; readonly screen: string; readonly name: string } & Point)
  | {
      readonly type: 'rename-point';
      readonly screen: string;
      readonly name: string;
      readonly to: string;
    }
  /** Milliseconds; `null` for five times what was observed. */
  | { readonly type: 'timeout'; readonly step: string; readonly timeout: number | null }
  | { readonly type: 'remove-step'; readonly step: string }
  | { readonly type: 'merge'; readonly step: string }
  | { readonly type: 'remove-action'; readonly step: string; readonly action: string }
  | { readonly type: 'split'; readonly step: string; readonly action: string }
  | {
      readonly type: 'mark-secret';
      readonly step: string;
      readonly action: string;
      readonly name: string;
    };
