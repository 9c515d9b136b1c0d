/** Texts on the screen as targets. */
import { maskSecrets } from '../base/secret.ts';
import type { Frame } from '../frame/frame.ts';
import { centre, formatRegion, type Region } from '../frame/region.ts';
import type { TextMatch } from '../matchers/find-text.ts';
import { FontFolder } from '../matchers/glyphs/font-folder.ts';
import { findWithMistakes } from '../matchers/ocr/find-with-mistakes.ts';
import type { ReadText } from '../matchers/text.ts';
import { findText, readText } from '../matchers/text-readers.ts';
import { formatPattern } from './serial.ts';
import type { GuestMatch, Target } from './target.ts';

/** How a text is looked for. */
export interface TextSearch {
  readonly region?: Region | undefined;
  /** Characters that a reader may have got wrong, if it is one that misreads. */
  readonly mistakes?: number | undefined;
}

/** Finds texts on frames. */
export interface TextSource {
  /** Places where `pattern` can be read, in reading order. */
  target(pattern: string | RegExp, search?: TextSearch): Target;
  /** Everything that can be read, within `region` if one is given; `exact`: without OCR. */
  read(frame: Frame, region?: Region, exact?: 'exact'): Promise<ReadText>;
}

/** Characters of what could be read that a failure quotes. */
const QUOTED = 300;

/** Reads with whatever readers are registered: glyphs of text modes and consoles first. */
export class ScreenTexts implements TextSource {
  readonly #fonts: FontFolder | undefined;

  /** `fontFolder` holds fonts besides the package's, as `guestwright learn-font` writes them. */
  constructor(fontFolder?: string) {
    this.#fonts = fontFolder === undefined ? undefined : new FontFolder(fontFolder);
  }

  target(pattern: string | RegExp, { region, mistakes }: TextSearch = {}): Target {
    const what = `text ${formatPattern(pattern)}`;
    return {
      what,
      screens: [],
      slow: true,
      ready: async () => void (await this.#fonts?.load()),
      look: async (frame) => {
        const options = { region, fonts: await this.#fonts?.load() };
        const { matches, read } = await findText(frame, pattern, options, (text) =>
          findWithMistakes(text, pattern, mistakes),
        );
        return { matches: matches.map((match) => matchOf(what, match, read)), depends: region ?? 'all' };
      },
      crop: async () => region,
      explain: async (frame) => explain(await this.read(frame, region), region),
    };
  }

  async read(frame: Frame, region?: Region, exact?: 'exact'): Promise<ReadText> {
    return await readText(frame, { region, exact: exact === 'exact', fonts: await this.#fonts?.load() });
  }
}

/** What was read instead, by which reader, from where, and how sure it is. */
function explain(read: ReadText, region: Region | undefined): string {
  const where = region ? ` in ${formatRegion(region)}` : '';
  if (read.lines.length === 0) return `no text could be read${where}`;
  const text = maskSecrets(read.lines.map((line) => line.text.trim()).join(' | '));
  const quoted = text.length > QUOTED ? `${text.slice(0, QUOTED)}...` : text;
  const confidence = Math.min(...read.lines.map((line) => line.confidence));
  const sure = read.exact ? '' : `, confidence ${confidence.toFixed(2)} and more`;
  const unknown = read.unknown.length > 0 ? `, ${read.unknown.length} cells unknown` : '';
  return `read '${quoted}' (${read.reader}${sure}${unknown})${where}`;
}

function matchOf(
  what: string,
  { text, region, confidence }: TextMatch,
  { reader, exact }: ReadText,
): GuestMatch {
  const sure = exact ? '' : ` with confidence ${confidence.toFixed(2)}`;
  return {
    what,
    text,
    box: region,
    centre: centre(region),
    points: {},
    regions: {},
    identity: `${what} '${text}' ${region.x},${region.y}`,
    how: `at ${region.x},${region.y}, read by ${reader}${sure}`,
  };
}
