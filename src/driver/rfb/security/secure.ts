/** Comes in: security type, VeNCrypt's TLS, password, and the server's verdict (RFC 6143 section 7.1.2 to 7.2). */
import { GuestwrightError, isGuestwrightError } from '../../../base/errors.ts';
import { ByteStream } from '../byte-stream.ts';
import type { RfbVersion } from '../handshake.ts';
import type { RfbLimits } from '../limits.ts';
import type { Parsing } from '../parsing.ts';
import { rfbError } from '../parsing.ts';
import { type Login, SECURITY_NAMES, SECURITY_TYPE, VENCRYPT_TYPES, type VeNCryptType } from '../protocol.ts';
import { chooseType, chooseVeNCryptType, type SecurityOptions } from './choose.ts';
import { logIn } from './log-in.ts';
import { readReason, refusedError, resultError } from './refusal.ts';
import { asCertificateError, startTls } from './tls.ts';

/** The stream to go on with, and what was agreed on. */
export interface Secured {
  readonly stream: ByteStream;
  /** Such as 'None' or 'VeNCrypt X509Vnc'. */
  readonly security: string;
}

/** VeNCrypt 0.2, the only version that is in use. */
const VENCRYPT_VERSION = [0, 2] as const;

export async function secure(
  connection: ByteStream,
  version: RfbVersion,
  options: SecurityOptions,
  limits: RfbLimits,
): Promise<Secured> {
  const type = await agreeOnType(connection, version, options, limits);
  if (type === SECURITY_TYPE.veNCrypt) return await secureByVeNCrypt(connection, version, options, limits);
  const login: Login = type === SECURITY_TYPE.vnc ? 'vnc' : 'none';
  await logIn(connection, login, options);
  // Before 3.8, None has no result: ServerInit follows.
  if (login !== 'none' || version === '3.8') await readResult(connection, version, login, options, limits);
  return { stream: connection, security: SECURITY_NAMES[type] as string };
}

async function agreeOnType(
  connection: ByteStream,
  version: RfbVersion,
  options: SecurityOptions,
  limits: RfbLimits,
): Promise<number> {
  const { queue } = connection;
  const what = 'its security types';
  const offered = await connection.read(what, version === '3.3' ? one() : list());
  if (offered.length === 0) {
    const reason = await connection.read('why it refuses us', readReason(queue, limits));
    throw refusedError(options.peer, reason);
  }
  const type = chooseType(offered, options);
  if (version !== '3.3') await connection.write(Uint8Array.of(type));
  return type;

  /** 3.3: the server decides. */
  function* one(): Parsing<readonly number[]> {
    yield 4;
    const type = queue.u32();
    return type === 0 ? [] : [type];
  }

  function* list(): Parsing<readonly number[]> {
    yield 1;
    const count = queue.u8();
    yield count;
    return [...queue.take(count)];
  }
}

async function secureByVeNCrypt(
  connection: ByteStream,
  version: RfbVersion,
  options: SecurityOptions,
  limits: RfbLimits,
): Promise<Secured> {
  const type = await agreeOnVeNCryptType(connection, options);
  const stream = await encrypted(connection, type, options);
  try {
    await logIn(stream, type.login, options);
    await readResult(stream, version, type.login, options, limits);
  } catch (error) {
    // With TLS 1.3 a server says only now that it wants another certificate of us; QEMU just leaves.
    throw (
      (stream.failure && asCertificateError(stream.failure, options.peer)) ??
      leftAfterTls(error, type, options)
    );
  }
  return { stream, security: `VeNCrypt ${type.name}` };
}

async function agreeOnVeNCryptType(connection: ByteStream, options: SecurityOptions): Promise<VeNCryptType> {
  const { queue } = connection;
  const [major, minor] = await connection.read("VeNCrypt's version", bytes(2));
  if (major !== VENCRYPT_VERSION[0] || (minor as number) < VENCRYPT_VERSION[1])
    throw rfbError('VeNCrypt version', `expected 0.2, got ${major}.${minor}`);
  await connection.write(Uint8Array.from(VENCRYPT_VERSION));
  const [refusal] = await connection.read("VeNCrypt's version", bytes(1));
  if (refusal !== 0) throw rfbError('VeNCrypt version', 'expected 0.2 to be accepted, got a refusal');
  const offered = await connection.read("VeNCrypt's types", types());
  const number = chooseVeNCryptType(offered, options);
  const answer = Buffer.alloc(4);
  answer.writeUInt32BE(number);
  await connection.write(answer);
  return VENCRYPT_TYPES[number] as VeNCryptType;

  function* bytes(count: number): Parsing<readonly number[]> {
    yield count;
    return [...queue.take(count)];
  }

  function* types(): Parsing<readonly number[]> {
    yield 1;
    const count = queue.u8();
    yield 4 * count;
    return Array.from({ length: count }, () => queue.u32());
  }
}

async function encrypted(
  connection: ByteStream,
  type: VeNCryptType,
  options: SecurityOptions,
): Promise<ByteStream> {
  if (type.channel === 'clear') return connection;
  const { queue } = connection;
  const accepted = await connection.read('that TLS begins', accepts());
  if (!accepted) throw rfbError(`VeNCrypt ${type.name}`, 'expected the server to begin TLS, got a refusal');
  if (queue.length > 0) throw rfbError('VeNCrypt', `expected nothing before TLS, got ${queue.length} bytes`);
  const { tls, host, peer } = options;
  const stream = await startTls(connection.stream, type.channel, tls || {}, host, peer);
  stream.once('close', () => connection.stream.destroy());
  return new ByteStream(stream, peer);

  function* accepts(): Parsing<boolean> {
    yield 1;
    return queue.u8() === 1;
  }
}

async function readResult(
  stream: ByteStream,
  version: RfbVersion,
  login: Login,
  options: SecurityOptions,
  limits: RfbLimits,
): Promise<void> {
  const { queue } = stream;
  const result = await stream.read('whether we may come in', status());
  if (result === 0) return;
  const reason =
    version === '3.8' ? await stream.read('why we may not come in', readReason(queue, limits)) : undefined;
  throw resultError(options.peer, login, reason);

  function* status(): Parsing<number> {
    yield 4;
    return queue.u32();
  }
}

function leftAfterTls(error: unknown, { channel }: VeNCryptType, { tls, peer }: SecurityOptions): unknown {
  const anonymousUs = channel === 'certificate' && !(tls && tls.cert !== undefined);
  if (!anonymousUs || !isGuestwrightError(error, 'connection-lost')) return error;
  return new GuestwrightError(
    `the VNC server at ${peer} closed the connection after TLS: it may want a certificate of ours, and none was given`,
    {
      code: 'certificate',
      remedy: 'Give tls.cert and tls.key of a client certificate that the server trusts, or see its log.',
      details: { reason: 'client-certificate' },
      cause: error,
    },
  );
}
