/** Things of the library's that are held for the length of one operation: a handle that stays keeps the connection open. */
import type { Session } from './session.ts';

type Free =
  | 'virDomainFree'
  | 'virDomainSnapshotFree'
  | 'virStoragePoolFree'
  | 'virStorageVolFree'
  | 'virStreamFree';

/** Lends `handle` to `work` and gives it back, whatever happens. */
export async function lend<T>(
  session: Session,
  free: Free,
  handle: bigint,
  work: (handle: bigint) => Promise<T>,
): Promise<T> {
  try {
    return await work(handle);
  } finally {
    await session.call(free, handle);
  }
}

/** The domain of that UUID. Fault `noDomain`. */
export async function withDomain<T>(
  session: Session,
  uuid: string,
  work: (domain: bigint) => Promise<T>,
): Promise<T> {
  const domain = await session.pointer('virDomainLookupByUUIDString', session.connection, uuid);
  return await lend(session, 'virDomainFree', domain, work);
}

/** The storage pool of that name. Fault `noPool`. */
export async function withPool<T>(
  session: Session,
  name: string,
  work: (pool: bigint) => Promise<T>,
): Promise<T> {
  const pool = await session.pointer('virStoragePoolLookupByName', session.connection, name);
  return await lend(session, 'virStoragePoolFree', pool, work);
}

/** The volume of that name in a pool. Fault `noVolume`. */
export async function withVolume<T>(
  session: Session,
  { pool, name }: { readonly pool: string; readonly name: string },
  work: (volume: bigint) => Promise<T>,
): Promise<T> {
  return await withPool(session, pool, async (of) => {
    const volume = await session.pointer('virStorageVolLookupByName', of, name);
    return await lend(session, 'virStorageVolFree', volume, work);
  });
}
