/** The network of a machine: none, NAT with forwarded ports, or an internal network. */
import { createServer } from 'node:net';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { type ApiVersion, letLoopbackBeReached } from './api-version.ts';
import type { Scope, VboxObject } from './objects.ts';
import type { NetworkPlan } from './plan.ts';

const LOOPBACK = '127.0.0.1';
const ADAPTER = { slot: 0 } as const;

/** What NAT makes of the host's loopback. */
const NAT_HOST = '10.0.2.2';

/** The address at which a guest on that network reaches the loopback of the server's computer. */
export function natHost(network: NetworkPlan | undefined): string | undefined {
  return network && 'forwards' in network ? NAT_HOST : undefined;
}

export function withoutNetwork(name: string): GuestwrightError {
  return new GuestwrightError(`machine '${name}' has no network`, {
    code: 'invalid-argument',
    remedy: "Give its definition network: 'user'.",
  });
}

export async function connectNetwork(
  scope: Scope,
  version: ApiVersion,
  machine: VboxObject<'IMachine'>,
  network: NetworkPlan | undefined,
): Promise<void> {
  const adapter = scope.own('INetworkAdapter', await machine.call('getNetworkAdapter', ADAPTER));
  await adapter.call('setEnabled', { enabled: network !== undefined });
  if (!network) return;
  if ('lan' in network) {
    await adapter.call('setInternalNetwork', { internalNetwork: network.lan });
    await adapter.call('setAttachmentType', { attachmentType: 'Internal' });
    return;
  }
  await adapter.call('setAttachmentType', { attachmentType: 'NAT' });
  const nat = scope.own('INATEngine', await adapter.call('getNATEngine', {}));
  await letLoopbackBeReached(version, nat);
  for (const { guest, host } of network.forwards) {
    await nat.call('addRedirect', {
      name: `guest-${guest}`,
      proto: 'TCP',
      hostIP: LOOPBACK,
      hostPort: host ?? (await freePort()),
      guestIP: '',
      guestPort: guest,
    });
  }
}

/** The host's ports by the guest's, as the machine has them. */
export async function readForwards(
  scope: Scope,
  machine: VboxObject<'IMachine'>,
  deadline: Deadline,
): Promise<ReadonlyMap<number, number>> {
  const reference = await machine.call('getNetworkAdapter', ADAPTER, deadline.options);
  const adapter = scope.own('INetworkAdapter', reference);
  const nat = scope.own('INATEngine', await adapter.call('getNATEngine', {}, deadline.options));
  const redirects = await nat.call('getRedirects', {}, deadline.options);
  // Each is 'name,protocol (0: UDP, 1: TCP),host address,host port,guest address,guest port'.
  return new Map(
    redirects.map((redirect) => {
      const [, , , hostPort, , guestPort] = redirect.split(',');
      return [Number(guestPort), Number(hostPort)];
    }),
  );
}

/** Plugs the cable of a machine that is locked in or out. */
export async function setCable(
  scope: Scope,
  machine: VboxObject<'IMachine'>,
  connected: boolean,
  deadline: Deadline,
): Promise<void> {
  const reference = await machine.call('getNetworkAdapter', ADAPTER, deadline.options);
  const adapter = scope.own('INetworkAdapter', reference);
  await adapter.call('setCableConnected', { cableConnected: connected }, deadline.options);
}

/** One that is free on this computer now; where the server is another one, most likely there too. */
async function freePort(): Promise<number> {
  const server = createServer();
  return await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
