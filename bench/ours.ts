/**
 * The one place where the benchmark calls Guestwright: what its own screens, waits and texts go through, as it is built:
 * a loader's way to reach one module from another would count as ours.
 */
import { frameDamage } from '../dist/src/frame/damage.js';
import { createFrame, type Frame } from '../dist/src/frame/frame.js';
import { cropPixels, type Picture } from '../dist/src/frame/picture.js';
import type { Point, Region } from '../dist/src/frame/region.js';
import { ChangeTracker } from '../dist/src/matchers/change.js';
import { readGlyphs } from '../dist/src/matchers/glyphs/read-glyphs.js';
import '../dist/src/matchers/engines.js';
import { matchScreens } from '../dist/src/matchers/match-screen.js';
import type { ScreenOutcome } from '../dist/src/matchers/outcome.js';
import { engineFor } from '../dist/src/matchers/registry.js';
import { resolveRule } from '../dist/src/matchers/rule.js';
import type { Screen, SearchReach } from '../dist/src/matchers/screen.js';
import { StillnessTracker } from '../dist/src/matchers/stillness.js';
import { lackOfStructure } from '../dist/src/matchers/structure.js';
import type { ReadText } from '../dist/src/matchers/text.js';

/** What has structure enough for it has it for the others. */
const STRICTEST = 'perceptual';

/** Our rules, by the names that references use. */
export const RULES = ['exact', 'tolerant', 'perceptual'] as const;
export type Rule = (typeof RULES)[number];

/** A part of a frame. */
export interface Reference {
  readonly frame: Picture;
  readonly place: Region;
}

/** Prepares a search of the whole display for references: a function from a frame to where each is found. */
export function find(
  references: readonly Reference[],
  rule: Rule,
  reach: SearchReach = 'display',
): (frame: Picture) => (Point | undefined)[] {
  const screens = references.map((reference, index) => screenOf(`${index}`, reference, rule, reach));
  return (frame) => matchScreens(frame, screens).map(placeOf);
}

/** A search of the whole display for a picture that no `screen add` would take; its recorded place does not help. */
export function findPicture(picture: Picture, display: Picture, rule: Rule): (frame: Picture) => unknown {
  const engine = engineFor(resolveRule(rule));
  const area = engine.compile({ picture, exclude: [], rule });
  const [width, height] = [display.width - picture.width + 1, display.height - picture.height + 1];
  const request = { area, corners: { x: 0, y: 0, width, height } };
  return (frame) => engine.search(frame, [request]);
}

/** Whether `screen add` would refuse the reference: too little structure, or more than once on its own frame. */
export function refused({ frame, place }: Reference): boolean {
  const picture = cropPixels(frame, place);
  if (lackOfStructure({ picture, exclude: [], rule: STRICTEST }) !== undefined) return true;
  const screen = screenOf('candidate', { frame, place }, 'exact', 'display');
  const [outcome] = matchScreens(frame, [screen]);
  // Found at its recorded place, it is not searched for elsewhere: the frame without that place tells.
  return outcome?.kind !== 'match' || isElsewhere(frame, screen, place);
}

/** What changed between two captures: as each capture is asked by a driver that is told nothing by its machine. */
export function damageBetween(before: Picture, after: Picture): unknown {
  return frameDamage(before, after);
}

/** A wait for stillness over the whole display: takes one capture after the other. */
export function followStillness(): (frame: Frame) => unknown {
  const tracker = new StillnessTracker();
  return (frame) => tracker.add(frame);
}

/** A wait for a change over the whole display: as `followStillness`. */
export function followChange(): (frame: Frame) => unknown {
  const tracker = new ChangeTracker();
  return (frame) => tracker.add(frame);
}

/** A capture of its own for the same pixels. */
export function captured(
  { width, height, data }: Pick<Picture, 'width' | 'height' | 'data'>,
  sequence: number,
): Frame {
  return createFrame(data, { width, height, sequence, time: sequence });
}

/** Reads a text-mode screen or console as a whole. */
export async function readConsole(picture: Picture): Promise<ReadText> {
  return await readGlyphs(picture);
}

function screenOf(name: string, { frame, place }: Reference, rule: Rule, reach: SearchReach): Screen {
  return screenFrom(name, cropPixels(frame, place), place, frame, rule, reach);
}

function screenFrom(
  name: string,
  picture: Picture,
  place: Region,
  { width, height }: Picture,
  rule: Rule,
  reach: SearchReach,
): Screen {
  const variant = {
    screen: name,
    variant: undefined,
    file: undefined,
    display: { width, height },
    origin: { x: place.x, y: place.y },
    picture,
    areas: [{ ...place, match: rule, search: reach }],
    exclude: [],
    points: {},
    regions: {},
  };
  return { name, variants: [variant] };
}

/** Where a reference is said to be; of several places the first. */
function placeOf(outcome: ScreenOutcome): Point | undefined {
  if (outcome.kind === 'match') return outcome.match.region;
  return outcome.kind === 'ambiguous' ? (outcome.hits[0] ?? { x: 0, y: 0 }) : undefined;
}

function isElsewhere(frame: Picture, screen: Screen, place: Region): boolean {
  const without = createFrame(frame.data.slice(), { ...frame, sequence: 0, time: 0 });
  const middle = (place.y + (place.height >> 1)) * frame.width + place.x + (place.width >> 1);
  without.pixels[middle] = ~(without.pixels[middle] as number) | 0xff000000;
  return matchScreens(without, [screen])[0]?.kind !== 'mismatch';
}
