/** Puts a guest together over a machine. */
import { join, resolve } from 'node:path';
import { messageOf } from '../base/errors.ts';
import { type Duration, parseDuration } from '../base/units.ts';
import type { MachineDefinition } from '../driver/definition.ts';
import type { Machine } from '../driver/driver.ts';
import { PooledAllocator } from '../frame/allocator.ts';
import type { Frame } from '../frame/frame.ts';
import { DEFAULT_LAYOUT, type LayoutName, layout } from '../input/layouts.ts';
import { FONT_FOLDER } from '../matchers/glyphs/font-folder.ts';
import { ScreenLibrary } from '../matchers/screen-library.ts';
import type { GuestContext } from './context.ts';
import { DesktopSession } from './desktop-session.ts';
import { Filmstrip } from './filmstrip.ts';
import { FrameStream } from './frame-stream.ts';
import { Guest } from './guest.ts';
import type { GuestEvent } from './guest-event.ts';
import { HoldClock } from './hold-clock.ts';
import type { GuestHolder } from './holder.ts';
import { InputQueue } from './input-queue.ts';
import { Lifeline } from './lifeline.ts';
import { Log } from './log.ts';
import { type GuestObserver, SILENT_OBSERVER, UNBOUNDED_BUDGET, type WaitBudget } from './observer.ts';
import { PointerTracker } from './pointer-tracker.ts';
import type { SavedSnapshots } from './saved.ts';
import { LibraryScreens, type ScreenSource } from './screen-target.ts';
import { Serial } from './serial.ts';
import { Services } from './services.ts';
import { ScreenTexts, type TextSource } from './text-target.ts';
import { type GuestTimeouts, resolveTimeouts } from './timeouts.ts';

export interface GuestOptions {
  readonly machine: Machine;
  /** What the machine was made of: number of serial ports, kind of pointer. */
  readonly definition?: MachineDefinition;
  /** The folder of the reference screens, or a source of screens of one's own. */
  readonly screens: string | ScreenSource;
  /** Reads texts. Default: glyphs in the package's fonts and those in the folder `fonts` of the screens, else OCR. */
  readonly texts?: TextSource;
  readonly timeouts?: GuestTimeouts;
  /** Multiplies all timeouts. Default: GUESTWRIGHT_TIMEOUT_SCALE, or 1. */
  readonly timeoutScale?: number;
  readonly observer?: GuestObserver;
  readonly budget?: WaitBudget;
  /** Who holds `guest.pause()` and, if it says so, failed waits. Default: nobody. */
  readonly holder?: GuestHolder;
  /** Default 'us'. */
  readonly layout?: LayoutName;
  /** Whether clicks end with the pointer at the display's last pixel. Default true. */
  readonly clickParking?: boolean;
  /**
   * Whether clicks may use a relative pointer where the guest listens to no absolute one: to the corner first,
   * then 1:1, which is right only in guests without acceleration. Default: true for `pointer: 'ps2'`.
   */
  readonly relativePointer?: boolean;
  /** How long the echo of typed text may take where typing verifies itself. Default 2.5 s. */
  readonly echoTimeout?: Duration;
  readonly saved?: SavedSnapshots;
  /** What relative paths of image files are taken from. Default: the working directory. */
  readonly baseFolder?: string;
}

/** A guest that reacts two seconds late, as some do, is not taken for one that lost a key. In ms. */
const ECHO_TIMEOUT = 2500;

