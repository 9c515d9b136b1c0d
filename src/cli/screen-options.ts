/** Reads the places that `guestwright screen add` is given: areas, named points, named regions. */
import type { Point, Region } from '../frame/region.ts';
import { RULE_NAMES } from '../matchers/rule.ts';
import type { MatchRule, ScreenArea, SearchReach } from '../matchers/screen.ts';
import { usageError } from './arguments.ts';

/** `x,y,width,height`; `option` names it in errors. */
export function readRegion(text: string, option: string): Region {
  const numbers = readNumbers(text, 4);
  const [x, y, width, height] = numbers ?? [];
  if (x !== undefined && y !== undefined && width && height) return { x, y, width, height };
  throw usageError(
    `--${option}: expected x,y,width,height in whole pixels such as 40,60,300,80, got '${text}'`,
  );
}

/** `name=x,y` */
export function readNamedPoint(text: string): readonly [string, Point] {
  const [name, place] = splitName(text, 'point', 'name=x,y');
  const [x, y] = readNumbers(place, 2) ?? [];
  if (x !== undefined && y !== undefined) return [name, { x, y }];
  throw usageError(`--point: expected name=x,y in whole pixels such as next=310,120, got '${text}'`);
}

/** `name=x,y,width,height` */
export function readNamedRegion(text: string): readonly [string, Region] {
  const [name, place] = splitName(text, 'region', 'name=x,y,width,height');
  return [name, readRegion(place, 'region')];
}

/** An area with the rule and reach that hold for all areas of one command. */
export function readArea(
  text: string,
  { match, search }: { readonly match: MatchRule; readonly search: SearchReach },
): ScreenArea {
  return { ...readRegion(text, 'area'), match, search };
}

export function readRule(text = 'exact'): MatchRule {
  if (RULE_NAMES.includes(text)) return text as MatchRule;
  throw usageError(`--match: expected ${RULE_NAMES.join(', ')}, got '${text}'`);
}

export function readReach(text = '0'): SearchReach {
  if (text === 'display') return text;
  const [pixels] = readNumbers(text, 1) ?? [];
  if (pixels !== undefined) return pixels;
  throw usageError(`--search: expected a number of pixels or display, got '${text}'`);
}

export function readMargin(text: string): number {
  const [pixels] = readNumbers(text, 1) ?? [];
  if (pixels !== undefined) return pixels;
  throw usageError(`--margin: expected a number of pixels, got '${text}'`);
}

function splitName(text: string, option: string, form: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw usageError(`--${option}: expected ${form}, got '${text}'`);
}

/** Exactly `count` whole numbers from 0, separated by commas. */
function readNumbers(text: string, count: number): number[] | undefined {
  const parts = text.split(',');
  return parts.length === count && parts.every((part) => /^\d+$/.test(part)) ? parts.map(Number) : undefined;
}
