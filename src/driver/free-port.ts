/** A TCP port of the loopback that nobody listens on at the moment, for a hypervisor's server. */
import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, LOOPBACK, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('a listening socket has an address');
  return address.port;
}
