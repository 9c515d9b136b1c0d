/** Reads a page's messages about a recording: whatever does not have exactly the form of one is refused. */
import type { Region } from '../frame/region.ts';
import type { MatchRule, ScreenArea, SearchReach } from '../matchers/screen.ts';
import { isName, isPlace, isRecord, isWhole, listOf, oneOf, parse, readRegion } from './page-message.ts';
import type { DrawnScreen, RecordMessage } from './record-protocol.ts';

/** More areas than a person draws. */
const MOST_AREAS = 64;
/** Names of environment variables, as shells take them. */
const SECRET_NAME = /^[A-Za-z_]\w{0,63}$/;

const BARE = ['new-step', 'capture', 'emit', 'replay', 'stop', 'finish-rerecording'] as const;
const OF_STEP = ['go-back', 'rerecord', 'remove-step', 'merge'] as const;
const OF_SCREEN = ['accept-areas', 'propose'] as const;
const OF_ACTION = ['remove-action', 'split'] as const;

/** The message in `text`; undefined if it is none. */
export function readRecordMessage(text: string): RecordMessage | undefined {
  const value = parse(text);
  if (!isRecord(value)) return undefined;
  const { step, screen, action, name, x, y, to } = value;
  const bare = oneOf(value.type, BARE);
  if (bare) return { type: bare };
  const ofStep = oneOf(value.type, OF_STEP);
  if (ofStep) return isName(step) ? { type: ofStep, step } : undefined;
  const ofScreen = oneOf(value.type, OF_SCREEN);
  if (ofScreen) return isName(screen) ? { type: ofScreen, screen } : undefined;
  const ofAction = oneOf(value.type, OF_ACTION);
  if (ofAction) return isName(step) && isName(action) ? { type: ofAction, step, action } : undefined;
  const drawn = readDrawn(value);
  switch (value.type) {
    case 'record':
      return typeof value.on === 'boolean' ? { type: 'record', on: value.on } : undefined;
    case 'secret':
      return name === null || isSecretName(name) ? { type: 'secret', name } : undefined;
    case 'draw':
      return drawn && isName(screen) ? { type: 'draw', screen, ...drawn } : undefined;
    case 'rename':
      return isName(screen) && isName(name) ? { type: 'rename', screen, name } : undefined;
    case 'point':
      return isName(screen) && isName(name) && isPlace(x) && isPlace(y)
        ? { type: 'point', screen, name, x, y }
        : undefined;
    case 'rename-point':
      return isName(screen) && isName(name) && isName(to)
        ? { type: 'rename-point', screen, name, to }
        : undefined;
    case 'timeout': {
      const { timeout } = value;
      return isName(step) && (timeout === null || isWhole(timeout))
        ? { type: 'timeout', step, timeout }
        : undefined;
    }
    case 'mark-secret':
      return isName(step) && isName(action) && isSecretName(name)
        ? { type: 'mark-secret', step, action, name }
        : undefined;
    default:
      return undefined;
  }
}

function readDrawn(value: Record<string, unknown>): DrawnScreen | undefined {
  const areas = listOf(value.areas, MOST_AREAS, readArea);
  const exclude = listOf<Region>(value.exclude, MOST_AREAS, readRegion);
  return areas && exclude && { areas, exclude };
}

function readArea(value: unknown): ScreenArea | undefined {
  const region = readRegion(value);
  if (!region || !isRecord(value)) return undefined;
  const match = readRule(value.match);
  const search = readReach(value.search);
  return match === undefined || search === undefined ? undefined : { ...region, match, search };
}

/** The presets, and a rule of a person's own that is in the recording already. */
function readRule(value: unknown): MatchRule | undefined {
  const preset = oneOf(value, ['exact', 'tolerant', 'perceptual'] as const);
  if (preset) return preset;
  if (!isRecord(value)) return undefined;
  const { tolerance, pixelsPerTile } = value;
  return isWhole(tolerance) && isWhole(pixelsPerTile) ? { tolerance, pixelsPerTile } : undefined;
}

function readReach(value: unknown): SearchReach | undefined {
  return value === 'display' || isPlace(value) ? value : undefined;
}

function isSecretName(value: unknown): value is string {
  return typeof value === 'string' && SECRET_NAME.test(value);
}
