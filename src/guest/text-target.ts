/** Texts on the screen as targets. */
import { nearestName } from '../base/nearest.ts';
import type { Frame } from '../frame/frame.ts';
import { centre, type Region } from '../frame/region.ts';
import type { TextMatch } from '../matchers/text.ts';
import { findText, readText } from '../matchers/text-readers.ts';
import type { GuestMatch, Target } from './target.ts';

/** Finds texts on frames. */
export interface TextSource {
  /** Places where `pattern` can be read, within `region` if one is given, in reading order. */
  target(pattern: string | RegExp, region?: Region): Target;
  /** The lines that can be read, from the top; empty where nothing can. */
  read(frame: Frame, region?: Region): Promise<readonly string[]>;
}

/** Reads by the registered readers: glyphs first. */
export const SCREEN_TEXTS: TextSource = {
  target: (pattern, region) => new TextTarget(pattern, region),
  read: async (frame, region) => (await readText(frame, region)).lines.map(({ text }) => text),
};

class TextTarget implements Target {
  readonly what: string;
  readonly screens = [];
  readonly #pattern: string | RegExp;
  readonly #region: Region | undefined;

  constructor(pattern: string | RegExp, region: Region | undefined) {
    this.what = `text ${typeof pattern === 'string' ? `'${pattern}'` : String(pattern)}`;
    this.#pattern = pattern;
    this.#region = region;
  }

  async look(frame: Frame): Promise<{ matches: GuestMatch[]; depends: Region | 'all' }> {
    const found = await findText(frame, this.#pattern, this.#region);
    return { matches: found.map((match) => this.#matchOf(match)), depends: this.#region ?? 'all' };
  }

  async explain(frame: Frame): Promise<string> {
    const { lines, unknown } = await readText(frame, this.#region);
    if (lines.length === 0) return 'no text can be read';
    const texts = lines.map(({ text }) => text.trim());
    const nearest = typeof this.#pattern === 'string' ? nearestName(this.#pattern, texts) : undefined;
    return [
      `${lines.length} ${lines.length === 1 ? 'line was' : 'lines were'} read`,
      ...(unknown > 0 ? [`with ${unknown} unknown characters`] : []),
      ...(nearest === undefined ? [] : [`the nearest is '${nearest}'`]),
    ].join(', ');
  }

  #matchOf({ text, region }: TextMatch): GuestMatch {
    return {
      what: this.what,
      text,
      box: region,
      centre: centre(region),
      points: {},
      regions: {},
      identity: `${this.what} '${text}' ${region.x},${region.y}`,
      how: `read as '${text}'`,
    };
  }
}
