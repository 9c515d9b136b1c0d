/** What `connect` of the virtualbox driver takes, checked by name and type. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { Secret } from '../../base/secret.ts';
import { describeValue } from '../../base/units.ts';
import type { TlsTrust } from '../soap/transport.ts';
import type { GuestLogin } from './agent.ts';

export interface VirtualBoxTls {
  /** Certificates of authorities: PEM text, or a path. Default: those that Node knows. */
  readonly ca?: string;
  /** SHA-256 of the one certificate that is accepted, as hexadecimal digits, colons allowed. */
  readonly fingerprint256?: string;
}

export interface VirtualBoxOptions {
  /** Of the web service. Default http://127.0.0.1:18083/. */
  readonly url?: string;
  readonly user?: string;
  readonly password?: string | Secret;
  readonly tls?: VirtualBoxTls;
  /**
   * Whether the service sees this computer's files. Default: whether its address is the loopback. Without, serial ports
   * and snapshots in files are not to be had, and image paths are the server's.
   */
  readonly local?: boolean;
  /** Who takes machines that exist already, for whoever comes second. Default: this process. */
  readonly owner?: string;
  /**
   * Where pictures of a display that changes come from, for machines that are defined on a local server: the web service,
   * or sooner VRDE's VNC server on a loopback port, where VirtualBox has its VNC extension pack. Default 'soap'.
   */
  readonly frames?: 'soap' | 'rfb';
  /** A user of the guest, for guest control (exec and copying) through VirtualBox's Guest Additions. */
  readonly guest?: { readonly user: string; readonly password: string | Secret };
}

export interface ResolvedOptions {
  readonly url: URL;
  readonly user: string;
  readonly password: string | Secret;
  readonly tls: TlsTrust | undefined;
  readonly local: boolean;
  readonly owner: string | undefined;
  readonly frames: 'soap' | 'rfb';
  readonly guest: GuestLogin | undefined;
}

/** The port that vboxwebsrv listens on unless told otherwise. */
const DEFAULT_URL = 'http://127.0.0.1:18083/';
const NAMES = ['url', 'user', 'password', 'tls', 'local', 'owner', 'frames', 'guest'];

/** Error `invalid-argument` names the wrong option. On the command line everything is text. */
export function virtualboxOptions(
  options: Readonly<Record<string, unknown>>,
  baseFolder = '.',
): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    throw wrong(
      `unknown option '${unknown}'${didYouMean(unknown, NAMES)}`,
      `Its options are ${NAMES.join(', ')}.`,
    );
  }
  const url = readUrl(options.url ?? DEFAULT_URL);
  const { user = '', password = '', tls, local, owner, frames = 'soap', guest } = options;
  if (typeof user !== 'string') throw wrong(`user: expected a text, got ${describeValue(user)}`);
  if (!isPassword(password)) throw wrong(`password: expected a text or a secret, got ${typeof password}`);
  if (owner !== undefined && (typeof owner !== 'string' || owner === ''))
    throw wrong(`owner: expected a text, got ${describeValue(owner)}`);
  if (frames !== 'soap' && frames !== 'rfb')
    throw wrong(`frames: expected 'soap' or 'rfb', got ${describeValue(frames)}`);
  return {
    url,
    user,
    password,
    tls: readTls(tls, baseFolder),
    local: readLocal(local) ?? isLoopback(url.hostname),
    owner,
    frames,
    guest: readGuest(guest),
  };
}

function readGuest(value: unknown): GuestLogin | undefined {
  if (value === undefined) return undefined;
  const { user, password = '', ...rest } = (value ?? {}) as Record<string, unknown>;
  if (typeof user !== 'string' || user === '' || !isPassword(password) || Object.keys(rest).length > 0)
    throw wrong('guest: expected { user, password }', 'Name a user of the guest.');
  return { user, password };
}

function isPassword(value: unknown): value is string | Secret {
  return typeof value === 'string' || Secret.is(value);
}

function readUrl(value: unknown): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw wrong(`url: expected an address such as ${DEFAULT_URL}, got ${describeValue(value)}`);
}

function readTls(value: unknown, baseFolder: string): TlsTrust | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null) throw wrong(`tls: expected { ca } or { fingerprint256 }`);
  const { ca, fingerprint256, ...rest } = value as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw wrong(`tls: unknown option '${unknown}'`, 'Give ca or fingerprint256.');
  if (ca !== undefined && typeof ca !== 'string') throw wrong('tls.ca: expected PEM text or a path');
  if (fingerprint256 !== undefined && !isFingerprint(fingerprint256))
    throw wrong(`tls.fingerprint256: expected 64 hexadecimal digits, got ${describeValue(fingerprint256)}`);
  return { ca: ca === undefined ? undefined : certificate(ca, baseFolder), fingerprint256 };
}

function certificate(text: string, baseFolder: string): string {
  if (text.includes('-----BEGIN')) return text;
  try {
    return readFileSync(resolve(baseFolder, text), 'utf8');
  } catch (cause) {
    throw new GuestwrightError(`driver 'virtualbox': tls.ca: '${text}' could not be read`, {
      code: 'io',
      cause,
    });
  }
}

function isFingerprint(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value.replaceAll(':', ''));
}

function readLocal(value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw wrong(`local: expected true or false, got ${describeValue(value)}`);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host);
}

function wrong(what: string, remedy = 'Correct it where the driver is named.'): GuestwrightError {
  return new GuestwrightError(`driver 'virtualbox': ${what}`, { code: 'invalid-argument', remedy });
}
