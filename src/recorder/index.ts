/** Recording without a page, for programs that have a page of their own: the package's `./recorder` entry. */
export { type Emitted, screensFolder, scriptPath } from './recording/emit.ts';
export type { ScreenDraft } from './recording/judge.ts';
export type {
  FrameId,
  RecordedAction,
  RecordedScreen,
  RecordedStep,
  StepAction,
} from './recording/model.ts';
export type { KeyInput, PersonInput } from './recording/person-input.ts';
export { Recording } from './recording/recording.ts';
export type { RecordingEdits, ScreenEdit } from './recording/recording-edits.ts';
export type { RecordingOptions } from './recording/recording-parts.ts';
export type {
  Judgement,
  RecordingMode,
  RecordingView,
  ReplayResult,
  ScreenFlaw,
  ScreenView,
  StepView,
} from './recording/view.ts';
