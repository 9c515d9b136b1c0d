/** What a failed wait saw, attached to its error: survives rethrowing and wrapping as a cause. */
import type { Frame } from '../frame/frame.ts';
import type { Region } from '../frame/region.ts';

/** One thing that was looked for and how near it came. */
export interface Looked {
  /** The screen's name, if it was a screen. */
  readonly screen?: string;
  /** Such as "screen 'desktop'" or "text /ready/". */
  readonly what: string;
  /** Such as "best place 0,0 differs in 312 pixels in 120x14 at 40,20". */
  readonly explanation: string;
  /** The part of the frame that text was read from, if not all of it. */
  readonly crop?: Region;
}

export interface WaitEvidence {
  /** The last frame, in memory of its own; undefined if none came. */
  readonly frame: Frame | undefined;
  readonly looked: readonly Looked[];
  /** Names of other screens of the library that matched the last frame. */
  readonly matchedInstead: readonly string[];
  /** Milliseconds. */
  readonly waited: number;
  readonly framesSeen: number;
  readonly callLog: readonly string[];
  /** The serial port's last lines, secrets masked. */
  readonly serialTail: string;
  readonly inputLog: readonly string[];
}

/** Shared by all copies of the package in the process: a script may be loaded through another one. */
const STORE = Symbol.for('guestwright.evidence');
/** Causes nest a few levels; a cycle must not hang the report. */
const DEEPEST_CAUSE = 8;

export function attachEvidence<E>(error: E, evidence: WaitEvidence): E {
  if (typeof error === 'object' && error !== null) store().set(error, evidence);
  return error;
}

/** The evidence of `error`, or of the nearest cause that has some. */
export function evidenceOf(error: unknown): WaitEvidence | undefined {
  let current = error;
  for (let depth = 0; depth < DEEPEST_CAUSE && typeof current === 'object' && current !== null; depth++) {
    const evidence = store().get(current);
    if (evidence) return evidence;
    current = (current as { cause?: unknown }).cause;
  }
  return undefined;
}

function store(): WeakMap<object, WaitEvidence> {
  const shared = globalThis as { [STORE]?: WeakMap<object, WaitEvidence> };
  shared[STORE] ??= new WeakMap();
  return shared[STORE];
}
