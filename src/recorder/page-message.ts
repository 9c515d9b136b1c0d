/** Reads a page's messages: whatever does not have exactly the form of one is refused. */
import { LARGEST_SIDE } from '../frame/png-header.ts';
import type { Region } from '../frame/region.ts';
import { isPhysicalKey } from '../input/keys.ts';
import type { HoldVerdict, KeyChange, PageMessage, PointerChange } from './protocol.ts';

/** Changes of keys or the pointer in one message; a frame of the page's brings a few. */
const MOST_CHANGES = 64;
/** Characters to be typed at once. */
const LONGEST_TEXT = 20_000;
const LONGEST_NAME = 200;
/** Notches of the wheel at once. */
const MOST_NOTCHES = 20;

/** The message in `text`; undefined if it is none. */
export function readPageMessage(text: string): PageMessage | undefined {
  const value = parse(text);
  if (!isRecord(value)) return undefined;
  switch (value.type) {
    case 'shown':
      return isWhole(value.sequence) ? { type: 'shown', sequence: value.sequence } : undefined;
    case 'control':
      return typeof value.take === 'boolean' ? { type: 'control', take: value.take } : undefined;
    case 'keys': {
      const events = listOf(value.events, MOST_CHANGES, readKey);
      return events?.length ? { type: 'keys', events } : undefined;
    }
    case 'pointer': {
      const events = listOf(value.events, MOST_CHANGES, readPointer);
      return events?.length ? { type: 'pointer', events } : undefined;
    }
    case 'press':
      return isName(value.chord) ? { type: 'press', chord: value.chord } : undefined;
    case 'text':
      return isText(value.text) ? { type: 'text', text: value.text } : undefined;
    case 'power': {
      const action = oneOf(value.action, ['on', 'off', 'reset'] as const);
      return action && { type: 'power', action };
    }
    case 'locate': {
      const { request, x, y } = value;
      return isWhole(request) && isPlace(x) && isPlace(y) ? { type: 'locate', request, x, y } : undefined;
    }
    case 'accept':
      return isName(value.screen) ? { type: 'accept', screen: value.screen } : undefined;
    case 'resume': {
      const verdict = oneOf<HoldVerdict>(value.verdict, ['continue', 'retry', 'fail']);
      return verdict && { type: 'resume', verdict };
    }
    default:
      return undefined;
  }
}

function readKey(value: unknown): KeyChange | undefined {
  if (!isRecord(value)) return undefined;
  const { code, down } = value;
  if (typeof code !== 'string' || !isPhysicalKey(code) || typeof down !== 'boolean') return undefined;
  return { code, down };
}

function readPointer(value: unknown): PointerChange | undefined {
  if (!isRecord(value)) return undefined;
  const { type, x, y, down, dx, dy } = value;
  if (type === 'move') return isPlace(x) && isPlace(y) ? { type, x, y } : undefined;
  if (type === 'wheel') return isNotches(dx) && isNotches(dy) ? { type, dx, dy } : undefined;
  const button = oneOf(value.button, ['left', 'middle', 'right'] as const);
  return type === 'button' && button && typeof down === 'boolean' ? { type, button, down } : undefined;
}

/** A region of a display, or undefined. */
export function readRegion(value: unknown): Region | undefined {
  if (!isRecord(value)) return undefined;
  const { x, y, width, height } = value;
  if (!isPlace(x) || !isPlace(y) || !isPlace(width) || !isPlace(height)) return undefined;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** All of them read, or undefined if there are too many or one is wrong. */
export function listOf<T>(
  value: unknown,
  most: number,
  read: (item: unknown) => T | undefined,
): readonly T[] | undefined {
  if (!Array.isArray(value) || value.length > most) return undefined;
  const items = value.map(read);
  return items.every((item) => item !== undefined) ? (items as T[]) : undefined;
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_TEXT;
}

export function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isPlace(value: unknown): value is number {
  return isWhole(value) && value <= LARGEST_SIDE;
}

function isNotches(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) <= MOST_NOTCHES;
}

export function oneOf<T extends string>(value: unknown, names: readonly T[]): T | undefined {
  return names.find((name) => name === value);
}
