/** What the child does with storage pools and their volumes, which hold disks and media on the host. */
import { lend, withPool, withVolume } from './handles.ts';
import type { Session } from './session.ts';
import { receiveFile, sendFile } from './transfer.ts';

/** A volume, and the path under which the host's guests reach it. */
export interface VolumeInfo {
  readonly name: string;
  readonly path: string;
  /** libvirt's `<volume>`. */
  readonly xml: string;
}

export interface VolumeName {
  readonly pool: string;
  readonly name: string;
}

/** Told how far a long operation is, and asked whether anybody still waits for it. */
export interface OperationContext {
  progress(done: number): void;
  readonly signal: AbortSignal;
}

/** virStoragePoolCreateFlags: makes the folder. */
const WITH_BUILD = 1;

export const volumeOperations = {
  poolList: async (session: Session, _: object): Promise<readonly { name: string; active: boolean }[]> => {
    const found: { name: string; active: boolean }[] = [];
    for (const pool of await session.list('virConnectListAllStoragePools', session.connection)) {
      await lend(session, 'virStoragePoolFree', pool, async () => {
        const active = (await session.int('virStoragePoolIsActive', pool)) === 1;
        found.push({ name: session.library.callNow('virStoragePoolGetName', pool) ?? '', active });
      });
    }
    return found;
  },

  /** Fault `noPool`. */
  poolXml: async (session: Session, { name }: { readonly name: string }): Promise<string> =>
    await withPool(session, name, (pool) => session.text('virStoragePoolGetXMLDesc', pool, 0)),

  /** Starts a pool that exists until the host's daemon ends, or until it is destroyed; makes its folder. */
  poolCreate: async (session: Session, { xml }: { readonly xml: string }): Promise<void> => {
    const pool = await session.pointer('virStoragePoolCreateXML', session.connection, xml, WITH_BUILD);
    await session.call('virStoragePoolFree', pool);
  },

  /** Defines a pool that outlives the daemon, makes its folder, and starts it. */
  poolDefine: async (session: Session, { xml }: { readonly xml: string }): Promise<void> => {
    const pool = await session.pointer('virStoragePoolDefineXML', session.connection, xml, 0);
    await lend(session, 'virStoragePoolFree', pool, () =>
      session.int('virStoragePoolCreate', pool, WITH_BUILD),
    );
  },

  poolStart: async (session: Session, { name }: { readonly name: string }): Promise<void> => {
    await withPool(session, name, (pool) => session.int('virStoragePoolCreate', pool, WITH_BUILD));
  },

  /** Looks for volumes that came or went by other means. */
  poolRefresh: async (session: Session, { name }: { readonly name: string }): Promise<void> => {
    await withPool(session, name, (pool) => session.int('virStoragePoolRefresh', pool, 0));
  },

  /** Takes it off the host's list; its volumes stay. */
  poolDestroy: async (session: Session, { name }: { readonly name: string }): Promise<void> => {
    await withPool(session, name, (pool) => session.int('virStoragePoolDestroy', pool));
  },

  volumeList: async (session: Session, { pool }: { readonly pool: string }): Promise<readonly VolumeInfo[]> =>
    await withPool(session, pool, async (of) => {
      const found: VolumeInfo[] = [];
      for (const volume of await session.list('virStoragePoolListAllVolumes', of)) {
        // One that is deleted while we look is not on the list.
        await lend(session, 'virStorageVolFree', volume, async () => {
          found.push(await describe(session, volume));
        }).catch(() => {});
      }
      return found;
    }),

  /** Fault `noVolume`. */
  volumeFind: async (session: Session, name: VolumeName): Promise<VolumeInfo> =>
    await withVolume(session, name, (volume) => describe(session, volume)),

  /** `xml`: a `<volume>`. Fault `volumeExists`: creating a name is atomic among all clients of the host. */
  volumeCreate: async (
    session: Session,
    { pool, xml }: { readonly pool: string; readonly xml: string },
  ): Promise<VolumeInfo> =>
    await withPool(session, pool, async (of) => {
      const volume = await session.pointer('virStorageVolCreateXML', of, xml, 0);
      return await lend(session, 'virStorageVolFree', volume, () => describe(session, volume));
    }),

  /** A flat copy of `from` in the format that `xml` says. */
  volumeCreateFrom: async (
    session: Session,
    { pool, xml, from }: { readonly pool: string; readonly xml: string; readonly from: VolumeName },
  ): Promise<VolumeInfo> =>
    await withVolume(session, from, (source) =>
      withPool(session, pool, async (of) => {
        const volume = await session.pointer('virStorageVolCreateXMLFrom', of, xml, source, 0);
        return await lend(session, 'virStorageVolFree', volume, () => describe(session, volume));
      }),
    ),

  volumeDelete: async (session: Session, name: VolumeName): Promise<void> => {
    await withVolume(session, name, (volume) => session.int('virStorageVolDelete', volume, 0));
  },

  /** Writes the bytes of a file of ours from `offset` on, to the same place in the volume; gives how many. */
  volumeUpload: async (
    session: Session,
    { file, offset = 0, ...name }: VolumeName & { readonly file: string; readonly offset?: number },
    context: OperationContext,
  ): Promise<number> =>
    await withVolume(session, name, (volume) => sendFile(session, volume, { file, offset }, context)),

  /** Reads the volume's bytes from `offset` on into a file of ours, at the same place; gives how many. */
  volumeDownload: async (
    session: Session,
    { file, offset = 0, ...name }: VolumeName & { readonly file: string; readonly offset?: number },
    context: OperationContext,
  ): Promise<number> =>
    await withVolume(session, name, (volume) => receiveFile(session, volume, { file, offset }, context)),
};

async function describe(session: Session, volume: bigint): Promise<VolumeInfo> {
  const path = await session.text('virStorageVolGetPath', volume);
  const xml = await session.text('virStorageVolGetXMLDesc', volume, 0);
  return { name: session.library.callNow('virStorageVolGetName', volume) ?? '', path, xml };
}