/** A guest over a machine of any state. Dispose it before the machine. */
export async function createGuest(options: GuestOptions): Promise<Guest> {
  const { machine, definition, observer = SILENT_OBSERVER, budget = UNBOUNDED_BUDGET } = options;
  layout(options.layout ?? DEFAULT_LAYOUT); // an unknown name fails here, before anything listens
  const timeouts = resolveTimeouts(options.timeouts, options.timeoutScale);
  const relativeAllowed = options.relativePointer ?? definition?.pointer === 'ps2';
  const note = (event: GuestEvent) => observer.note?.(event);
  const log = new Log((text) => note({ type: 'log', text }));
  const filmstrip = new Filmstrip();
  const pointer = new PointerTracker(machine, { relativeAllowed });
  const desktop = new DesktopSession(machine, (line) => log.add(line));
  const allocator = new PooledAllocator();
  const stream = new FrameStream({
    desktop: (signal) => desktop.get({ signal }),
    allocator,
    onFrame: notingFrames(log, filmstrip, note),
    onError: notingErrors(log),
  });
  const input = new InputQueue((call) => note({ type: 'called', ...call }));
  const hasSerial = machine.host.driver.capabilities.has('serial');
  // Of a machine that is not ours nobody knows which ports we may use, unless the definition says.
  const ports = definition?.serial ?? (machine.borrowed ? 0 : 1);
  const serialPorts = Array.from({ length: hasSerial ? ports : 0 }, (_, index) => {
    return new Serial(() => context, machine.serial(index), index);
  });
  const lifeline = new Lifeline(machine);
  const telling = observer.note ? tellingEvents(machine, ports, note) : [];
  const restarts = machine.on('reset', ({ by }) => {
    log.add(by === 'guest' ? 'the guest restarted' : 'the guest was reset');
    pointer.forget();
  });
  const context: GuestContext = {
    machine,
    desktop,
    stream,
    allocator,
    input,
    lifeline,
    screens: screensOf(options.screens),
    texts: options.texts ?? textsOf(options.screens),
    serialPorts,
    pointer,
    timeouts,
    observer,
    budget,
    holder: options.holder,
    holds: new HoldClock(),
    log,
    inputLog: new Log(),
    filmstrip,
    serialTail: () => serialPorts[0]?.tail ?? '',
    layout: options.layout ?? DEFAULT_LAYOUT,
    echoTimeout: parseDuration(options.echoTimeout ?? ECHO_TIMEOUT, 'echoTimeout'),
    clickParking: options.clickParking ?? true,
    baseFolder: resolve(options.baseFolder ?? '.'),
    scriptLocation: undefined,
  };
  const services = new Services(() => context);
  const close = async () => {
    lifeline.end(); // whatever still waits must not keep us waiting
    await input.releaseAll();
    await stream.dispose();
    await desktop[Symbol.asyncDispose]();
    await services[Symbol.asyncDispose]();
    for (const each of [...serialPorts, ...telling, restarts, lifeline]) each[Symbol.dispose]();
  };
  return new Guest({ context, services, saved: options.saved, close });
}

function screensOf(screens: string | ScreenSource): ScreenSource {
  return typeof screens === 'string' ? new LibraryScreens(new ScreenLibrary(screens)) : screens;
}

/** Fonts that were learned lie beside the screens that they were learned from. */
function textsOf(screens: string | ScreenSource): TextSource {
  return new ScreenTexts(typeof screens === 'string' ? join(screens, FONT_FOLDER) : undefined);
}

/** Tells what the machine says of itself. */
function tellingEvents(machine: Machine, ports: number, note: (event: GuestEvent) => void): Disposable[] {
  const hasSerial = machine.host.driver.capabilities.has('serial');
  const serial = Array.from({ length: hasSerial ? ports : 0 }, (_, port) =>
    machine.serial(port).onData((text) => note({ type: 'received', port, text })),
  );
  return [
    ...serial,
    machine.on('state', ({ state, detail }) =>
      note({ type: 'machine', text: detail === state ? state : `${state} (${detail})` }),
    ),
    machine.on('reset', ({ by }) => note({ type: 'machine', text: `reset by the ${by}` })),
    machine.on('died', (error) => note({ type: 'machine', text: `died: ${messageOf(error)}`, died: true })),
  ];
}

function notingFrames(
  log: Log,
  filmstrip: Filmstrip,
  note: (event: GuestEvent) => void,
): (frame: Frame) => void {
  let size = '';
  return (frame) => {
    filmstrip.add(frame);
    note({ type: 'captured', frame });
    const now = `${frame.width}x${frame.height}`;
    if (now !== size) log.add(`the display is ${now}`);
    size = now;
  };
}

/** Once, not at every attempt. */
function notingErrors(log: Log): (error: unknown) => void {
  let last = '';
  return (error) => {
    const message = messageOf(error).split('\n', 1)[0] ?? '';
    if (message !== last) log.add(`no frames: ${message}`);
    last = message;
  };
}
