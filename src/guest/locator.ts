/** What every locator can do: wait, ask, and point at the place where its match is now. */
import type { CallOptions } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { describeValue } from '../base/units.ts';
import type { Point } from '../frame/region.ts';
import { type Attempt, type GuestContext, perform } from './context.ts';
import type { ClickOptions, Mouse } from './mouse.ts';
import { RegionLocator } from './region-locator.ts';
import type { GuestMatch, Target } from './target.ts';
import { lookOnce, waitHidden, waitShown } from './wait-shown.ts';

export interface WaitForOptions extends CallOptions {
  /** Default 'shown'. */
  readonly state?: 'shown' | 'hidden';
}

export class Locator {
  readonly #context: GuestContext;
  readonly #mouse: Mouse;
  readonly #target: Target;
  readonly #index: number;

  /** @internal */
  constructor(context: GuestContext, mouse: Mouse, target: Target, index = 0) {
    this.#context = context;
    this.#mouse = mouse;
    this.#target = target;
    this.#index = index;
  }

  /** What is looked for. */
  get target(): Target {
    return this.#index === 0 ? this.#target : nthOf(this.#target, this.#index);
  }

  /** Waits until it shows, or until it does not. */
  async waitFor(options: WaitForOptions = {}): Promise<void> {
    const { state = 'shown' } = options;
    if (state !== 'shown' && state !== 'hidden') throw notState(state);
    const title = `${this.target.what} ${state === 'shown' ? 'shows' : 'is hidden'}`;
    await this.#perform(title, options, async (attempt) => {
      if (state === 'shown') await this.#shown(attempt);
      else await waitHidden(this.#context, attempt, [this.target]);
    });
  }

  /** Waits until it shows and says where. */
  async match(options: CallOptions = {}): Promise<GuestMatch> {
    return await this.#perform(`find ${this.target.what}`, options, (attempt) => this.#shown(attempt));
  }

  /** Whether it shows on a fresh frame; does not wait for it. False while the machine is off or its display blank. */
  async isShown(options: CallOptions = {}): Promise<boolean> {
    const title = `is ${this.target.what} shown?`;
    return await perform(
      this.#context,
      { title, category: 'wait', timeout: 'call' },
      options,
      async (attempt) => {
        const sighting = await lookOnce(this.#context, attempt, this.target);
        return sighting.matches.length > 0;
      },
    );
  }

  /** Clicks where it shows now: its centre, or one of the screen's named points. */
  async click(point?: string | ClickOptions, options: ClickOptions = {}): Promise<void> {
    const [name, click] = typeof point === 'object' ? [undefined, point] : [point, options];
    await this.#perform(`click ${this.#placeName(name)}`, click, async (attempt) => {
      const { x, y } = placeOf(await this.#shown(attempt), name);
      const { timeout: _, ...how } = click; // the wait's; the click itself is one call
      await this.#mouse.click(x, y, { ...how, signal: attempt.signal });
    });
  }

  async dblclick(
    point?: string | ClickOptions,
    options: Omit<ClickOptions, 'clickCount'> = {},
  ): Promise<void> {
    const [name, click] = typeof point === 'object' ? [undefined, point] : [point, options];
    await this.click(name, { ...click, clickCount: 2 });
  }

  /** Moves the pointer there and leaves it there. */
  async hover(point?: string, options: CallOptions = {}): Promise<void> {
    await this.#perform(`hover over ${this.#placeName(point)}`, options, async (attempt) => {
      const { x, y } = placeOf(await this.#shown(attempt), point);
      await this.#mouse.move(x, y, { signal: attempt.signal });
    });
  }

  /** A named region of the screen, or the rectangle around the whole match; resolved when it is used. */
  region(name?: string): RegionLocator {
    return new RegionLocator(this.target, name);
  }

  /** The first match. */
  first(): Locator {
    return this.nth(0);
  }

  /** Match `index` from 0: texts in reading order, a screen's places from the recorded one outwards. */
  nth(index: number): Locator {
    if (!(Number.isSafeInteger(index) && index >= 0)) throw notIndex(index);
    return new Locator(this.#context, this.#mouse, this.#target, index);
  }

  async #shown(attempt: Attempt): Promise<GuestMatch> {
    const { match } = await waitShown(this.#context, attempt, [this.target]);
    return match;
  }

  #placeName(point: string | undefined): string {
    return point === undefined ? this.target.what : `'${point}' on ${this.target.what}`;
  }

  #perform<T>(title: string, options: CallOptions, work: (attempt: Attempt) => Promise<T>): Promise<T> {
    return perform(this.#context, { title, category: 'wait', timeout: 'shown' }, options, work);
  }
}

/** The click's place on a match. */
export function placeOf(match: GuestMatch, point: string | undefined): Point {
  if (point === undefined) return match.centre;
  const place = Object.hasOwn(match.points, point) ? match.points[point] : undefined;
  if (place) return place;
  const names = Object.keys(match.points);
  throw new GuestwrightError(`${match.what} has no point '${point}'${didYouMean(point, names)}`, {
    code: 'invalid-argument',
    remedy:
      names.length > 0 ? `It has ${names.join(', ')}.` : 'Add it to the screen\'s sidecar under "points".',
  });
}

/** The same target, of which only match `index` counts. */
function nthOf(target: Target, index: number): Target {
  const what = `${target.what} (match ${index})`;
  return {
    what,
    screens: target.screens,
    slow: target.slow === true,
    ready: async () => await target.ready?.(),
    hold: (history) => target.hold?.(history),
    look: async (frame, sight) => {
      const { matches, depends } = await target.look(frame, { ...sight, places: 'every' });
      const match = matches[index];
      return { matches: match ? [match] : [], depends };
    },
    explain: async (frame) => {
      const { matches } = await target.look(frame, { places: 'every' });
      return matches.length === 0 ? await target.explain(frame) : `only ${matches.length} shown`;
    },
  };
}

function notState(state: unknown): GuestwrightError {
  return new GuestwrightError(
    `waitFor: expected the state 'shown' or 'hidden', got ${describeValue(state)}`,
    {
      code: 'invalid-argument',
      remedy: "Leave it out for 'shown'.",
    },
  );
}

function notIndex(index: unknown): GuestwrightError {
  return new GuestwrightError(`nth: expected a whole number from 0, got ${describeValue(index)}`, {
    code: 'invalid-argument',
    remedy: 'Count matches in reading order, from 0.',
  });
}
