/** What can be looked for on frames, and what was found there. */

import { damageTouches } from '../frame/damage.ts';
import type { Damage, Frame } from '../frame/frame.ts';
import type { FrameHistory } from '../frame/frame-history.ts';
import type { Point, Region } from '../frame/region.ts';
import type { ScreenVariant } from '../matchers/screen.ts';

/** Where something shows now. All places are display pixels of the frame it was found on. */
export interface GuestMatch {
  /** Such as "screen 'desktop'" or "text /ready/". */
  readonly what: string;
  /** The screen's name, if it is one. */
  readonly screen?: string;
  /** The screen's variant that matched, and how far it has moved. */
  readonly reference?: ScreenVariant;
  readonly offset?: Point;
  /** The text that matched, if it is one. */
  readonly text?: string;
  /** The smallest rectangle around all areas, or around the text. */
  readonly box: Region;
  /** Where a click without a named point goes. */
  readonly centre: Point;
  readonly points: Readonly<Record<string, Point>>;
  readonly regions: Readonly<Record<string, Region>>;
  /** Names the very thing at its very place: as long as it is the same, the screen has not left. */
  readonly identity: string;
  /** How it was found, such as "exactly at its place" or "drift: 14 pixels differ". */
  readonly how: string;
}

/** What looking at one frame gave. */
export interface Sighting {
  /** Best first; none if it is not shown. */
  readonly matches: readonly GuestMatch[];
  /** The answer holds until pixels in here change. */
  readonly depends: Region | 'all';
}

/** What is known beside a frame's pixels. */
export interface Sight {
  /** Where the guest's pointer may be drawn. */
  readonly pointer?: Point | undefined;
  /** What changed between the stream's frames. */
  readonly history?: FrameHistory | undefined;
  /**
   * Whether one place is enough ('one': known places first, and nothing is searched for if it is there), or all are
   * asked for ('every'). Default: the recorded place, or else all.
   */
  readonly places?: 'one' | 'nearest' | 'every';
}

export interface Target {
  /** Such as "screen 'desktop'" or "text /ready/". */
  readonly what: string;
  /** Names of the screens it stands for; none for a text. */
  readonly screens: readonly string[];
  /** Where it stands for any of several: each alone, so that a failure tells of each. */
  readonly parts?: readonly Target[];
  /** Loads what it needs; throws `unknown-screen` before anything is waited for. */
  ready?(): Promise<void>;
  /** A look may take so long that frames would be missed: others are not kept waiting for it. */
  readonly slow?: boolean;
  look(frame: Frame, sight?: Sight): Sighting | Promise<Sighting>;
  /**
   * Until disposed, whoever looks for something else on a frame of that stream looks for it too, in the same pass.
   * Undefined before it is `ready`.
   */
  hold?(history: FrameHistory): Disposable | undefined;
  /** How near it came on a frame that does not show it: one line, asked for failures only. */
  explain(frame: Frame): string | Promise<string>;
  /** What part of a frame it was read from, for the failure's pictures; undefined for all of it. */
  crop?(frame: Frame): Promise<Region | undefined>;
}

/** Asks a target again only when a pixel that it depends on, the display's size or the pointer changed. */
export class Watch implements Disposable {
  readonly target: Target;
  #held: Disposable | undefined;
  #sighting: Sighting | undefined;
  #size = '';
  #pointer = '';

  constructor(target: Target) {
    this.target = target;
  }

  /** The last answer; undefined before the first frame. */
  get sighting(): Sighting | undefined {
    return this.#sighting;
  }

  /** `damage` must be relative to the frame of the last call. */
  async update(frame: Frame, damage: Damage, sight: Sight = {}): Promise<Sighting> {
    const { pointer } = sight;
    const size = `${frame.width}x${frame.height}`;
    const place = pointer ? `${pointer.x},${pointer.y}` : '';
    const last = this.#sighting;
    if (last && size === this.#size && place === this.#pointer && !reaches(damage, last.depends)) return last;
    if (sight.history) this.hold(sight.history);
    const sighting = await this.target.look(frame, sight);
    this.#sighting = sighting;
    this.#size = size;
    this.#pointer = place;
    return sighting;
  }

  /** Lets others look for it too, as long as this watch is not disposed. */
  hold(history: FrameHistory): void {
    this.#held ??= this.target.hold?.(history);
  }

  /** Others need not look for it any more; the next `update` takes it up again. */
  [Symbol.dispose](): void {
    this.#held?.[Symbol.dispose]();
    this.#held = undefined;
  }
}

function reaches(damage: Damage, depends: Region | 'all'): boolean {
  if (damage === 'all') return true;
  return depends === 'all' ? damage.length > 0 : damageTouches(damage, depends);
}
