/** Puts a guest together over a machine. */
import { maskSecrets } from '../base/secret.ts';
import type { MachineDefinition } from '../driver/definition.ts';
import type { Machine } from '../driver/driver.ts';
import { PooledAllocator } from '../frame/allocator.ts';
import { DEFAULT_LAYOUT, type LayoutName, layout } from '../input/layouts.ts';
import { ScreenLibrary } from '../matchers/screen-library.ts';
import type { GuestContext } from './context.ts';
import { DesktopSession } from './desktop-session.ts';
import { Filmstrip } from './filmstrip.ts';
import { FrameStream } from './frame-stream.ts';
import { Guest } from './guest.ts';
import { InputQueue } from './input-queue.ts';
import { Lifeline } from './lifeline.ts';
import { Log } from './log.ts';
import { type GuestObserver, SILENT_OBSERVER, UNBOUNDED_BUDGET, type WaitBudget } from './observer.ts';
import { PointerTracker } from './pointer-tracker.ts';
import type { SavedSnapshots } from './saved.ts';
import { LibraryScreens, type ScreenSource } from './screen-target.ts';
import { Serial } from './serial.ts';
import { SCREEN_TEXTS, type TextSource } from './text-target.ts';
import { type GuestTimeouts, resolveTimeouts } from './timeouts.ts';

export interface GuestOptions {
  readonly machine: Machine;
  /** What the machine was made of: number of serial ports, kind of pointer. */
  readonly definition?: MachineDefinition;
  /** The folder of the reference screens, or a source of screens of one's own. */
  readonly screens: string | ScreenSource;
  /** Reads texts. Default: text-mode screens by their glyphs. */
  readonly texts?: TextSource;
  readonly timeouts?: GuestTimeouts;
  /** Multiplies all timeouts. Default: GUESTWRIGHT_TIMEOUT_SCALE, or 1. */
  readonly timeoutScale?: number;
  readonly observer?: GuestObserver;
  readonly budget?: WaitBudget;
  /** Default 'us'. */
  readonly layout?: LayoutName;
  /** Whether clicks end with the pointer at the display's last pixel. Default true. */
  readonly clickParking?: boolean;
  /**
   * Whether clicks may use a relative pointer where the guest listens to no absolute one: to the corner first,
   * then 1:1, which is right only in guests without acceleration. Default: true for `pointer: 'ps2'`.
   */
  readonly relativePointer?: boolean;
  readonly saved?: SavedSnapshots;
}

/** A guest over a machine of any state. Dispose it before the machine. */
export async function createGuest(options: GuestOptions): Promise<Guest> {
  const { machine, definition, observer = SILENT_OBSERVER, budget = UNBOUNDED_BUDGET } = options;
  const relativePointer = options.relativePointer ?? definition?.pointer === 'ps2';
  layout(options.layout ?? DEFAULT_LAYOUT); // an unknown name fails here
  const filmstrip = new Filmstrip();
  const desktop = new DesktopSession(machine);
  const stream = new FrameStream({
    desktop: (signal) => desktop.get({ signal }),
    allocator: new PooledAllocator(),
    onFrame: (frame) => filmstrip.add(frame),
  });
  const input = new InputQueue();
  const lifeline = new Lifeline(machine);
  const hasSerial = machine.host.driver.capabilities.has('serial');
  const ports = hasSerial ? (definition?.serial ?? 1) : 0;
  const serialPorts = Array.from({ length: ports }, (_, index) => {
    return new Serial(() => context, machine.serial(index), index);
  });
  const context: GuestContext = {
    machine,
    desktop,
    stream,
    input,
    lifeline,
    screens:
      typeof options.screens === 'string'
        ? new LibraryScreens(new ScreenLibrary(options.screens))
        : options.screens,
    texts: options.texts ?? SCREEN_TEXTS,
    serialPorts,
    pointer: new PointerTracker(machine, { relativeAllowed: relativePointer }),
    timeouts: resolveTimeouts(options.timeouts, options.timeoutScale),
    observer,
    budget,
    log: new Log(),
    inputLog: new Log(),
    filmstrip,
    serialTail: () => maskSecrets(serialPorts[0]?.tail ?? ''),
    layout: options.layout ?? DEFAULT_LAYOUT,
    clickParking: options.clickParking ?? true,
    scriptLocation: undefined,
  };
  const close = async () => {
    await input.releaseAll();
    await stream.dispose();
    await desktop[Symbol.asyncDispose]();
    for (const port of serialPorts) port[Symbol.dispose]();
    lifeline[Symbol.dispose]();
  };
  return new Guest({ context, saved: options.saved, close });
}
