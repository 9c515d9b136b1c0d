/** The API without the test runner: what scripts (`*.install.ts`) and programs import from `guestwright/script`. */
export type { CallOptions } from './base/deadline.ts';
export { type ErrorCode, GuestwrightError, isGuestwrightError } from './base/errors.ts';
export { Secret, secret } from './base/secret.ts';
export type { Duration, Size } from './base/units.ts';
export { demoMachine, demoScreens } from './bundled.ts';
export { CAPABILITIES, type Capability } from './driver/capabilities.ts';
export type {
  DiskDefinition,
  DriveName,
  MachineDefinition,
  NetworkDefinition,
  QemuDefinition,
} from './driver/definition.ts';
export type {
  Desktop,
  Driver,
  Host,
  Machine,
  MachineState,
  PointerButton,
  PointerEvent,
} from './driver/driver.ts';
export type { ParallelsMachine } from './driver/parallels/extras.ts';
export { driverNames, loadDriver, registerDriver } from './driver/registry.ts';
export type { VmwareMachine } from './driver/vmware/extras.ts';
export * from './extend.ts';
export type { Frame } from './frame/frame.ts';
export { encodePng } from './frame/png.ts';
export type { Dimensions, Point, Region } from './frame/region.ts';
export { type BootCommand, type BootCommandOptions, bootCommand } from './guest/boot-command.ts';
export type { Clipboard } from './guest/clipboard.ts';
export { createGuest, type GuestOptions } from './guest/create-guest.ts';
export { evidenceOf, type WaitEvidence } from './guest/evidence.ts';
export type { FilmstripFrame } from './guest/filmstrip.ts';
export type { FirstOf } from './guest/first-of.ts';
export { Guest } from './guest/guest.ts';
export type { Keyboard, PressOptions } from './guest/keyboard.ts';
export type { SourceLocation } from './guest/location.ts';
export type { Locator, WaitForOptions } from './guest/locator.ts';
export type { Media, Network, Snapshots } from './guest/machine-controls.ts';
export type { ClickOptions, Mouse } from './guest/mouse.ts';
export type { FrameMoment, GuestObserver, StepInfo, WaitBudget } from './guest/observer.ts';
export type { Power } from './guest/power.ts';
export type { RegionLike, RegionLocator } from './guest/region-locator.ts';
export type { SavedSnapshots, SaveOptions } from './guest/saved.ts';
export {
  isScript,
  type RunOptions,
  type Script,
  type ScriptProgress,
  type ScriptResult,
} from './guest/script-contract.ts';
export { Serial, type SerialMatch, type SerialWaitOptions } from './guest/serial.ts';
export type { HttpOptions, Services } from './guest/services.ts';
export type { Shell, ShellOptions, ShellResult } from './guest/shell.ts';
export type { GuestMatch } from './guest/target.ts';
export type { TextOptions } from './guest/text-locator.ts';
export type { GuestTimeouts } from './guest/timeouts.ts';
export type { Typable, TypeOptions } from './guest/typing.ts';
export type { ChangeOptions, ScreenChange } from './guest/wait-change.ts';
export type { StillnessOptions } from './guest/wait-still.ts';
export { parseBootCommand } from './input/boot-command/parse.ts';
export type { BootPart, BootPlace, BootValue, BootValues } from './input/boot-command/parts.ts';
export type { ChordName, KeyName } from './input/key-name.ts';
export { PHYSICAL_KEYS, type PhysicalKey, qcode, scancodes } from './input/keys.ts';
export { type LayoutName, layout, layoutNames } from './input/layouts.ts';
export { ScreenLibrary } from './matchers/screen-library.ts';
export { floppyFrom } from './services/floppy.ts';
export type { HttpService, ServedRequest } from './services/http-service.ts';
export { type IsoOptions, isoFrom } from './services/iso.ts';
export type { MediumOptions } from './services/media-tool.ts';
export type { StillOptions } from './steps/action.ts';
export { type ScriptOptions, script } from './steps/script.ts';
export { type Step, type StepOptions, when } from './steps/step.ts';
export { type SerialPattern, serial, type TextPattern, type Trigger, text } from './steps/trigger.ts';
