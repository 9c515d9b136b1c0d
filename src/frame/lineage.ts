/** How frames came out of one another: which pixels are the same as those of a frame seen before. */
import { unionDamage } from './damage.ts';
import type { Damage } from './frame.ts';

/** So many steps back are remembered: a reader that is further behind reads everything. */
const REMEMBERED = 64;

/** Frames with the same number have the same pixels. */
export type ContentNumber = number;

interface Step {
  readonly from: ContentNumber;
  readonly damage: Damage;
}

const contents = new WeakMap<Uint8Array, ContentNumber>();
/** By the number of the newer frame; the oldest first. */
const steps = new Map<ContentNumber, Step>();
let latest: ContentNumber = 0;

/**
 * Notes that `data` holds a new frame's pixels, which do not change while anybody holds them, and that they are those of
 * `previous` but for `damage`. Called by who yields frames, before anybody else sees them.
 */
export function noteFrame(data: Uint8Array, previous?: Uint8Array, damage: Damage = 'all'): void {
  const from = previous && contents.get(previous);
  contents.set(data, ++latest);
  if (from === undefined || damage === 'all') return;
  steps.set(latest, { from, damage });
  for (const oldest of steps.keys()) {
    if (steps.size <= REMEMBERED) break;
    steps.delete(oldest);
  }
}

/** The number of the pixels in `data`; undefined if nobody vouches that they do not change. */
export function contentOf(data: Uint8Array): ContentNumber | undefined {
  return contents.get(data);
}

/** What differs in `content` from `earlier`; `'all'` if that is not known. */
export function damageBetween(
  earlier: ContentNumber | undefined,
  content: ContentNumber | undefined,
): Damage {
  if (earlier === undefined || content === undefined) return 'all';
  let damage: Damage = [];
  for (let at = content; at !== earlier; ) {
    const step = steps.get(at);
    if (!step) return 'all';
    damage = unionDamage(damage, step.damage);
    at = step.from;
  }
  return damage;
}
