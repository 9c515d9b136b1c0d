/** What `connect` of the libvirt driver takes, checked by name and type. On the command line everything is text. */
import { resolve } from 'node:path';
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { type Duration, describeValue, parseDuration } from '../../base/units.ts';
import type { ConnectCall } from '../driver.ts';
import type { ConnectionOptions } from './connection.ts';
import { type ConnectionUri, parseUri } from './uri.ts';

export interface LibvirtOptions {
  /** libvirt's URI of the host. Default 'qemu:///session': this computer, as this user. */
  readonly uri?: string;
  /** Lets qemu+tcp:// name another computer: nothing on the way is protected. Default false. */
  readonly plainTcp?: boolean;
  /** Name of the storage pool for disks and media. Default: a folder pool of our own, 'guestwright'. */
  readonly pool?: string;
  /** Where our own pool is made on the host. Default: beside libvirt's own images. */
  readonly poolPath?: string;
  /**
   * `auto`: the cheapest exact source that the host allows; `screenshot`: always by libvirt's own; `vnc`: by a VNC server
   * that machines of ours then get. Default 'auto'.
   */
  readonly frames?: Frames;
  /** Over TLS and TCP: the host's address on which VNC servers of our machines listen, with a password each. */
  readonly vncListen?: string;
  /**
   * `direct`: guests read the user's own files, which needs the same computer and user; `upload`: copies on the host.
   * Default: direct where the URI is a local session's.
   */
  readonly images?: 'direct' | 'upload';
  /** After so many seconds without an answer, `count` times, the host counts as gone. Default 3 and 4: 15 s. */
  readonly keepalive?: { readonly interval: number; readonly count: number };
  /** How long libvirt may keep one call waiting before its process is replaced. Default 30 s. */
  readonly patience?: Duration;
  /** Path of libvirt's client library. Default: GUESTWRIGHT_LIBVIRT_LIBRARY, then the system's. */
  readonly library?: string;
  /** The slot that our machines run in, by the id of its taking (docs/hosts.md). Default: none. */
  readonly slot?: string;
  /** Who takes machines that exist already, for whoever comes second. Default: this process. */
  readonly owner?: string;
}

export interface ResolvedOptions {
  readonly uri: ConnectionUri;
  readonly connection: ConnectionOptions;
  readonly pool: string | undefined;
  readonly poolPath: string | undefined;
  readonly frames: Frames;
  readonly vncListen: string | undefined;
  readonly slot: string | undefined;
  /** Whether guests read the user's own files. */
  readonly direct: boolean;
  readonly owner: string;
  /** Lines for people, of what takes long. */
  readonly tell: (line: string) => void;
}

export type Frames = (typeof FRAMES)[number];

const FRAMES = ['auto', 'screenshot', 'vnc'] as const;
const DEFAULT_URI = 'qemu:///session';
const DEFAULT_KEEPALIVE = { interval: 3, count: 4 } as const;
const NAMES = [
  'uri',
  'plainTcp',
  'pool',
  'poolPath',
  'frames',
  'vncListen',
  'images',
  'keepalive',
  'patience',
  'library',
  'slot',
  'owner',
] as const satisfies readonly (keyof LibvirtOptions)[];

/** Error `invalid-argument` names the wrong option. */
export function libvirtOptions(
  options: Readonly<Record<string, unknown>>,
  { baseFolder = '.', tell = () => {} }: Pick<ConnectCall, 'baseFolder' | 'tell'> = {},
): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.includes(name as keyof LibvirtOptions));
  if (unknown !== undefined) {
    throw wrong(
      `unknown option '${unknown}'${didYouMean(unknown, NAMES)}`,
      `Its options are ${NAMES.join(', ')}.`,
    );
  }
  const library = text(options, 'library');
  const { patience, frames = 'auto', images, plainTcp } = options;
  if (images !== undefined && images !== 'direct' && images !== 'upload')
    throw wrong(`images: expected 'direct' or 'upload', got ${describeValue(images)}`);
  if (!isFrames(frames))
    throw wrong(`frames: expected 'auto', 'screenshot' or 'vnc', got ${describeValue(frames)}`);
  if (plainTcp !== undefined && !['true', 'false', true, false].includes(plainTcp as boolean))
    throw wrong(`plainTcp: expected true or false, got ${describeValue(plainTcp)}`);
  const uri = parseUri(text(options, 'uri') ?? DEFAULT_URI, { plainTcp: String(plainTcp) === 'true' });
  return {
    uri,
    connection: {
      uri: uri.text,
      library: library?.includes('/') ? resolve(baseFolder, library) : library,
      keepalive: readKeepalive(options.keepalive),
      patience: patience === undefined ? undefined : parseDuration(patience as Duration, 'patience'),
    },
    pool: text(options, 'pool'),
    poolPath: text(options, 'poolPath'),
    frames,
    vncListen: readVncListen(options, frames, uri),
    slot: text(options, 'slot'),
    direct: images === undefined ? uri.transport === 'local' && uri.session : images === 'direct',
    owner: text(options, 'owner') ?? `process ${process.pid}`,
    tell,
  };
}

function readKeepalive(value: unknown): { readonly interval: number; readonly count: number } {
  if (value === undefined) return DEFAULT_KEEPALIVE;
  const { interval, count, ...rest } = (value ?? {}) as Record<string, unknown>;
  const good = [interval, count].every((each) => Number.isInteger(each) && (each as number) > 0);
  if (!good || Object.keys(rest).length > 0)
    throw wrong(
      `keepalive: expected { interval, count }, whole numbers above 0, got ${describeValue(value)}`,
    );
  return { interval: interval as number, count: count as number };
}

function isFrames(value: unknown): value is Frames {
  return (FRAMES as readonly unknown[]).includes(value);
}

/** It would say nothing elsewhere, and somebody might believe that it does. */
function readVncListen(
  options: Readonly<Record<string, unknown>>,
  frames: Frames,
  { transport, text: uri }: ConnectionUri,
): string | undefined {
  const address = text(options, 'vncListen');
  if (address === undefined || (frames === 'vnc' && (transport === 'tls' || transport === 'tcp')))
    return address;
  throw wrong(
    `vncListen: expected frames: 'vnc' and a host over +tls or +tcp beside it, got frames: '${frames}' and '${uri}'`,
    'Leave it out: VNC needs no address here and over +ssh.',
  );
}

function text(options: Readonly<Record<string, unknown>>, name: keyof LibvirtOptions): string | undefined {
  const value = options[name];
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw wrong(`${name}: expected a text, got ${describeValue(value)}`);
}

function wrong(what: string, remedy = 'Correct it where the driver is named.'): GuestwrightError {
  return new GuestwrightError(`driver 'libvirt': ${what}`, { code: 'invalid-argument', remedy });
}
