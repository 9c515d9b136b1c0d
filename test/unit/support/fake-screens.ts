/** Screens for the fake machine: a screen shows while its rectangle has its colour. Counts how often it is asked. */
import { GuestwrightError } from '../../../src/base/errors.ts';
import type { Frame } from '../../../src/frame/frame.ts';
import { centre, containsPoint, inflate, type Point, type Region } from '../../../src/frame/region.ts';
import type { ScreenSource } from '../../../src/guest/screen-target.ts';
import type { Target } from '../../../src/guest/target.ts';
import { type Colour, wordOf } from './fake-display.ts';

export interface FakeScreen {
  readonly colour: Colour;
  readonly region: Region;
  readonly points?: Readonly<Record<string, Point>>;
  readonly regions?: Readonly<Record<string, Region>>;
}

export class FakeScreens implements ScreenSource {
  /** How often each screen was compared with a frame. */
  readonly asked: Record<string, number> = {};
  /** Pixels around the pointer that may differ. */
  pointerBox = 0;
  readonly #screens: Readonly<Record<string, FakeScreen>>;

  constructor(screens: Readonly<Record<string, FakeScreen>>) {
    this.#screens = screens;
  }

  target(names: string | readonly string[]): Target {
    const list = typeof names === 'string' ? [names] : names;
    for (const name of list) {
      if (!this.#screens[name]) throw new GuestwrightError(`no screen '${name}'`, { code: 'unknown-screen' });
    }
    return {
      what: list.map((name) => `screen '${name}'`).join(' or '),
      screens: list,
      ...(list.length > 1 ? { parts: list.map((name) => this.target(name)) } : {}),
      look: (frame, { pointer } = {}) => {
        const matches = list.flatMap((name) => {
          this.asked[name] = (this.asked[name] ?? 0) + 1;
          const { colour, region, points = {}, regions = {} } = this.#screens[name] as FakeScreen;
          const box = this.pointerBox;
          const hole = pointer && box > 0 ? inflate({ ...pointer, width: 1, height: 1 }, box) : undefined;
          if (countOf(frame, region, colour, hole) < region.width * region.height) return [];
          const what = `screen '${name}'`;
          return [
            {
              what,
              screen: name,
              box: region,
              centre: centre(region),
              points,
              regions,
              identity: name,
              how: 'at its place',
            },
          ];
        });
        return { matches, depends: this.#depends(list) };
      },
      explain: (frame) => {
        const { colour, region } = this.#screens[list[0] as string] as FakeScreen;
        return `${region.width * region.height - countOf(frame, region, colour)} pixels differ`;
      },
    };
  }

  async matching(frame: Frame, except: readonly string[]): Promise<readonly string[]> {
    return Object.entries(this.#screens)
      .filter(([name]) => !except.includes(name))
      .filter(([, { region, colour }]) => countOf(frame, region, colour) === region.width * region.height)
      .map(([name]) => name);
  }

  #depends(names: readonly string[]): Region | 'all' {
    return names.length === 1 ? (this.#screens[names[0] as string] as FakeScreen).region : 'all';
  }
}

function countOf(frame: Frame, region: Region, colour: Colour, hole?: Region): number {
  let count = 0;
  for (let y = region.y; y < Math.min(region.y + region.height, frame.height); y++) {
    for (let x = region.x; x < Math.min(region.x + region.width, frame.width); x++) {
      const hidden = hole && containsPoint(hole, { x, y });
      if (hidden || frame.pixels[y * frame.width + x] === wordOf(colour)) count++;
    }
  }
  return count;
}
