/** openQA's needles as screens: a tag becomes a screen, and its needles the screen's variants. */
import { clip, type Dimensions, type Point, type Region } from '../../frame/region.ts';
import type { Recording } from '../save-screen.ts';
import type { MatchRule, ScreenArea } from '../screen.ts';
import type { OpenqaArea, OpenqaNeedle } from './needle.ts';

/** A needle as one look of a screen. */
export interface ImportedLook {
  readonly needle: OpenqaNeedle;
  readonly recording: Recording;
}

export interface Conversion {
  readonly looks: readonly ImportedLook[];
  /** What of openQA's meaning is lost or changed, a line each. */
  readonly notes: readonly string[];
}

export interface ConversionOptions {
  /** How areas are compared: openQA's percentage of a grey, blurred area has no counterpart. */
  readonly match: MatchRule;
  /** Before each screen's name, such as `opensuse/`. */
  readonly prefix: string;
  /** Only needles with one of these tags; none: all. */
  readonly tags: readonly string[];
}

/** Tags such as ENV-DISTRI-opensuse choose needles by the run's settings; they are not asked for. */
const CONDITION = /^ENV-/;

/** Screens of `needles`; those without an area to match give none. Names are made of tags, else of the file's name. */
export function convertNeedles(needles: readonly OpenqaNeedle[], options: ConversionOptions): Conversion {
  const usable = needles.filter(({ areas }) => areas.some(({ type }) => type === 'match'));
  const groups = mergeEqual(groupByTag(usable, options.tags));
  const taken = new Map<string, string>();
  const notes = needles
    .filter((needle) => !usable.includes(needle))
    .map(({ name }) => `${name}: left out: it has no area of type match`);
  const looks = groups.flatMap(({ tags, needles: members }) => {
    const [tag = ''] = tags;
    const screen = `${options.prefix}${uniqueName(tag, taken)}`;
    if (screen !== `${options.prefix}${tag}`) notes.push(`tag '${tag}' becomes screen '${screen}'`);
    if (tags.length > 1) notes.push(`tags ${quoted(tags)} have the same needles: one screen '${screen}'`);
    const variants = new Map<string, string>();
    return members.map((needle, index) => {
      const variant = index === 0 ? undefined : uniqueName(needle.name, variants);
      return { needle, recording: { screen, variant, ...partsOf(needle, options.match) } };
    });
  });
  const converted = new Set(looks.map(({ needle }) => needle));
  for (const needle of converted) notes.push(...lossesOf(needle, options.match));
  return { looks, notes };
}

interface Group {
  readonly tags: readonly string[];
  readonly needles: readonly OpenqaNeedle[];
}

function groupByTag(needles: readonly OpenqaNeedle[], wanted: readonly string[]): readonly Group[] {
  const groups = new Map<string, OpenqaNeedle[]>();
  for (const needle of needles) {
    const asked = needle.tags.filter((tag) => !CONDITION.test(tag));
    const names = asked.length > 0 ? asked : [needle.name];
    for (const tag of wanted.length > 0 ? names.filter((name) => wanted.includes(name)) : names)
      groups.set(tag, [...(groups.get(tag) ?? []), needle]);
  }
  const byName = (a: OpenqaNeedle, b: OpenqaNeedle) => (a.name < b.name ? -1 : 1);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tag, members]) => ({ tags: [tag], needles: members.sort(byName) }));
}

/** Two screens that cannot be told apart are refused, so tags with the same needles are one screen. */
function mergeEqual(groups: readonly Group[]): readonly Group[] {
  const merged = new Map<string, Group>();
  for (const { tags, needles } of groups) {
    const key = needles.map(({ name }) => name).join('\n');
    const known = merged.get(key);
    merged.set(key, { tags: [...(known?.tags ?? []), ...tags], needles });
  }
  return [...merged.values()];
}

/** A screen's name has letters, digits, '-' and '_' only. */
function uniqueName(text: string, taken: Map<string, string>): string {
  const plain = text.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^[-_]+|-+$/g, '') || 'screen';
  let name = plain;
  for (let count = 2; taken.has(name); count++) name = `${plain}-${count}`;
  taken.set(name, text);
  return name;
}

function partsOf(
  { areas }: OpenqaNeedle,
  match: MatchRule,
): Pick<Recording, 'exclude' | 'points' | 'regions'> & { readonly areas: ScreenArea[] } {
  const ofType = (type: OpenqaArea['type']) => areas.filter((area) => area.type === type);
  const points = areas.flatMap(({ clickPoint }) => clickPoint ?? []);
  return {
    areas: ofType('match').map((area) => ({ ...regionOf(area), match, search: area.margin })),
    exclude: ofType('exclude').map(regionOf),
    points: Object.fromEntries(points.map(({ id, x, y }) => [id ?? 'click', { x, y }])),
    regions: Object.fromEntries(
      ofType('ocr').map((area, index) => [index === 0 ? 'ocr' : `ocr-${index + 1}`, regionOf(area)]),
    ),
  };
}

/** openQA leaves out of account what lies outside of the picture; a screen must lie on its display. */
export function clipRecording(recording: Recording, display: Dimensions): Recording {
  const inside = (regions: readonly Region[]) => regions.flatMap((region) => clip(region, display) ?? []);
  const named = Object.entries(recording.regions ?? {}).flatMap(([name, region]) => {
    const clipped = clip(region, display);
    return clipped ? [[name, clipped] as const] : [];
  });
  return {
    ...recording,
    areas: recording.areas.flatMap((area) => {
      const clipped = clip(area, display);
      return clipped ? [{ ...area, ...clipped }] : [];
    }),
    exclude: inside(recording.exclude ?? []),
    points: Object.fromEntries(
      Object.entries(recording.points ?? {}).map(([name, point]) => [name, onto(point, display)]),
    ),
    regions: Object.fromEntries(named),
  };
}

function onto({ x, y }: Point, { width, height }: Dimensions): Point {
  return { x: Math.min(x, width - 1), y: Math.min(y, height - 1) };
}

function lossesOf({ name, areas, tags, properties, unknown }: OpenqaNeedle, match: MatchRule): string[] {
  const matched = areas.filter(({ type }) => type === 'match');
  const similarities = [...new Set(matched.map((area) => `${area.match} %`))].join(', ');
  const rule = typeof match === 'string' ? match : JSON.stringify(match);
  const conditions = tags.filter((tag) => CONDITION.test(tag));
  return [
    `${name}: similarity of ${similarities} becomes the rule ${rule}`,
    ...(matched.length > 1
      ? [`${name}: its ${matched.length} areas move together, not each for itself`]
      : []),
    ...(areas.some(({ type }) => type === 'ocr')
      ? [`${name}: OCR areas become regions (openQA does not compare them): expect their text yourself`]
      : []),
    ...(conditions.length > 0 ? [`${name}: ${quoted(conditions)}: it is looked for in every run`] : []),
    ...(properties.length > 0 ? [`${name}: properties ${quoted(properties)} are not carried over`] : []),
    ...(unknown.length > 0 ? [`${name}: unknown fields ${quoted(unknown)} are not carried over`] : []),
  ];
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

function regionOf({ x, y, width, height }: Region): Region {
  return { x, y, width, height };
}
