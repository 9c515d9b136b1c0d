/** What `connect` of the parallels driver takes, checked by name and type. */
import { resolve } from 'node:path';
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { bySystem } from '../../base/platform.ts';
import { Secret } from '../../base/secret.ts';
import { describeValue } from '../../base/units.ts';
import { SECURITY_LEVEL } from './abi/constants.ts';

export interface ParallelsOptions {
  /** Path of the SDK's library. Default: PARALLELS_LIBRARY, then the usual places. */
  readonly library?: string;
  /** A server to log in to. Default: the service of this computer, as the current user (the only way on Desktop). */
  readonly host?: string;
  /** Default 64000. */
  readonly port?: number | string;
  readonly user?: string;
  readonly password?: string | Secret;
  /** What the server demands of connections. Default 'normal'. */
  readonly security?: keyof typeof SECURITY_LEVEL;
  /** How the library presents itself. Default: 'desktop' on macOS and Windows, 'server' on Linux. */
  readonly mode?: 'desktop' | 'server';
  /** Whether the service sees this computer's files. Default: whether it is this computer's. */
  readonly local?: boolean | 'true' | 'false';
  /** Who takes machines that exist already, for whoever comes second. Default: this process. */
  readonly owner?: string;
  /** A user of the guest for programs; or one of two sessions that need no password. */
  readonly guest?: { readonly user: string; readonly password: string | Secret } | 'current' | 'privileged';
  /**
   * Answers to questions of the service: a part of the question's text, and the answer's text ('Yes') or its number.
   * A question that is not among them fails the call that made it.
   */
  readonly questions?: Readonly<Record<string, string>>;
  /**
   * Whence pictures come and where input goes: the library's Remote Desktop Access, the command prlctl, or (Virtuozzo) its
   * screenshots and the machine's VNC server. Default 'auto': the first that is to be had.
   */
  readonly desktop?: DesktopKind | 'auto';
  /** Both are lossless; PNG is smaller and slower. Default 'bmp'. */
  readonly capture?: 'bmp' | 'png';
  /** Name or path of the command. Default 'prlctl'. */
  readonly prlctl?: string;
}

export type DesktopKind = 'library' | 'virtuozzo' | 'prlctl';

export type GuestLogin =
  | { readonly user: string; readonly password: string | Secret }
  | 'current'
  | 'privileged';

export interface ResolvedOptions {
  readonly library: string | undefined;
  /** Undefined: this computer's service, as the current user. */
  readonly remote: RemoteLogin | undefined;
  readonly security: keyof typeof SECURITY_LEVEL;
  readonly mode: 'desktop' | 'server';
  readonly local: boolean;
  readonly owner: string | undefined;
  readonly guest: GuestLogin | undefined;
  readonly questions: Readonly<Record<string, string>>;
  readonly desktop: DesktopKind | 'auto';
  readonly capture: 'bmp' | 'png';
  readonly prlctl: string;
}

export interface RemoteLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | Secret;
}

/** PRL_DISPATCHER_LISTEN_PORT. */
const DEFAULT_PORT = 64_000;
const HIGHEST_PORT = 65_535;
const NAMES = [
  'library',
  'host',
  'port',
  'user',
  'password',
  'security',
  'mode',
  'local',
  'owner',
  'guest',
  'questions',
  'desktop',
  'capture',
  'prlctl',
];

/** Error `invalid-argument` names the wrong option. On the command line everything is text. */
export function parallelsOptions(
  options: Readonly<Record<string, unknown>>,
  baseFolder = '.',
): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    const what = `unknown option '${unknown}'${didYouMean(unknown, NAMES)}`;
    throw wrong(what, `Its options are ${NAMES.join(', ')}.`);
  }
  const library = text(options, 'library');
  const host = text(options, 'host');
  const remote = host === undefined ? undefined : { host, ...readLogin(options) };
  if (!remote) refuseWithoutHost(options);
  return {
    library: library === undefined || !/[\\/]/.test(library) ? library : resolve(baseFolder, library),
    remote,
    security: choice(options, 'security', Object.keys(SECURITY_LEVEL) as never, 'normal'),
    mode: choice(
      options,
      'mode',
      ['desktop', 'server'],
      bySystem({ linux: 'server', macos: 'desktop', windows: 'desktop' }),
    ),
    local: truth(options, 'local') ?? (host === undefined || isLoopback(host)),
    owner: text(options, 'owner'),
    guest: readGuest(options.guest),
    questions: readQuestions(options.questions),
    desktop: choice(options, 'desktop', ['auto', 'library', 'virtuozzo', 'prlctl'], 'auto'),
    capture: choice(options, 'capture', ['bmp', 'png'], 'bmp'),
    prlctl: text(options, 'prlctl') ?? 'prlctl',
  };
}

type Options = Readonly<Record<string, unknown>>;

function readLogin(options: Options): Omit<RemoteLogin, 'host'> {
  const user = text(options, 'user');
  if (user === undefined) throw wrong('user: expected a user of the server, got none');
  const { password = '', port = DEFAULT_PORT } = options;
  if (!isPassword(password)) throw wrong(`password: expected a text or a secret, got ${typeof password}`);
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1 || number > HIGHEST_PORT)
    throw wrong(`port: expected a whole number from 1 to ${HIGHEST_PORT}, got ${describeValue(port)}`);
  return { user, password, port: number };
}

function refuseWithoutHost(options: Options): void {
  const given = ['port', 'user', 'password'].find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw wrong(
    `${given}: belongs to a server that 'host' names, got no host`,
    "Name the host, or leave it out: this computer's service takes the current user only.",
  );
}

function readGuest(value: unknown): GuestLogin | undefined {
  if (value === undefined || value === 'current' || value === 'privileged') return value;
  const { user, password = '', ...rest } = (value ?? {}) as Record<string, unknown>;
  if (typeof user !== 'string' || user === '' || !isPassword(password) || Object.keys(rest).length > 0)
    throw wrong("guest: expected { user, password }, 'current' or 'privileged'", 'Name a user of the guest.');
  return { user, password };
}

function readQuestions(value: unknown = {}): Readonly<Record<string, string>> {
  const valid =
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((answer) => typeof answer === 'string' && answer !== '');
  if (valid) return value as Record<string, string>;
  throw wrong(
    `questions: expected parts of questions and their answers, got ${describeValue(value)}`,
    "Such as questions: { 'copied or moved': 'Copied' }.",
  );
}

function text(options: Options, name: string): string | undefined {
  const value = options[name];
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw wrong(`${name}: expected a text, got ${describeValue(value)}`);
}

function truth(options: Options, name: string): boolean | undefined {
  const value = options[name];
  if (value === undefined || typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw wrong(`${name}: expected true or false, got ${describeValue(value)}`);
}

function choice<T extends string>(options: Options, name: string, allowed: readonly T[], otherwise: T): T {
  const value = options[name] ?? otherwise;
  if (allowed.includes(value as T)) return value as T;
  const expected = allowed.map((word) => `'${word}'`).join(', ');
  throw wrong(`${name}: expected one of ${expected}, got ${describeValue(value)}`);
}

function isPassword(value: unknown): value is string | Secret {
  return typeof value === 'string' || Secret.is(value);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function wrong(what: string, remedy = 'Correct it where the driver is named.'): GuestwrightError {
  return new GuestwrightError(`driver 'parallels': ${what}`, { code: 'invalid-argument', remedy });
}
