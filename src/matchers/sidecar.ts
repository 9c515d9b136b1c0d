/** The JSON beside a reference's PNG: read strictly, so that a misspelt field is an error and not a screen that never shows. */
import { GuestwrightError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { describeValue } from '../base/units.ts';
import type { Dimensions, Point, Region } from '../frame/region.ts';
import { RULE_NAMES } from './rule.ts';
import type { MatchRule, ScreenArea, SearchReach } from './screen.ts';

/** Every field of a sidecar, as in the file. */
export interface Sidecar {
  readonly display: Dimensions;
  readonly origin: Point;
  readonly areas: readonly ScreenArea[];
  readonly exclude: readonly Region[];
  readonly points: Readonly<Record<string, Point>>;
  readonly regions: Readonly<Record<string, Region>>;
}

type Fields = Readonly<Record<string, unknown>>;
/** Where in which file a value stands. */
interface Place {
  readonly file: string;
  readonly path: string;
}

const READERS: { readonly [Name in keyof Sidecar]: (value: unknown, place: Place) => Sidecar[Name] } = {
  display: readDimensions,
  origin: readPoint,
  areas: (value, place) => readList(value, place, readArea),
  exclude: (value, place) => readList(value, place, readRegion),
  points: (value, place) => readNamed(value, place, readPoint),
  regions: (value, place) => readNamed(value, place, readRegion),
};
const OPTIONAL = { origin: { x: 0, y: 0 }, exclude: [], points: {}, regions: {} };

/** The fields of one sidecar file; any may be missing, since a variant's sidecar replaces only some of its screen's. */
export function parseSidecar(text: string, file: string): Partial<Sidecar> {
  const place = { file, path: '' };
  const fields = readFields(parseJson(text, file), place, Object.keys(READERS));
  const entries = Object.entries(fields).map(([name, value]) => {
    const read: (value: unknown, place: Place) => unknown = READERS[name as keyof Sidecar];
    return [name, read(value, { file, path: name })];
  });
  return Object.fromEntries(entries) as Partial<Sidecar>;
}

/** All fields of a variant: its own, else its screen's, else the defaults. `file` names the sidecar in messages. */
export function completeSidecar(file: string, ...layers: readonly Partial<Sidecar>[]): Sidecar {
  const merged: Partial<Sidecar> = Object.assign({ ...OPTIONAL }, ...layers);
  const { display, areas } = merged;
  if (display === undefined)
    throw wrongField({ file, path: 'display' }, '{ width, height } of the display', undefined);
  if (areas === undefined || areas.length === 0)
    throw wrongField({ file, path: 'areas' }, 'at least one area', areas);
  return { ...(merged as Sidecar), display, areas };
}

/** The text of a sidecar file; fields that say nothing are left out, but for a `variant`: there they would be inherited. */
export function formatSidecar(sidecar: Sidecar, variant?: string): string {
  const { display, origin, areas, exclude, points, regions } = sidecar;
  const says = (field: object) => variant !== undefined || Object.keys(field).length > 0;
  const written = {
    display,
    origin,
    areas,
    ...(says(exclude) && { exclude }),
    ...(says(points) && { points }),
    ...(says(regions) && { regions }),
  };
  return `${JSON.stringify(written, undefined, 2)}\n`;
}

/** The error for a wrong value. */
export function wrongField({ file, path }: Place, expected: string, value: unknown): GuestwrightError {
  return new GuestwrightError(
    `${file}: ${path || 'the file'}: expected ${expected}, got ${describeValue(value)}`,
    {
      code: 'invalid-screen',
      remedy: 'Correct the sidecar, or record the screen again with `guestwright screen add`.',
      details: { file, field: path },
    },
  );
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GuestwrightError(`${file}: expected JSON: ${(cause as Error).message}`, {
      code: 'invalid-screen',
      cause,
    });
  }
}

