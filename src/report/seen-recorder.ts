/** Collects what one run sees of the reference screens, with a frame of each that is not exactly its reference. */
import { createPicture, type Picture } from '../frame/picture.ts';
import type { Dimensions } from '../frame/region.ts';
import type { WaitEvidence } from '../guest/evidence.ts';
import type { GuestMatch } from '../guest/target.ts';
import { differencesFrom } from '../matchers/exact-differences.ts';
import { isExact, resolveRule } from '../matchers/rule.ts';
import type { ScreenVariant } from '../matchers/screen.ts';
import { type SeenScreen, writeSeenRun } from './seen-run.ts';

/** What will be a `SeenScreen`, with its frame in memory of its own. */
export interface KeptSight extends Omit<SeenScreen, 'frame'> {
  readonly frame?: Picture;
}

/** Frames kept of one run: each takes its memory until the run ends. */
const MOST_FRAMES = 16;

export class SeenRecorder {
  readonly #sights = new Map<string, KeptSight>();
  readonly #displays = new Map<string, Dimensions>();
  #frames = 0;

  /** A wait ended with `match` on `frame`. */
  shown({ screen, reference, offset }: GuestMatch, frame: Picture): void {
    this.#sizeOf(frame);
    if (screen === undefined || !reference || !offset) return;
    const exact = isExactReference(reference);
    const differing = exact ? 0 : differencesFrom(frame, reference, offset).count;
    const sight = {
      screen,
      variant: reference.variant ?? null,
      outcome: 'shown',
      offset,
      exact,
      differing,
    } as const;
    this.#keep(sight, differing > 0 ? frame : undefined);
  }

  /** A wait failed: none of its screens showed on its last frame. */
  missed({ frame, looked }: Pick<WaitEvidence, 'frame' | 'looked'>): void {
    if (!frame) return;
    this.#sizeOf(frame);
    for (const { screen } of looked) {
      if (screen === undefined) continue;
      const nowhere = { variant: null, offset: { x: 0, y: 0 }, exact: false, differing: 0 };
      this.#keep({ screen, outcome: 'missed', ...nowhere }, frame);
    }
  }

  /** Replaces the project's record of the last run under `title`; nothing is written of a run that waited for nothing. */
  async write(project: string, run: { readonly title: string; readonly screens: string }): Promise<void> {
    if (this.#displays.size === 0) return;
    const displays = [...this.#displays.values()];
    await writeSeenRun(project, { ...run, displays }, [...this.#sights.values()]);
  }

  #keep(sight: KeptSight, frame: Picture | undefined): void {
    const key = `${sight.outcome} ${sight.screen} ${sight.variant}`;
    const known = this.#sights.get(key);
    if (known && known.differing >= sight.differing) return; // the worst of several tells most
    const kept = frame && (known?.frame !== undefined || this.#frames < MOST_FRAMES);
    if (kept && !known?.frame) this.#frames++;
    this.#sights.set(key, kept ? { ...sight, frame: createPicture(frame, frame.data.slice()) } : sight);
  }

  #sizeOf({ width, height }: Dimensions): void {
    this.#displays.set(`${width}x${height}`, { width, height });
  }
}

function isExactReference({ areas }: ScreenVariant): boolean {
  return areas.every(({ match }) => isExact(resolveRule(match)));
}
