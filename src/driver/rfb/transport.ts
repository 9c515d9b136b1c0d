/** Connects to an RFB server's address: a byte stream over TCP, a Unix socket, a WebSocket, or what somebody opens. */
import { createConnection, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import { formatAddress, type RfbAddress } from './address.ts';
import type { TlsOptions } from './security/tls.ts';

/** Errors: `connection-lost` when nobody answers, `certificate` for a `wss:` server that is not trusted. */
export async function openTransport(
  address: RfbAddress,
  tls: TlsOptions | undefined,
  deadline: Deadline,
): Promise<Duplex> {
  deadline.throwIfDone();
  if ('url' in address) {
    const { openWebSocket } = await import('./transport-websocket.ts'); // nobody needs ws for TCP
    return await openWebSocket(address, tls, deadline);
  }
  if ('open' in address) return await address.open(deadline);
  const socket = 'path' in address ? createConnection(address.path) : createConnection(address);
  try {
    await deadline.race(connected(socket));
  } catch (error) {
    socket.destroy();
    throw error === deadline.signal.reason ? error : refusedError(address, error);
  }
  if ('host' in address) socket.setNoDelay(true); // keys are small and must not wait for company
  return socket;
}

/** Nobody listens, or nobody that we can talk to. */
export function refusedError(address: RfbAddress, cause: unknown): GuestwrightError {
  return new GuestwrightError(`no VNC server answers at ${formatAddress(address)}: ${messageOf(cause)}`, {
    code: 'connection-lost',
    remedy: 'Start the server, or correct the address; display 1 is port 5901.',
    cause,
  });
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.on('error', reject); // stays: an error after the connection must not end the process
  });
}
