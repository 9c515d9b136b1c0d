/** What a recording tells whoever shows it, such as the recorder's page: plain data, ready for JSON. */
import type { Region } from '../../frame/region.ts';
import type { FrameId, RecordedScreen, RecordedStep } from './model.ts';

/** What the recording does now. */
export type RecordingMode =
  /** Input reaches the guest and is recorded. */
  | 'recording'
  /** Input reaches the guest alone. */
  | 'paused'
  /** The steps are run; input of the person is refused. */
  | 'replaying'
  /** The guest is brought to where a step begins; input of the person is refused. */
  | 'rewinding'
  /** What the person does replaces one step. */
  | 'rerecording';

/** Why a screen should not be used as it is. */
export interface ScreenFlaw {
  /** As of `GuestwrightError`: 'screen-without-structure', 'screen-matches-twice', 'screen-equals-another' ... */
  readonly code: string;
  readonly message: string;
}

/** Where a screen (or a draft of one) would match in the recording. */
export interface Judgement {
  readonly flaws: readonly ScreenFlaw[];
  /** Ids of the other steps on whose frames it would match too. */
  readonly elsewhere: readonly string[];
}

export interface ScreenView extends RecordedScreen, Judgement {}

/** What replaying a step showed. */
export type ReplayResult =
  | { readonly outcome: 'waiting' | 'passed' }
  /** Its screen did not show, or an action failed. */
  | {
      readonly outcome: 'failed';
      readonly message: string;
      /** What the guest showed instead. */
      readonly frame?: FrameId;
    };

export interface StepView extends RecordedStep {
  /** Milliseconds that the script will wait: the step's own timeout, or five times what was observed. */
  readonly effectiveTimeout: number;
  /** Whether the guest can go back to this step by a live snapshot. */
  readonly snapshot: boolean;
  readonly replay?: ReplayResult;
}

export interface RecordingView {
  readonly name: string;
  readonly mode: RecordingMode;
  /** Of the script file, absolute. */
  readonly script: string;
  readonly screens: readonly ScreenView[];
  readonly steps: readonly StepView[];
  /** Id of the step that is being recorded anew. */
  readonly rerecording?: string;
  /** Name of the secret that typed characters belong to now. */
  readonly secret?: string;
  /** Boxes of the display that blink or keep changing now. */
  readonly restless: readonly Region[];
  /** Why the last change is not on disk; it is tried again with every change. */
  readonly unsaved?: string;
  /** What went wrong last, such as that the machine died; the recording is kept. */
  readonly problem?: string;
  /** Proposals are being computed. */
  readonly busy: boolean;
}
