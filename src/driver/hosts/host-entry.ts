/** The option `hosts`: computers that run guests, how many at a time each, and what they are good for. */
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { describeValue } from '../../base/units.ts';

/** One of `hosts: [{ uri: 'qemu+tls://one.example/system', slots: 4, labels: ['kvm'] }]`. */
export interface HostEntry {
  /** How the driver reaches it, such as 'qemu+ssh://user@one.example/system'. */
  readonly uri: string;
  /** How many workers it serves at the same time, of all shards together. */
  readonly slots: number;
  /** What it is good for, in words of your own, such as 'kvm' and 'uefi'. Default: none. */
  readonly labels?: readonly string[];
  /** Storage pool for images and overlays, by name. Default: 'guestwright', made when it is missing. */
  readonly pool?: string;
}

/** More is a typing mistake: each slot is a machine's worth of memory. */
const MOST_SLOTS = 1000;
/** Labels stand in lists and on the command line. */
const LABEL = /^[\w.-]+$/;

type Check = readonly [expected: string, holds: (value: unknown) => boolean];

const CHECKS: Readonly<Record<keyof HostEntry, Check>> = {
  uri: ['a text', isText],
  slots: [`a whole number from 1 to ${MOST_SLOTS}`, isSlotCount],
  labels: ['an array of words', isLabels],
  pool: ['a text', isText],
};

/** `value` as entries; error `invalid-argument` names the entry and field that are wrong. */
export function readHostEntries(value: unknown): readonly HostEntry[] {
  if (!Array.isArray(value)) throw wrong(`hosts: expected an array, got ${describeValue(value)}`);
  const entries = value.map(readEntry);
  for (const [index, { uri }] of entries.entries()) {
    const first = entries.findIndex((entry) => entry.uri === uri);
    if (first !== index) throw wrong(`hosts[${index}].uri: '${uri}' is hosts[${first}] already`);
  }
  return entries;
}

function readEntry(value: unknown, index: number): HostEntry {
  const where = `hosts[${index}]`;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(`${where}: expected an object, got ${describeValue(value)}`);
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(CHECKS, name))
      throw wrong(`${where}: unknown field '${name}'${didYouMean(name, Object.keys(CHECKS))}`);
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const [name, [expected, holds]] of Object.entries(CHECKS)) {
    const isNeeded = name === 'uri' || name === 'slots';
    const field = fields[name];
    if ((isNeeded || field !== undefined) && !holds(field))
      throw wrong(`${where}.${name}: expected ${expected}, got ${describeValue(field)}`);
  }
  return value as HostEntry;
}

/** Labels that a project asks of its hosts; error `invalid-argument`. */
export function readLabels(value: unknown, option: string): readonly string[] {
  if (isLabels(value)) return value;
  throw wrong(`${option}: expected an array of words, got ${describeValue(value)}`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isSlotCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MOST_SLOTS;
}

function isLabels(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((label) => typeof label === 'string' && LABEL.test(label));
}

function wrong(summary: string): GuestwrightError {
  return new GuestwrightError(summary, {
    code: 'invalid-argument',
    remedy: "Write such as hosts: [{ uri: 'qemu+tls://one.example/system', slots: 4, labels: ['kvm'] }].",
  });
}