function readFields(value: unknown, place: Place, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongField(place, 'an object', value);
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const { file, path } = place;
    const where = path === '' ? name : `${path}.${name}`;
    throw new GuestwrightError(`${file}: ${where}: unknown field${didYouMean(name, known)}`, {
      code: 'invalid-screen',
      remedy: `Fields here: ${known.join(', ')}.`,
      details: { file, field: where },
    });
  }
  return value as Fields;
}

function readList<T>(value: unknown, place: Place, read: (value: unknown, place: Place) => T): readonly T[] {
  if (!Array.isArray(value)) throw wrongField(place, 'a list', value);
  return value.map((item, index) => read(item, { ...place, path: `${place.path}[${index}]` }));
}

function readNamed<T>(
  value: unknown,
  place: Place,
  read: (value: unknown, place: Place) => T,
): Record<string, T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongField(place, 'an object', value);
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, item]) => [name, read(item, { ...place, path: `${place.path}.${name}` })]),
  );
}

function readArea(value: unknown, place: Place): ScreenArea {
  const fields = readFields(value, place, ['x', 'y', 'width', 'height', 'match', 'search']);
  const match =
    fields.match === undefined ? 'exact' : readRule(fields.match, { ...place, path: `${place.path}.match` });
  const search =
    fields.search === undefined ? 0 : readReach(fields.search, { ...place, path: `${place.path}.search` });
  return { ...regionOf(fields, place), match, search };
}

function readRule(value: unknown, place: Place): MatchRule {
  if (typeof value === 'string' && RULE_NAMES.includes(value)) return value as MatchRule;
  const expected = `${RULE_NAMES.map((name) => `'${name}'`).join(', ')} or { tolerance, pixelsPerTile }`;
  if (typeof value !== 'object' || value === null) throw wrongField(place, expected, value);
  const { tolerance, pixelsPerTile } = readFields(value, place, ['tolerance', 'pixelsPerTile']);
  if (!isWhole(tolerance, 0, LARGEST_TOLERANCE) || !isWhole(pixelsPerTile, 0, LARGEST_BUDGET)) {
    throw wrongField(
      place,
      `a tolerance of 0 to ${LARGEST_TOLERANCE} and 0 to ${LARGEST_BUDGET} pixelsPerTile`,
      value,
    );
  }
  return { tolerance, pixelsPerTile };
}

/** A quarter of a channel's range: beyond, red and orange are the same. */
const LARGEST_TOLERANCE = 64;
/** A quarter of a 16x16 tile: beyond, a tile may show another letter. */
const LARGEST_BUDGET = 64;

function readReach(value: unknown, place: Place): SearchReach {
  if (value === 'display' || isWhole(value, 0, Number.MAX_SAFE_INTEGER)) return value;
  throw wrongField(place, "a number of pixels or 'display'", value);
}

function readRegion(value: unknown, place: Place): Region {
  return regionOf(readFields(value, place, ['x', 'y', 'width', 'height']), place);
}

function regionOf(fields: Fields, place: Place): Region {
  return { ...pointOf(fields, place), ...dimensionsOf(fields, place) };
}

function readPoint(value: unknown, place: Place): Point {
  return pointOf(readFields(value, place, ['x', 'y']), place);
}

function readDimensions(value: unknown, place: Place): Dimensions {
  return dimensionsOf(readFields(value, place, ['width', 'height']), place);
}

function pointOf({ x, y }: Fields, place: Place): Point {
  if (!isWhole(x, 0)) throw wrongField({ ...place, path: `${place.path}.x` }, 'whole pixels from 0', x);
  if (!isWhole(y, 0)) throw wrongField({ ...place, path: `${place.path}.y` }, 'whole pixels from 0', y);
  return { x, y };
}

function dimensionsOf({ width, height }: Fields, place: Place): Dimensions {
  if (!isWhole(width, 1))
    throw wrongField({ ...place, path: `${place.path}.width` }, 'whole pixels from 1', width);
  if (!isWhole(height, 1))
    throw wrongField({ ...place, path: `${place.path}.height` }, 'whole pixels from 1', height);
  return { width, height };
}

function isWhole(value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}
