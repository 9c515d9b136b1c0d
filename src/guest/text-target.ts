/** Texts on the screen as targets. */
import { GuestwrightError } from '../base/errors.ts';
import type { Frame } from '../frame/frame.ts';
import type { Region } from '../frame/region.ts';
import type { Target } from './target.ts';

/** Finds texts on frames. */
export interface TextSource {
  /** Places where `pattern` can be read, within `region` if one is given, in reading order. */
  target(pattern: string | RegExp, region?: Region): Target;
  /** The lines that can be read, from the top; empty where nothing can. */
  read(frame: Frame, region?: Region): Promise<readonly string[]>;
}

/** Reads text-mode screens by their glyphs. */
export const SCREEN_TEXTS: TextSource = {
  target: (pattern) => {
    throw unreadable(pattern);
  },
  read: async () => [],
};

function unreadable(pattern: string | RegExp): GuestwrightError {
  return new GuestwrightError(`text ${String(pattern)}: no reader of texts is registered`, {
    code: 'unsupported',
    remedy: 'Wait for a screen instead.',
  });
}
