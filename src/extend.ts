/** What drivers, matching engines, text readers and screen sources of one's own are made with. */
export type { Listener } from './base/events.ts';
export { unsupported } from './driver/capabilities.ts';
export type {
  DesktopEvents,
  DesktopStates,
  GuestAgent,
  MachineEvents,
  MachineInfo,
  MachineMedia,
  MachineSnapshots,
  MissingRequirement,
  SerialPort,
} from './driver/driver.ts';
export { createFrame, type Damage, type FrameAllocator } from './frame/frame.ts';
export type { Picture } from './frame/picture.ts';
export type { ScreenSource } from './guest/screen-target.ts';
export type { Sighting, Target } from './guest/target.ts';
export type { TextSource } from './guest/text-target.ts';
export type { KeyEvent } from './input/keys.ts';
export type { TextMatch } from './matchers/find-text.ts';
export { type OcrOptions, ocrReader } from './matchers/ocr/ocr-reader.ts';
export type { AreaMatch } from './matchers/outcome.ts';
export {
  type AreaReference,
  type CompiledArea,
  type Differences,
  type MatchEngine,
  registerEngine,
  type SearchRequest,
  type SearchResult,
} from './matchers/registry.ts';
export type { ResolvedRule } from './matchers/rule.ts';
export type { MatchRule } from './matchers/screen.ts';
export {
  type LineParts,
  type ReadText,
  type TextLine,
  type TextRun,
  type TextWord,
  textLine,
} from './matchers/text.ts';
export { registerTextReader, type TextReader } from './matchers/text-readers.ts';
