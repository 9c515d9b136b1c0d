/** Captures of a screen: each lies in other memory than the one before, as a desktop's frames do. */
import type { Frame } from '../../src/frame/frame.ts';
import type { Picture } from '../../src/frame/picture.ts';
import { captured } from '../ours.ts';
import { type Sample, timeAwaited, timeHere } from './sample.ts';

/** As many places in memory as take turns: together beyond a core's own cache, where no capture is when it comes in. */
const PLACES = 6;

/** By their size in bytes. All tasks share them: only one is timed at a time. */
const places = new Map<number, readonly Uint8Array[]>();

/**
 * Writes `pictures`, of one size, to the places by turns; gives a frame of its own for each call, which holds until the
 * next `capturesOf`.
 */
function capturesOf(pictures: readonly [Picture, ...Picture[]]): (call: number) => Frame {
  const [{ width, height, data }] = pictures;
  const own = placesFor(data.byteLength);
  for (const [index, place] of own.entries()) place.set((pictures[index % pictures.length] as Picture).data);
  let sequence = 0;
  return (call) => captured({ width, height, data: own[call % PLACES] as Uint8Array }, ++sequence);
}

function placesFor(bytes: number): readonly Uint8Array[] {
  const known = places.get(bytes);
  if (known) return known;
  const made = Array.from({ length: PLACES }, () => new Uint8Array(bytes));
  places.set(bytes, made);
  return made;
}

/** Times `work` on captures of `picture`. */
export function timeOn(picture: Picture, work: (capture: Frame) => unknown): Sample {
  const capture = capturesOf([picture]);
  return timeHere((call) => work(capture(call)));
}

/** Times `work` on each capture and the next; the two pictures take turns. */
export function timeOnPairs(
  pictures: readonly [Picture, Picture],
  work: (before: Frame, after: Frame) => unknown,
): Sample {
  const capture = capturesOf(pictures);
  return timeHere((call) => work(capture(call), capture(call + 1)));
}

/** As `timeOn` for what answers later. */
export async function timeAwaitedOn(
  picture: Picture,
  work: (capture: Frame) => Promise<unknown>,
): Promise<Sample> {
  const capture = capturesOf([picture]);
  return await timeAwaited((call) => work(capture(call)));
}
