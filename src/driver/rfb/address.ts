/** Where an RFB server listens: TCP, a Unix socket, or a WebSocket; as people write it and as we connect to it. */
import type { Duplex } from 'node:stream';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { describeValue } from '../../base/units.ts';

export type RfbAddress =
  | { readonly host: string; readonly port: number }
  /** A Unix socket. */
  | { readonly path: string }
  /** Another way: each connection is a stream that somebody opens. */
  | {
      /** For messages. */
      readonly name: string;
      /** Whether it stays on this computer. */
      readonly local: boolean;
      readonly open: (deadline: Deadline) => Promise<Duplex>;
    }
  | {
      /** `ws://` or `wss://`. */
      readonly url: string;
      /** Sub-protocols that are offered. Default: `binary`. VMware's consoles want `['binary', 'vmware-vvc']`. */
      readonly protocols?: readonly string[];
      /** Such as the cookies of a session. */
      readonly headers?: Readonly<Record<string, string>>;
    };

/** Display 0's port; display n has this plus n. */
const FIRST_PORT = 5900;
/** Numbers below are displays, as in VNC viewers; above, ports. */
const FIRST_NUMBER_OF_A_PORT = 100;
const LAST_PORT = 65535;

/**
 * `host`, `host:1` (display 1, port 5901), `host:5901`, `host::80` (a port whatever its number), `[::1]:5901`,
 * `/run/vm.sock`, `unix:/run/vm.sock`, `ws://host:5700/path`, `wss://...`. Error `invalid-argument`.
 */
export function parseAddress(text: string): RfbAddress {
  if (typeof text !== 'string') throw addressError(text);
  if (/^wss?:\/\//.test(text)) return { url: text };
  const path = /^(?:unix:)?(\/.+)$/.exec(text)?.[1];
  if (path !== undefined) return { path };
  const match = /^(?:vnc:\/\/)?(\[[0-9a-fA-F:.%\w]+\]|[^:/[\]\s]*)(?:(::?)(\d+))?\/?$/.exec(text);
  const [, host = '', colons, digits] = match ?? [];
  const number = digits === undefined ? 0 : Number(digits);
  const port = colons === '::' || number >= FIRST_NUMBER_OF_A_PORT ? number : FIRST_PORT + number;
  if (!match || port > LAST_PORT || port === 0 || (host === '' && digits === undefined))
    throw addressError(text);
  return { host: host.replace(/^\[|\]$/g, '') || 'localhost', port };
}

/** For messages. A URL's query and user may be secrets (tickets): they are left out, and so is its last path part. */
export function formatAddress(address: RfbAddress): string {
  if ('path' in address) return address.path;
  if ('open' in address) return address.name;
  if ('host' in address)
    return address.host.includes(':')
      ? `[${address.host}]:${address.port}`
      : `${address.host}:${address.port}`;
  const { protocol, host, pathname } = new URL(address.url);
  const folder = pathname.replace(/[^/]+$/, '...');
  return `${protocol}//${host}${folder === '/' ? '' : folder}`;
}

/** Whether nobody but this computer sees what we say there. */
export function isLocal(address: RfbAddress): boolean {
  if ('path' in address) return true;
  if ('open' in address) return address.local;
  const host = 'host' in address ? address.host : new URL(address.url).hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}

function addressError(value: unknown): GuestwrightError {
  return new GuestwrightError(`address: expected where a VNC server listens, got ${describeValue(value)}`, {
    code: 'invalid-argument',
    remedy:
      "Write 'host:5901', 'host:1' (display 1), '/path/of/a/socket', 'ws://host:port/path' or 'wss://...'.",
  });
}
