/** From the first byte to ServerInit: version, security, who may come in, the display (RFC 6143 section 7.1 to 7.3). */
import type { Dimensions } from '../../frame/region.ts';
import type { ByteStream } from './byte-stream.ts';
import { checkLimit, type RfbLimits } from './limits.ts';
import { type Parsing, rfbError } from './parsing.ts';
import { PIXEL_FORMAT_BYTES, type PixelFormat, readPixelFormat } from './pixel-format.ts';
import type { SecurityOptions } from './security/choose.ts';
import { secure } from './security/secure.ts';

export interface HandshakeOptions extends SecurityOptions {
  /** Whether other clients of the server stay connected. */
  readonly shared: boolean;
  readonly limits: RfbLimits;
}

export interface ServerInit extends Dimensions {
  readonly format: PixelFormat;
  readonly name: string;
}

/** What was agreed on, and the stream to go on with: another one where TLS came between. */
export interface Greeted {
  readonly stream: ByteStream;
  readonly init: ServerInit;
  /** Such as '3.8'. */
  readonly version: RfbVersion;
  /** Such as 'None' or 'VeNCrypt X509Vnc'. */
  readonly security: string;
}

export type RfbVersion = '3.3' | '3.7' | '3.8';

/** "RFB xxx.yyy\n". */
const VERSION_BYTES = 12;
/** Width, height, pixel format, length of the name. */
const INIT_HEAD_BYTES = 4 + PIXEL_FORMAT_BYTES + 4;

/**
 * Errors: `protocol` for what is no RFB server, `authentication` for a password that is missing or wrong, `certificate`,
 * `security-type` when both sides have none in common, `connection-lost`.
 */
export async function handshake(connection: ByteStream, options: HandshakeOptions): Promise<Greeted> {
  const version = await connection.read('its version', readVersion());
  await connection.write(Buffer.from(`RFB 003.00${version.at(-1)}\n`, 'latin1'));
  const { stream, security } = await secure(connection, version, options, options.limits);
  await stream.write(Uint8Array.of(Number(options.shared)));
  const init = await stream.read('ServerInit', readServerInit(options.limits));
  return { stream, init, version, security };

  function* readVersion(): Parsing<RfbVersion> {
    const { queue } = connection;
    yield VERSION_BYTES;
    const text = Buffer.from(queue.take(VERSION_BYTES)).toString('latin1');
    const match = /^RFB (\d{3})\.(\d{3})\n$/.exec(text);
    if (!match) throw rfbError('ProtocolVersion', `expected 'RFB 003.008', got ${JSON.stringify(text)}`);
    const [major, minor] = [Number(match[1]), Number(match[2])];
    // Servers announce numbers of their own (3.889, 4.1, 5.0): all of them speak 3.8. 3.5 was never published.
    if (major > 3 || minor >= 8) return '3.8';
    return minor === 7 ? '3.7' : '3.3';
  }

  function* readServerInit(limits: RfbLimits): Parsing<ServerInit> {
    const { queue } = stream;
    yield INIT_HEAD_BYTES;
    const [width, height] = [queue.u16(), queue.u16()];
    const format = readPixelFormat(queue);
    const length = queue.u32();
    checkLimit('ServerInit name-length', length, limits.nameBytes);
    yield length;
    return { width, height, format, name: Buffer.from(queue.take(length)).toString('utf8') };
  }
}
