/** Takes the machine behind a VNC server, under a lock that names who has it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CallOptions } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError, messageOf } from '../../base/errors.ts';
import { acquireLock } from '../../base/lock.ts';
import { Secret } from '../../base/secret.ts';
import { parseDuration } from '../../base/units.ts';
import type { ConnectCall, Driver } from '../driver.ts';
import { formatAddress, parseAddress, type RfbAddress } from '../rfb/address.ts';
import { RfbClient } from '../rfb/client.ts';
import type { RfbOptions } from '../rfb/options.ts';
import { VncConnection } from './connection.ts';
import { VncHost } from './host.ts';
import type { Password, VncOptions, VncTls } from './options.ts';
import { Power } from './power-hooks.ts';

/** A lost connection is tried again for this long, ms: time for a server to restart. */
const RECONNECT_TIME = 30_000;
/** Letters of a hash that tell two addresses apart. */
const HASH_LENGTH = 16;

/**
 * Errors: `machine-in-use` with the owner's name, `authentication`, `certificate`, and `connection-lost` if nobody
 * listens, unless there is a power hook that may switch it on.
 */
export async function connectVnc(
  driver: Driver,
  options: VncOptions,
  { baseFolder = '.', ...call }: ConnectCall = {},
): Promise<VncHost> {
  const address = addressOf(options);
  const name = options.machine ?? options.address;
  const rfb = await rfbOptions(options, address, (path) => resolve(baseFolder, path));
  const lock = await acquireLock(lockPath(address), {
    owner: options.owner ?? `process ${process.pid}`,
    ...call,
  });
  const connection = new VncConnection({
    connect: (attempt) => openClient(rfb, options, attempt),
    patience: parseDuration(options.reconnect ?? RECONNECT_TIME, 'reconnect'),
    wanted: () => host.isWanted(),
  });
  const host = new VncHost(driver, {
    name,
    power: new Power(name, options.power ?? {}, baseFolder),
    connection,
    facts: { address: formatAddress(address) },
    release: () => Promise.resolve(lock[Symbol.asyncDispose]()),
  });
  try {
    await connection.once(call);
  } catch (error) {
    const mayBeOff = options.power?.on !== undefined && isGuestwrightError(error, 'connection-lost');
    if (!mayBeOff) {
      await host[Symbol.asyncDispose]();
      throw error;
    }
  }
  return host;
}

async function openClient(rfb: RfbOptions, { display }: VncOptions, call: CallOptions): Promise<RfbClient> {
  const client = await RfbClient.connect(rfb, call);
  if (!display) return client;
  try {
    await client.refresh({}, call); // with its first update the server says whether it can
    await client.setDesktopSize(display, call);
  } catch (error) {
    await client[Symbol.asyncDispose]();
    throw error;
  }
  return client;
}

function addressOf({ address, protocols, headers }: VncOptions): RfbAddress {
  const parsed = parseAddress(address);
  if (!protocols && !headers) return parsed;
  if ('url' in parsed) return { ...parsed, ...(protocols && { protocols }), ...(headers && { headers }) };
  throw new GuestwrightError(
    `driver 'vnc': ${protocols ? 'protocols' : 'headers'}: '${address}' is no WebSocket`,
    {
      code: 'invalid-argument',
      remedy: "Leave it out, or give an address such as 'wss://host/path'.",
    },
  );
}

/** Where a relative path of the options leads. */
type Locate = (path: string) => string;

async function rfbOptions(options: VncOptions, address: RfbAddress, locate: Locate): Promise<RfbOptions> {
  const { username, keys, encodings } = options;
  const password = await readPassword(options.password, locate);
  const tls = await readTls(options.tls, locate);
  return {
    address,
    ...(password !== undefined && { password }),
    ...(username !== undefined && { username }),
    ...(tls !== undefined && { tls }),
    ...(keys && { keys }),
    ...(encodings && { encodings }),
  };
}

async function readPassword(
  password: Password | undefined,
  locate: Locate,
): Promise<string | Secret | undefined> {
  if (typeof password !== 'object' || Secret.is(password)) return password;
  const text = await readText(locate(password.file), 'password.file');
  return text.split(/\r?\n/, 1)[0] ?? '';
}

/** With the content of files in place of their paths. */
async function readTls(tls: VncTls | false | undefined, locate: Locate): Promise<VncTls | false | undefined> {
  if (!tls) return tls;
  const { ca, cert, key } = tls;
  const readPem = async (value: string, option: string) =>
    value.includes('-----BEGIN') ? value : await readText(locate(value), option);
  return {
    ...tls,
    ...(ca !== undefined && { ca: await readPem(ca, 'tls.ca') }),
    ...(cert !== undefined && { cert: await readPem(cert, 'tls.cert') }),
    ...(key !== undefined && { key: await readPem(key, 'tls.key') }),
  };
}

async function readText(path: string, option: string): Promise<string> {
  return await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new GuestwrightError(`driver 'vnc': ${option}: could not read '${path}': ${messageOf(cause)}`, {
      code: 'io',
      cause,
      remedy: 'Name a file that exists.',
    });
  });
}

function lockPath(address: RfbAddress): string {
  const where = 'url' in address ? address.url : formatAddress(address);
  const hash = createHash('sha256').update(where).digest('hex').slice(0, HASH_LENGTH);
  return join(tmpdir(), `guestwright-vnc-${hash}.lock`);
}
