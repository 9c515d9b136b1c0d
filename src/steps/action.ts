/** What a step does: each action gets the guest and the place where its screen showed. */
import { GuestwrightError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import type { Duration } from '../base/units.ts';
import type { Region } from '../frame/region.ts';
import type { Guest } from '../guest/guest.ts';
import { placeOf } from '../guest/locator.ts';
import type { ClickOptions } from '../guest/mouse.ts';
import type { GuestMatch } from '../guest/target.ts';

export interface ActionScene {
  readonly guest: Guest;
  /** Where the step's screen showed when its actions began; undefined for a line on the serial port. */
  readonly match: GuestMatch | undefined;
  /** Fires when the step's or script's time is up, or `failOn` showed. */
  readonly signal: AbortSignal;
  /** Waits until a region is still, while handlers act. */
  readonly waitStill: (options: StillOptions) => Promise<void>;
}

export interface Action {
  readonly title: string;
  /** It is the user's own code: its calls have lines of their own. */
  readonly ownCode?: boolean;
  run(scene: ActionScene): Promise<void>;
}

export interface StillOptions {
  /** A place in display pixels, or the name of a region of the step's screen. Default: the whole display. */
  readonly region?: Region | string;
  /** How long nothing may change. Default 1 s. */
  readonly for?: Duration;
  /** Parts that may change, in display pixels. */
  readonly exclude?: readonly Region[];
  /** Whether text cursors and other small blinkers are noticed and left out. Default true. */
  readonly learnBlinkers?: boolean;
}

export function clickAction(point: string | undefined, options: ClickOptions): Action {
  return {
    title: point === undefined ? 'click' : `click '${point}'`,
    run: async ({ guest, match, signal }) => {
      const { x, y } = placeOf(placed(match), point);
      await guest.mouse.click(x, y, { ...options, signal });
    },
  };
}

export function hoverAction(point: string | undefined): Action {
  return {
    title: point === undefined ? 'hover' : `hover over '${point}'`,
    run: async ({ guest, match, signal }) => {
      const { x, y } = placeOf(placed(match), point);
      await guest.mouse.move(x, y, { signal });
    },
  };
}

export function stillAction(options: StillOptions): Action {
  return { title: 'wait until it is still', run: ({ waitStill }) => waitStill(options) };
}

/** A named region of the step's screen, where it showed. */
export function regionNamed(match: GuestMatch | undefined, name: string): Region {
  const region = match && Object.hasOwn(match.regions, name) ? match.regions[name] : undefined;
  if (region) return region;
  const names = Object.keys(match?.regions ?? {});
  throw new GuestwrightError(
    `waitStill: ${match?.what ?? 'the step'} has no region '${name}'${didYouMean(name, names)}`,
    {
      code: 'invalid-argument',
      remedy:
        names.length > 0 ? `It has ${names.join(', ')}.` : 'Add it to the screen\'s sidecar under "regions".',
    },
  );
}

function placed(match: GuestMatch | undefined): GuestMatch {
  if (match) return match;
  throw new GuestwrightError('click: a line on the serial port has no place on the screen', {
    code: 'invalid-argument',
    remedy: 'Wait for a screen or a text before clicking.',
  });
}
