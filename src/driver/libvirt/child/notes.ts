/** What the child does with domains' descriptions: a free text on each, which all clients of a host see. */

import type { NamedDomain } from './domains.ts';
import { identify } from './domains.ts';
import { lend, withDomain } from './handles.ts';
import type { Session } from './session.ts';

export interface DomainNote {
  readonly uuid: string;
  readonly name: string;
  /** '' where there is none. */
  readonly note: string;
}

/** virDomainMetadataType. */
const DESCRIPTION = 0;
/** virDomainModificationImpact: as it is now; of the running one. */
const CURRENT = 0;
const LIVE = 1;

export const noteOperations = {
  /** All domains with their descriptions. */
  noteList: async (session: Session, _: object): Promise<readonly DomainNote[]> => {
    const found: DomainNote[] = [];
    for (const domain of await session.list('virConnectListAllDomains', session.connection)) {
      await lend(session, 'virDomainFree', domain, async () => {
        const reading = session.text('virDomainGetMetadata', domain, DESCRIPTION, null, CURRENT);
        const note = await reading.catch(() => ''); // none, or the domain ended while we look
        found.push({ ...identify(session, domain), note });
      });
    }
    return found;
  },

  /** Describes a running domain. Fault `noDomain`. */
  noteWrite: async (
    session: Session,
    { uuid, note }: NamedDomain & { readonly note: string },
  ): Promise<number> =>
    await withDomain(session, uuid, (domain) =>
      session.int('virDomainSetMetadata', domain, DESCRIPTION, note, null, null, LIVE),
    ),
};
