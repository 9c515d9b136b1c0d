/**
 * openQA's needles: a JSON beside a screenshot. Fields and their meaning as in openQA's GettingStarted document and
 * os-autoinst's needle.pm.
 */
import { GuestwrightError } from '../../base/errors.ts';
import { describeValue } from '../../base/units.ts';
import { centre, type Point, type Region } from '../../frame/region.ts';

export type OpenqaAreaType = 'match' | 'exclude' | 'ocr';

export interface OpenqaArea extends Region {
  readonly type: OpenqaAreaType;
  /** Similarity that suffices, in percent. */
  readonly match: number;
  /** Pixels that the area may have moved in each direction. */
  readonly margin: number;
  /** On the display; `id` where the needle gives one. */
  readonly clickPoint: (Point & { readonly id: string | undefined }) | undefined;
}

export interface OpenqaNeedle {
  /** The file's name without `.json`. */
  readonly name: string;
  readonly areas: readonly OpenqaArea[];
  readonly tags: readonly string[];
  /** Names, with their values where they have some: `workaround`, `workaround=bsc#1234`. */
  readonly properties: readonly string[];
  /** Fields that openQA does not document, such as `areas[0].comment`. */
  readonly unknown: readonly string[];
}

const DEFAULT_SIMILARITY = 96;
const DEFAULT_MARGIN = 50;
const TYPES: readonly string[] = ['match', 'exclude', 'ocr'] satisfies OpenqaAreaType[];
const FIELDS = ['area', 'tags', 'properties'];
const AREA_FIELDS = ['xpos', 'ypos', 'width', 'height', 'type', 'match', 'margin', 'click_point'];

type Fields = Readonly<Record<string, unknown>>;

/** Reads one needle; `file` names it in messages. Error `invalid-screen` naming file and field. */
export function parseNeedle(text: string, name: string, file: string): OpenqaNeedle {
  const fields = fieldsOf(parseJson(text, file), file, 'the needle');
  const areas = listOf(fields.area, file, 'area').map((value, index) =>
    readArea(fieldsOf(value, file, `area[${index}]`), file, `area[${index}]`),
  );
  const points = areas.flatMap(({ clickPoint }) => clickPoint ?? []);
  if (points.length > 1 && points.some(({ id }) => id === undefined))
    throw wrong(file, 'click_point', 'an id for each of several click points', 'one without');
  return {
    name,
    areas,
    tags: listOf(fields.tags ?? [], file, 'tags').map((tag) => textOf(tag, file, 'tags')),
    properties: listOf(fields.properties ?? [], file, 'properties').map((value) => readProperty(value, file)),
    unknown: [
      ...unknownOf(fields, FIELDS, ''),
      ...(fields.area as Fields[]).flatMap((area, index) => unknownOf(area, AREA_FIELDS, `area[${index}].`)),
    ],
  };
}

function readArea(fields: Fields, file: string, path: string): OpenqaArea {
  const number = (name: string, least: number, fallback?: number) =>
    numberOf(fields[name] ?? fallback, file, `${path}.${name}`, least);
  const region = {
    x: number('xpos', 0),
    y: number('ypos', 0),
    width: number('width', 1),
    height: number('height', 1),
  };
  const type = fields.type ?? 'match';
  if (typeof type !== 'string' || !TYPES.includes(type))
    throw wrong(file, `${path}.type`, 'match, exclude or ocr', describeValue(type));
  return {
    ...region,
    type: type as OpenqaAreaType,
    match: number('match', 0, DEFAULT_SIMILARITY),
    margin: number('margin', 0, DEFAULT_MARGIN),
    clickPoint: readClickPoint(fields.click_point, region, { file, path: `${path}.click_point` }),
  };
}

/** The needle's is relative to its area. */
function readClickPoint(
  value: unknown,
  area: Region,
  { file, path }: { readonly file: string; readonly path: string },
): OpenqaArea['clickPoint'] {
  if (value === undefined || value === null) return undefined;
  if (value === 'center') return { ...centre(area), id: undefined };
  const fields = fieldsOf(value, file, path);
  const x = area.x + numberOf(fields.xpos, file, `${path}.xpos`, 0);
  const y = area.y + numberOf(fields.ypos, file, `${path}.ypos`, 0);
  return { x, y, id: fields.id === undefined ? undefined : textOf(fields.id, file, `${path}.id`) };
}

function readProperty(value: unknown, file: string): string {
  if (typeof value === 'string') return value;
  const fields = fieldsOf(value, file, 'properties');
  const name = textOf(fields.name, file, 'properties.name');
  return fields.value === undefined ? name : `${name}=${textOf(fields.value, file, 'properties.value')}`;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GuestwrightError(`${file}: expected a needle's JSON: ${(cause as Error).message}`, {
      code: 'invalid-screen',
      cause,
    });
  }
}

function fieldsOf(value: unknown, file: string, path: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrong(file, path, 'an object', describeValue(value));
}

function listOf(value: unknown, file: string, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(file, path, 'a list', describeValue(value));
}

function textOf(value: unknown, file: string, path: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  if (typeof value === 'number') return String(value);
  throw wrong(file, path, 'a text', describeValue(value));
}

/** Perl takes "12" for 12, and needles have it; parts of pixels are rounded as openQA's editor draws them. */
function numberOf(value: unknown, file: string, path: string, least: number): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number) && Math.round(number) >= least)
    return Math.round(number);
  throw wrong(file, path, `a number from ${least}`, describeValue(value));
}

function unknownOf(fields: Fields, known: readonly string[], prefix: string): readonly string[] {
  return Object.keys(fields).flatMap((name) => (known.includes(name) ? [] : `${prefix}${name}`));
}

function wrong(file: string, path: string, expected: string, got: string): GuestwrightError {
  return new GuestwrightError(`${file}: ${path}: expected ${expected}, got ${got}`, {
    code: 'invalid-screen',
    remedy: 'Correct the needle, or leave it out.',
    details: { file, field: path },
  });
}
