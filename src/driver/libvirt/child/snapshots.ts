/** What the child does with snapshots of domains. */
import { lend, withDomain } from './handles.ts';
import type { Session } from './session.ts';

export interface NamedSnapshot {
  readonly uuid: string;
  readonly name: string;
}

export const snapshotOperations = {
  /** `xml`: a `<domainsnapshot>`. */
  snapshotTake: async (
    session: Session,
    { uuid, xml, flags = 0 }: { readonly uuid: string; readonly xml: string; readonly flags?: number },
  ): Promise<void> => {
    await withDomain(session, uuid, async (domain) => {
      const snapshot = await session.pointer('virDomainSnapshotCreateXML', domain, xml, flags);
      await session.call('virDomainSnapshotFree', snapshot);
    });
  },

  /** The XML of each, in no order. */
  snapshotList: async (session: Session, { uuid }: { readonly uuid: string }): Promise<readonly string[]> =>
    await withDomain(session, uuid, async (domain) => {
      const descriptions: string[] = [];
      for (const snapshot of await session.list('virDomainListAllSnapshots', domain)) {
        await lend(session, 'virDomainSnapshotFree', snapshot, async () => {
          descriptions.push(await session.text('virDomainSnapshotGetXMLDesc', snapshot, 0));
        });
      }
      return descriptions;
    }),

  /** `flags`: REVERT. */
  snapshotRevert: change('virDomainRevertToSnapshot'),
  snapshotDelete: change('virDomainSnapshotDelete'),
};

function change(name: 'virDomainRevertToSnapshot' | 'virDomainSnapshotDelete') {
  return async (
    session: Session,
    { uuid, name: snapshotName, flags = 0 }: NamedSnapshot & { readonly flags?: number },
  ): Promise<number> =>
    await withDomain(session, uuid, async (domain) => {
      const snapshot = await session.pointer('virDomainSnapshotLookupByName', domain, snapshotName, 0);
      return await lend(session, 'virDomainSnapshotFree', snapshot, () => session.int(name, snapshot, flags));
    });
}
