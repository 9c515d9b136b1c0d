/** What `connect` of the vmware driver takes, checked by name and type. On the command line everything is text. */
import { resolve } from 'node:path';
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { passwordText, Secret } from '../../base/secret.ts';
import { describeValue } from '../../base/units.ts';
import { type Provider, SERVICE_PROVIDERS } from './vix/constants.ts';
import type { SessionOptions } from './vix/session.ts';

type Password = string | Secret;

export interface VmwareOptions {
  /** Path of libvixAllProducts. Default: GUESTWRIGHT_VIX_LIBRARY, then the product's usual places. */
  readonly library?: string;
  /** `auto`: VIX, or vmrun where no library of VIX can be had. Default 'auto'. */
  readonly control?: 'auto' | 'vix' | 'vmrun';
  /** Path of vmrun. Default: as found on the PATH, or the product's usual places. */
  readonly vmrun?: string;
  /** Which product. 'workstation' stands for Fusion too, 'vi-server' for ESX and vCenter. Default 'default'. */
  readonly provider?: Provider;
  /** Another computer or service: its name, or an address such as https://esx/sdk. Default: this computer. */
  readonly host?: string;
  /** Default: the product's own. */
  readonly port?: number;
  /** Default: who we are. */
  readonly user?: string;
  readonly password?: Password;
  /** Whether the certificate of another computer is checked. Default true. */
  readonly verify?: boolean;
  /** Folders in which machines are looked for by name, beside VMware's own list. */
  readonly machines?: string | readonly string[];
  /** Where machines that we define have their files. Default: the temporary folder. */
  readonly folder?: string;
  /** Of machines that are encrypted. */
  readonly encryptionPassword?: Password;
  /** A user of the guest, for what goes through VMware Tools. */
  readonly guest?: { readonly user: string; readonly password: Password };
  /** A VNC server of machines that somebody else has switched it on for, where we cannot read their .vmx. */
  readonly vnc?: { readonly host?: string; readonly port?: number; readonly password?: Password };
  /** How long a key is down, and from its release to the next, in ms. Default 100 each: VMware loses faster ones. */
  readonly keys?: { readonly press?: number; readonly interval?: number };
  /** Who takes machines that exist already, for whoever comes second. Default: this process. */
  readonly owner?: string;
}

export interface ResolvedOptions {
  readonly library: string | undefined;
  readonly control: 'auto' | 'vix' | 'vmrun';
  readonly vmrun: string | undefined;
  readonly session: SessionOptions;
  readonly machines: readonly string[];
  readonly folder: string | undefined;
  readonly guest: { readonly user: string; readonly password: Password } | undefined;
  readonly vnc: { readonly host?: string; readonly port?: number; readonly password?: string } | undefined;
  readonly keys: { readonly press: number; readonly interval: number };
  readonly owner: string | undefined;
}

const NAMES = [
  'library',
  'control',
  'vmrun',
  'provider',
  'host',
  'port',
  'user',
  'password',
  'verify',
  'machines',
  'folder',
  'encryptionPassword',
  'guest',
  'vnc',
  'keys',
  'owner',
] as const satisfies readonly (keyof VmwareOptions)[];
const CONTROLS = ['auto', 'vix', 'vmrun'] as const;
const PROVIDERS = Object.keys(SERVICE_PROVIDERS) as Provider[];
/** VMware's VNC server loses keys that come faster: reported for boot loaders, and Packer's default since. */
const KEY_PAUSE = 100;
const HIGHEST_PORT = 65_535;
/** Of a pause between keys, ms. */
const LONGEST_PAUSE = 10_000;

/** Error `invalid-argument` names the wrong option. */
export function vmwareOptions(options: Readonly<Record<string, unknown>>, baseFolder = '.'): ResolvedOptions {
  checkNames('', options, NAMES);
  const path = (name: 'library' | 'vmrun' | 'folder') => {
    const value = text(options, name);
    return value === undefined ? undefined : resolve(baseFolder, value);
  };
  const host = text(options, 'host');
  const remoteDefault = host === undefined ? 'default' : 'vi-server';
  return {
    library: path('library'),
    control: oneOf(options, 'control', CONTROLS) ?? 'auto',
    vmrun: path('vmrun'),
    session: {
      provider: oneOf(options, 'provider', PROVIDERS) ?? remoteDefault,
      host,
      port: number(options.port, 'port', HIGHEST_PORT) ?? 0,
      user: text(options, 'user'),
      password: revealed(password(options.password, 'password')),
      verify: flag(options, 'verify') ?? true,
      encryptionPassword: revealed(password(options.encryptionPassword, 'encryptionPassword')),
    },
    machines: folders(options.machines).map((folder) => resolve(baseFolder, folder)),
    folder: path('folder'),
    guest: readGuest(options.guest),
    vnc: readVncOptions(options.vnc),
    keys: readKeys(options.keys),
    owner: text(options, 'owner'),
  };
}

