/** Texts on the screen as targets. */
import { maskSecrets } from '../base/secret.ts';
import type { Frame } from '../frame/frame.ts';
import { centre, type Region } from '../frame/region.ts';
import type { TextMatch } from '../matchers/text.ts';
import { findText, readText } from '../matchers/text-readers.ts';
import { formatPattern } from './serial.ts';
import type { GuestMatch, Target } from './target.ts';

/** Finds texts on frames. */
export interface TextSource {
  /** Places where `pattern` can be read, within `region` if one is given, in reading order. */
  target(pattern: string | RegExp, region?: Region): Target;
  /** The lines that can be read, from the top; empty where nothing can. */
  read(frame: Frame, region?: Region): Promise<readonly string[]>;
}

/** Characters of what could be read that a failure quotes. */
const QUOTED = 300;

/** Reads with whatever readers are registered: glyphs of text modes and consoles first. */
export const SCREEN_TEXTS: TextSource = {
  target: (pattern, region) => {
    const what = `text ${formatPattern(pattern)}`;
    return {
      what,
      screens: [],
      look: async (frame) => {
        const found = await findText(frame, pattern, region);
        return { matches: found.map((match) => matchOf(what, match)), depends: region ?? 'all' };
      },
      explain: async (frame) => {
        const lines = (await readText(frame, region)).lines.map(({ text }) => text.trim());
        if (lines.length === 0) return 'no text could be read';
        const text = maskSecrets(lines.join(' | '));
        return `read '${text.length > QUOTED ? `${text.slice(0, QUOTED)}...` : text}'`;
      },
    };
  },
  read: async (frame, region) => (await readText(frame, region)).lines.map(({ text }) => text),
};

function matchOf(what: string, { text, region }: TextMatch): GuestMatch {
  return {
    what,
    text,
    box: region,
    centre: centre(region),
    points: {},
    regions: {},
    identity: `${what} '${text}' ${region.x},${region.y}`,
    how: `at ${region.x},${region.y}`,
  };
}
