/** What a recording is made of, as it is kept on disk: screens, and steps that act when a screen shows. */
import type { DriveName } from '../../driver/definition.ts';
import type { PointerButton } from '../../driver/driver.ts';
import type { Dimensions, Point, Region } from '../../frame/region.ts';
import type { LayoutName } from '../../input/layouts.ts';
import type { ScreenArea } from '../../matchers/screen.ts';

/** Names a frozen frame of the recording: a hash of its pixels and its size. */
export type FrameId = string;

/** One thing that a step does. Secrets have a name only: their values are in the process's environment, nowhere else. */
export type RecordedAction =
  | { readonly kind: 'press'; readonly chord: string; readonly count: number }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'secret'; readonly name: string }
  /** `point` is one of the screen's named points. */
  | {
      readonly kind: 'click';
      readonly point: string;
      readonly button: PointerButton;
      readonly count: number;
    }
  | { readonly kind: 'drag'; readonly from: Point; readonly to: Point; readonly button: PointerButton }
  /** The wheel is turned at `point`, in notches. */
  | { readonly kind: 'wheel'; readonly point: string; readonly dx: number; readonly dy: number }
  | { readonly kind: 'insert'; readonly drive: DriveName; readonly image: string }
  | { readonly kind: 'eject'; readonly drive: DriveName }
  | { readonly kind: 'reset' };

/** An action and the frame that was frozen before it. */
export type StepAction = RecordedAction & { readonly id: string; readonly frame: FrameId };

/** A reference screen of the recording. All coordinates are display pixels. */
export interface RecordedScreen {
  readonly id: string;
  /** Its name in screens/, unique in the recording. */
  readonly name: string;
  /** Whether a person chose the name: it is not changed any more by what can be read on the screen. */
  readonly named: boolean;
  /** The frame that the reference is cut from. */
  readonly frame: FrameId;
  readonly display: Dimensions;
  readonly areas: readonly ScreenArea[];
  readonly exclude: readonly Region[];
  readonly points: Readonly<Record<string, Point>>;
  readonly regions: Readonly<Record<string, Region>>;
  /** Whether a person accepted or edited it: it is not proposed anew any more. */
  readonly accepted: boolean;
  /** Boxes that blinked or kept changing while it showed: left out of what is proposed. */
  readonly restless: readonly Region[];
}

/** When its screen shows, do its actions. */
export interface RecordedStep {
  readonly id: string;
  /** Id of its screen. */
  readonly screen: string;
  readonly actions: readonly StepAction[];
  /** Milliseconds from the last action (or power-on) until its screen showed. */
  readonly waited: number;
  /** What the guest showed last on its way to the screen, such as a progress bar: the screen must not match there. */
  readonly passed: readonly FrameId[];
  /** Milliseconds; a person's own, instead of five times what was observed. */
  readonly timeout?: number;
}

/** Everything that is written: `recording.json`. */
export interface RecordingData {
  readonly version: 1;
  readonly name: string;
  readonly driver: string;
  readonly layout: LayoutName;
  readonly screens: readonly RecordedScreen[];
  readonly steps: readonly RecordedStep[];
  /** Files of earlier emissions, relative to the script's folder: removed when a screen is renamed or dropped. */
  readonly emitted: readonly string[];
}

/** An empty recording. */
export function emptyRecording(facts: Pick<RecordingData, 'name' | 'driver' | 'layout'>): RecordingData {
  return { version: 1, ...facts, screens: [], steps: [], emitted: [] };
}
