/** What `connect` of the vnc driver takes, checked by name and type. */
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { Secret } from '../../base/secret.ts';
import { type Duration, describeValue, parseDuration } from '../../base/units.ts';
import type { Dimensions } from '../../frame/region.ts';
import { isPowerHook, POWER_HOOKS, type PowerHooks } from './power-hooks.ts';

/** A password as text, from the environment, or from a file's first line. */
export type Password = string | Secret | { readonly file: string };

export interface VncTls {
  /** Certificates that the server's must descend from: PEM text, or a path. Default: the system's. */
  readonly ca?: string;
  /** SHA-256 of the one certificate that is accepted, as hexadecimal digits, colons allowed. */
  readonly fingerprint256?: string;
  /** The name that the certificate must bear. Default: the address's host. */
  readonly serverName?: string;
  /** Our own certificate and key: PEM text, or paths. */
  readonly cert?: string;
  readonly key?: string;
  /** Accepts any certificate: whoever stands in between can read and type. */
  readonly insecure?: boolean;
}

export interface VncOptions {
  /** 'host:5901', 'host:1' (display 1), '[::1]:5901', 'unix:/run/vnc.sock', 'ws://host/path', 'wss://host/path'. */
  readonly address: string;
  /** What the machine is called. Default: the address as given. */
  readonly machine?: string;
  readonly password?: Password;
  readonly username?: string | Secret;
  /** Given: TLS must be used; `false`: it is not. Left out: used where another computer offers it. */
  readonly tls?: VncTls | false;
  /** Of a WebSocket: sub-protocols to offer, and headers such as a token. */
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Asks the server for a display of this size. An error if it cannot or will not. */
  readonly display?: Dimensions;
  readonly power?: PowerHooks;
  /** How keys are sent: without QEMU's extension, ms held down, ms between two events. */
  readonly keys?: { readonly extended?: boolean; readonly press?: number; readonly interval?: number };
  /** Encodings asked for, by number, in this order. Default: all that are exact. */
  readonly encodings?: readonly number[];
  /** How long a lost connection is tried again before the machine counts as dead. Default 30 s. */
  readonly reconnect?: Duration;
  /** Who takes the machine, for whoever comes second. Default: this process. */
  readonly owner?: string;
}

type Check = { readonly expected: string; readonly holds: (value: unknown) => boolean };

const TEXT: Check = { expected: 'a text', holds: isText };
const FLAG: Check = { expected: 'true or false', holds: (value) => typeof value === 'boolean' };
const AMOUNT: Check = {
  expected: 'a number from 0',
  holds: (value) => typeof value === 'number' && value >= 0,
};
const SECRET: Check = { expected: 'a text or a secret', holds: (value) => isText(value) || Secret.is(value) };

/** Fields that are not texts, which the command line writes as texts. */
const FLAGS = ['insecure', 'extended'];
const AMOUNTS = ['press', 'interval'];

const CHECKS: Readonly<Record<keyof VncOptions, Check>> = {
  address: TEXT,
  machine: TEXT,
  password: {
    expected: 'a text, a secret or { file }',
    holds: (value) => SECRET.holds(value) || (isRecord(value) && isText(value.file)),
  },
  username: SECRET,
  tls: orFalse(
    record({
      ca: TEXT,
      fingerprint256: TEXT,
      serverName: TEXT,
      cert: TEXT,
      key: TEXT,
      insecure: FLAG,
    }),
  ),
  protocols: { expected: 'an array of texts', holds: (value) => Array.isArray(value) && value.every(isText) },
  headers: {
    expected: 'an object of texts',
    holds: (value) => isRecord(value) && Object.values(value).every(isText),
  },
  display: {
    expected: '{ width, height } in pixels, or 1024x768',
    holds: (value) => isRecord(value) && isLength(value.width) && isLength(value.height),
  },
  power: {
    expected: `an object with some of ${POWER_HOOKS.join(', ')}: functions or commands`,
    holds: (value) =>
      isRecord(value) &&
      Object.entries(value).every(
        ([name, hook]) => (POWER_HOOKS as readonly string[]).includes(name) && isPowerHook(hook),
      ),
  },
  keys: record({ extended: FLAG, press: AMOUNT, interval: AMOUNT }),
  encodings: {
    expected: 'an array of whole numbers',
    holds: (value) => Array.isArray(value) && value.every(Number.isInteger),
  },
  reconnect: { expected: "milliseconds or a duration such as '30s'", holds: isDuration },
  owner: TEXT,
};

/** `options` as they are, or as the command line writes them; error `invalid-argument` names the wrong one. */
export function vncOptions(options: Readonly<Record<string, unknown>>): VncOptions {
  const known = Object.keys(CHECKS);
  const read = Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, fromText(name, value)]],
    ),
  );
  for (const [name, value] of Object.entries(read)) {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof VncOptions] : undefined;
    if (!check) {
      throw wrong(
        `unknown option '${name}'${didYouMean(name, known)}`,
        `Its options are ${known.join(', ')}.`,
      );
    }
    if (!check.holds(value)) throw wrong(`${name}: expected ${check.expected}, got ${shown(name, value)}`);
  }
  if (read.address === undefined) {
    throw wrong('address: expected where the VNC server listens', "Such as { address: 'localhost:5901' }.");
  }
  return read as unknown as VncOptions;
}

function orFalse({ expected, holds }: Check): Check {
  return { expected: `${expected}, or false`, holds: (value) => value === false || holds(value) };
}

/** On the command line everything is text: `display=1024x768`, `tls.insecure=true`. */
function fromText(name: string, value: unknown): unknown {
  if (name === 'display' && typeof value === 'string') {
    const [, width, height] = /^(\d+)x(\d+)$/.exec(value) ?? [];
    return width === undefined ? value : { width: Number(width), height: Number(height) };
  }
  if ((name === 'tls' || name === 'keys') && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fieldFromText(key, part)]));
  }
  if (name === 'tls' && value === 'false') return false;
  return value;
}

function fieldFromText(key: string, value: unknown): unknown {
  if (FLAGS.includes(key) && (value === 'true' || value === 'false')) return value === 'true';
  return AMOUNTS.includes(key) && isText(value) && /^\d+$/.test(value) ? Number(value) : value;
}

/** A password stays out of messages. */
function shown(name: string, value: unknown): string {
  return name === 'password' ? `${typeof value}` : describeValue(value);
}

function wrong(what: string, remedy = 'Correct it where the driver is named.'): GuestwrightError {
  return new GuestwrightError(`driver 'vnc': ${what}`, { code: 'invalid-argument', remedy });
}

function record(fields: Readonly<Record<string, Check>>): Check {
  const expected = `an object with some of ${Object.keys(fields).join(', ')}`;
  const holds = (value: unknown) =>
    isRecord(value) &&
    Object.entries(value).every(
      ([name, field]) => field === undefined || fields[name]?.holds(field) === true,
    );
  return { expected, holds };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isLength(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isDuration(value: unknown): boolean {
  try {
    return parseDuration(value as Duration) >= 0;
  } catch {
    return false;
  }
}
