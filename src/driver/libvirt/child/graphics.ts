/** Connections to domains' graphics that nobody else can reach: a socket between the hypervisor and us. */
import { Socket } from 'node:net';
import { GRAPHICS } from '../library/constants.ts';
import { withDomain } from './handles.ts';
import type { Session } from './session.ts';

export const graphicsOperations = {
  /**
   * `index`: among all graphics of the domain. Only where the daemon is reached by a Unix socket: over anything else
   * libvirt 9 closes the whole connection.
   */
  domainGraphics: async (
    session: Session,
    { uuid, index }: { readonly uuid: string; readonly index: number },
  ): Promise<Socket> =>
    await withDomain(session, uuid, async (domain) => {
      const fd = await session.int('virDomainOpenGraphicsFD', domain, index, GRAPHICS.skipAuthentication);
      return new Socket({ fd, readable: false, writable: true }); // what it says first is whoever's who gets it
    }),
};
