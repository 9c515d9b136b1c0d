/** Which of the offered security types we take: the safest that our options allow and the password serves. Pure. */
import { GuestwrightError } from '../../../base/errors.ts';
import type { Secret } from '../../../base/secret.ts';
import { type Login, SECURITY_NAMES, SECURITY_TYPE, VENCRYPT_TYPES, type VeNCryptType } from '../protocol.ts';
import type { TlsOptions } from './tls.ts';

/** Who we are, and whom we trust. */
export interface SecurityOptions {
  readonly password?: string | Secret | undefined;
  /** For servers that ask for user and password (VeNCrypt's Plain). */
  readonly username?: string | Secret | undefined;
  /**
   * Options: TLS must be used, and the server be trusted by them. `false`: TLS is not used. Left out: used where the
   * server is on another computer and offers it, with the system's authorities.
   */
  readonly tls?: TlsOptions | false | undefined;
  /** The name that a certificate must have; undefined for Unix sockets. */
  readonly host: string | undefined;
  /** Nobody else hears us: a Unix socket, loopback, or TLS below (wss). */
  readonly private: boolean;
  /** TLS was there before the first byte (wss), checked by the same options. */
  readonly tlsBelow: boolean;
  /** The server's address, for messages. */
  readonly peer: string;
}

/** A security type of RFC 6143 section 7.1.2. Errors: `authentication` without a password, `security-type`. */
export function chooseType(offered: readonly number[], options: SecurityOptions): number {
  const { none, vnc, veNCrypt } = SECURITY_TYPE;
  const { password, username, tls } = options;
  const direct = password === undefined ? [none] : [vnc, none];
  const preferVeNCrypt = tls !== undefined || !options.private || username !== undefined;
  const wanted = preferVeNCrypt ? [veNCrypt, ...direct] : [...direct, veNCrypt];
  const mustBeTls = tls !== undefined && tls !== false && !options.tlsBelow;
  const allowed = wanted.filter((type) => (type === veNCrypt ? tls !== false : !mustBeTls));
  const chosen = allowed.find((type) => offered.includes(type));
  if (chosen !== undefined) return chosen;
  if (!mustBeTls && offered.includes(vnc)) throw missingPassword(options.peer, 'vnc');
  throw nothingInCommon(
    options.peer,
    offered.map((type) => SECURITY_NAMES[type] ?? `type ${type}`),
    mustBeTls ? 'VeNCrypt, as tls is given' : 'None, VNC authentication and, unless tls is false, VeNCrypt',
  );
}

/** A sub-type of VeNCrypt, by its number. Errors as `chooseType`. */
export function chooseVeNCryptType(offered: readonly number[], options: SecurityOptions): number {
  const { password, username, tls } = options;
  const anonymous = tls === undefined || (tls !== false && tls.insecure === true);
  const channels: VeNCryptType['channel'][] = ['certificate'];
  if (anonymous) channels.push('anonymous');
  if (options.private && (tls === undefined || options.tlsBelow)) channels.push('clear');
  const logins: Login[] = ['none'];
  if (password !== undefined) logins.unshift('vnc');
  if (password !== undefined && username !== undefined) logins.unshift('plain');
  const known = offered.flatMap((number) => {
    const type = VENCRYPT_TYPES[number];
    return type && channels.includes(type.channel) ? [{ number, ...type }] : [];
  });
  const rank = ({ channel, login }: VeNCryptType) => channels.indexOf(channel) * 3 + logins.indexOf(login);
  const [best] = known.filter(({ login }) => logins.includes(login)).toSorted((a, b) => rank(a) - rank(b));
  if (best) return best.number;
  const [unreachable] = known;
  if (unreachable) throw missingPassword(options.peer, unreachable.login);
  const names = offered.map((number) => VENCRYPT_TYPES[number]?.name ?? `VeNCrypt ${number}`);
  throw nothingInCommon(options.peer, names, `VeNCrypt by ${channels.join(', ')}`);
}

function missingPassword(peer: string, login: Login): GuestwrightError {
  const what = login === 'plain' ? 'a user name and a password' : 'a password';
  const lacking = login === 'plain' ? 'not both were given' : 'none was given';
  return new GuestwrightError(`the VNC server at ${peer} asks for ${what}, and ${lacking}`, {
    code: 'authentication',
    remedy:
      login === 'plain' ? 'Give username and password.' : "Give password, such as secret('VNC_PASSWORD').",
    details: { reason: 'missing' },
  });
}

function nothingInCommon(peer: string, offered: readonly string[], allowed: string): GuestwrightError {
  return new GuestwrightError(
    `the VNC server at ${peer} offers ${offered.join(', ') || 'no security type'}; we may use ${allowed}`,
    {
      code: 'security-type',
      remedy: 'Configure the server for one of these, or allow more by the option tls.',
      details: { offered },
    },
  );
}
