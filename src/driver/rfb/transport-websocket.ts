/** RFB within binary WebSocket messages, as QEMU, websockify and VMware's consoles (webmks) speak it. */
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocket } from 'ws';
import type { Deadline } from '../../base/deadline.ts';
import { formatAddress, type RfbAddress } from './address.ts';
import { MOST_PIXELS } from './framebuffer.ts';
import { startTls, type TlsOptions } from './security/tls.ts';
import { openTransport, refusedError } from './transport.ts';

/** VMware sends whole updates as one message: the largest display as Raw pixels and some headers. */
const LARGEST_MESSAGE_BYTES = 4 * MOST_PIXELS + 2 ** 20;
const PORT = { ws: 80, wss: 443 } as const;

export async function openWebSocket(
  address: Extract<RfbAddress, { url: string }>,
  tls: TlsOptions | undefined,
  deadline: Deadline,
): Promise<Duplex> {
  const { url, protocols = ['binary'], headers = {} } = address;
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'wss:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const place = { host, port: port === '' ? PORT[secure ? 'wss' : 'ws'] : Number(port) };
  const socket = await openTransport(place, undefined, deadline);
  try {
    const peer = formatAddress(address);
    // Trusted before a header is sent: it may carry a session's cookie.
    const carrier = secure
      ? await deadline.race(startTls(socket, 'certificate', tls ?? {}, host, peer))
      : socket;
    const webSocket = new WebSocket(url, [...protocols], {
      headers,
      createConnection: () => carrier as never,
      maxPayload: LARGEST_MESSAGE_BYTES,
      perMessageDeflate: false, // encodings compress better
    });
    // Before it is open: what comes with the server's answer would have no reader.
    const stream = createWebSocketStream(webSocket);
    stream.on('error', () => {}); // told by `opened`, or to the stream's reader
    stream.once('close', () => socket.destroy());
    await deadline.race(opened(webSocket)).catch((error: unknown) => {
      stream.destroy();
      webSocket.terminate();
      throw error === deadline.signal.reason ? error : refusedError(address, error);
    });
    return stream;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
}