function readGuest(value: unknown): ResolvedOptions['guest'] {
  if (value === undefined) return undefined;
  const fields = record('guest', value, ['user', 'password']);
  const user = text(fields, 'user', 'guest.user');
  if (user === undefined) throw wrong('guest.user: expected a user of the guest, got nothing');
  return { user, password: password(fields.password, 'guest.password') ?? '' };
}

function readVncOptions(value: unknown): ResolvedOptions['vnc'] {
  if (value === undefined) return undefined;
  const fields = record('vnc', value, ['host', 'port', 'password']);
  const host = text(fields, 'host', 'vnc.host');
  const port = number(fields.port, 'vnc.port', HIGHEST_PORT);
  const secret = revealed(password(fields.password, 'vnc.password'));
  return {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(secret !== undefined && { password: secret }),
  };
}

function readKeys(value: unknown): ResolvedOptions['keys'] {
  const fields = value === undefined ? {} : record('keys', value, ['press', 'interval']);
  return {
    press: number(fields.press, 'keys.press', LONGEST_PAUSE) ?? KEY_PAUSE,
    interval: number(fields.interval, 'keys.interval', LONGEST_PAUSE) ?? KEY_PAUSE,
  };
}

function folders(value: unknown): readonly string[] {
  if (value === undefined) return [];
  const list = Array.isArray(value) ? value : [value];
  const bad = list.find((folder) => typeof folder !== 'string' || folder === '');
  if (bad === undefined) return list as string[];
  throw wrong(`machines: expected folders, got ${describeValue(bad)}`);
}

function record(name: string, value: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Secret.is(value))
    throw wrong(`${name}: expected { ${known.join(', ')} }, got ${describeValue(value)}`);
  checkNames(`${name}.`, value as Record<string, unknown>, known);
  return value as Record<string, unknown>;
}

function checkNames(
  prefix: string,
  options: Readonly<Record<string, unknown>>,
  known: readonly string[],
): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw wrong(
    `unknown option '${prefix}${unknown}'${didYouMean(unknown, known)}`,
    `Its options are ${known.join(', ')}.`,
  );
}

function text(options: Readonly<Record<string, unknown>>, name: string, label = name): string | undefined {
  const value = options[name];
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw wrong(`${label}: expected a text, got ${describeValue(value)}`);
}

function flag(options: Readonly<Record<string, unknown>>, name: string): boolean | undefined {
  const value = options[name];
  if (value === undefined || typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw wrong(`${name}: expected true or false, got ${describeValue(value)}`);
}

function number(value: unknown, label: string, most: number): number | undefined {
  if (value === undefined) return undefined;
  const found = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof found === 'number' && Number.isInteger(found) && found >= 0 && found <= most) return found;
  throw wrong(`${label}: expected a whole number from 0 to ${most}, got ${describeValue(value)}`);
}

function oneOf<T extends string>(
  options: Readonly<Record<string, unknown>>,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = options[name];
  if (value === undefined || allowed.includes(value as T)) return value as T | undefined;
  throw wrong(`${name}: expected one of ${allowed.join(', ')}, got ${describeValue(value)}`);
}

function password(value: unknown, label: string): Password | undefined {
  if (value === undefined || typeof value === 'string' || Secret.is(value)) return value;
  throw wrong(`${label}: expected a text or a secret, got ${typeof value}`); // not printed
}

function revealed(value: Password | undefined): string | undefined {
  return value === undefined ? undefined : passwordText(value);
}

function wrong(what: string, remedy = 'Correct it where the driver is named.'): GuestwrightError {
  return new GuestwrightError(`driver 'vmware': ${what}`, { code: 'invalid-argument', remedy });
}
