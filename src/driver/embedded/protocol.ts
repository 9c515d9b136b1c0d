/** What the main thread and a guest's worker say to each other. */
import type { Damage } from '../../frame/frame.ts';
import type { DesktopStates, PointerEvent } from '../driver.ts';
import type { V86Assets } from './assets.ts';
import type { DiskContent } from './disk-content.ts';

/** Everything that a machine starts with. */
export interface BootPlan {
  readonly assets: V86Assets;
  /** Bytes. */
  readonly memory: number;
  /** At most two, on the first IDE channel. */
  readonly disks: readonly DiskContent[];
  /** Path of the image in the drive of the second IDE channel. */
  readonly optical: string | undefined;
  readonly floppy: string | undefined;
  readonly bootOrder: BootOrder;
  /** 1 to 4: v86 always has the first port. */
  readonly serialPorts: number;
  readonly clock: ClockPlan;
  /** Whether the machine has VMware's absolute pointer. */
  readonly absolutePointer: boolean;
  /** A saved state (gzip) to continue from. */
  readonly state: string | undefined;
}

export type BootOrder = readonly ('disk' | 'optical' | 'floppy')[];

/** `start` is milliseconds since 1970; `follows: 'guest'` stops while the guest does not run. */
export type ClockPlan = 'host' | { readonly start: number; readonly follows: 'guest' | 'host' };

/** A call's name: what is asked and what is answered. */
export interface WorkerCalls {
  boot: { asks: BootPlan; answers: undefined };
  /** Stops for good and hands the disks back. */
  powerOff: { asks: undefined; answers: { readonly disks: readonly DiskContent[] } };
  reset: { asks: undefined; answers: undefined };
  pause: { asks: undefined; answers: undefined };
  resume: { asks: undefined; answers: undefined };
  /** What changed since the last `frame`; all of it with `fresh`. `spare` is memory to answer in. */
  frame: { asks: { readonly fresh: boolean; readonly spare: ArrayBuffer | undefined }; answers: FrameAnswer };
  /** The whole screen as it is now. */
  capture: { asks: undefined; answers: Screen | undefined };
  /** Complete set-1 sequences, in order; answered when the guest took them. */
  keys: { asks: readonly (readonly number[])[]; answers: undefined };
  pointer: { asks: readonly PointerEvent[]; answers: undefined };
  serial: { asks: { readonly port: number; readonly bytes: Uint8Array }; answers: undefined };
  insert: { asks: { readonly drive: 'optical' | 'floppy'; readonly image: string }; answers: undefined };
  eject: { asks: { readonly drive: 'optical' | 'floppy' }; answers: undefined };
  bootOrder: { asks: BootOrder; answers: undefined };
  /** Writes the state, and the disks as they are in that moment, to these files (gzip). */
  save: { asks: { readonly state: string; readonly disks: readonly string[] }; answers: undefined };
  /** Writes disk `index` as a flat image. */
  exportDisk: { asks: { readonly index: number; readonly path: string }; answers: undefined };
}

/** Told without being asked. */
export interface WorkerEvents {
  /** The screen changed since the last `frame`; told once until the next one. */
  damage: undefined;
  serial: { readonly port: number; readonly bytes: Uint8Array };
  /** Whether the guest listens to absolute positions. */
  absolute: boolean;
  /** What the guest set, undefined after a reset. */
  leds: DesktopStates['leds'];
  /** The guest reset itself. */
  reset: undefined;
  /** The guest switched itself off; the emulator has stopped. */
  poweredOff: undefined;
}

/** `width * height * 4` bytes R G B A. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayBuffer;
}

/** `cost`: ms that the worker spent on it. */
export type FrameAnswer =
  | { readonly kind: 'none'; readonly cost: number }
  | { readonly kind: 'unchanged'; readonly cost: number }
  | {
      readonly kind: 'changed';
      readonly cost: number;
      readonly width: number;
      readonly height: number;
      readonly damage: Damage;
      /** First row of `rows`. */
      readonly top: number;
      /** Number of rows; `rows` may be longer. */
      readonly count: number;
      readonly rows: ArrayBuffer;
    };
