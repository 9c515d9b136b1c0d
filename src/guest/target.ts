/** What can be looked for on frames, and what was found there. */

import { damageTouches } from '../frame/damage.ts';
import type { Damage, Frame } from '../frame/frame.ts';
import type { Point, Region } from '../frame/region.ts';

/** Where something shows now. All places are display pixels of the frame it was found on. */
export interface GuestMatch {
  /** Such as "screen 'desktop'" or "text /ready/". */
  readonly what: string;
  /** The screen's name, if it is one. */
  readonly screen?: string;
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

export interface Target {
  /** Such as "screen 'desktop'" or "text /ready/". */
  readonly what: string;
  /** Names of the screens it stands for; none for a text. */
  readonly screens: readonly string[];
  /** Where it stands for any of several: each alone, so that a failure tells of each. */
  readonly parts?: readonly Target[];
  /** Loads what it needs; throws `unknown-screen` before anything is waited for. */
  ready?(): Promise<void>;
  /** `pointer`: where the guest's pointer may be drawn. */
  look(frame: Frame, pointer: Point | undefined): Sighting | Promise<Sighting>;
  /** How near it came on a frame that does not show it: one line, asked for failures only. */
  explain(frame: Frame): string | Promise<string>;
}

/** Asks a target again only when a pixel that it depends on, the display's size or the pointer changed. */
export class Watch {
  readonly target: Target;
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
  async update(frame: Frame, damage: Damage, pointer: Point | undefined): Promise<Sighting> {
    const size = `${frame.width}x${frame.height}`;
    const place = pointer ? `${pointer.x},${pointer.y}` : '';
    const last = this.#sighting;
    if (last && size === this.#size && place === this.#pointer && !reaches(damage, last.depends)) return last;
    const sighting = await this.target.look(frame, pointer);
    this.#sighting = sighting;
    this.#size = size;
    this.#pointer = place;
    return sighting;
  }
}

function reaches(damage: Damage, depends: Region | 'all'): boolean {
  if (damage === 'all') return true;
  return depends === 'all' ? damage.length > 0 : damageTouches(damage, depends);
}
