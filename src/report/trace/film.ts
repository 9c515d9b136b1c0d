/** The pictures of a filmstrip and how long each is shown: what videos are made of. */
import type { Dimensions } from '../../frame/region.ts';
import type { ScreencastFrame } from './format.ts';

export interface FilmPicture extends Dimensions {
  /** Path in the trace's zip. */
  readonly file: string;
  /** Milliseconds. */
  readonly shownFor: number;
}

/** A picture that stands still is shown for at most so long, in ms: nobody wants to watch an hour of unpacking. */
export const LONGEST_STILL = 3000;
/** The last picture stays for so long, in ms. */
const LAST = 2000;

/** The film of a filmstrip, whose frames are in order. */
export function filmOf(frames: readonly ScreencastFrame[]): readonly FilmPicture[] {
  return frames.map(({ file, width, height, timestamp }, index) => {
    const next = frames[index + 1];
    const shownFor = next ? Math.min(next.timestamp - timestamp, LONGEST_STILL) : LAST;
    return { file, width, height, shownFor: Math.max(1, Math.round(shownFor)) };
  });
}

/** The smallest size that every picture fits into. */
export function sizeOfFilm(film: readonly FilmPicture[]): Dimensions {
  return {
    width: Math.max(...film.map(({ width }) => width)),
    height: Math.max(...film.map(({ height }) => height)),
  };
}
