/** Machines of ours whose process has ended without a last word: ended, undefined, their volumes deleted. */
import type { Deadline } from '../../base/deadline.ts';
import type { Cleaned } from '../driver.ts';
import { isAbandoned } from '../owner-marker.ts';
import type { LibvirtHost } from './host.ts';
import { UNDEFINE, XML } from './library/constants.ts';
import { nodeAt, parseXml } from './xml.ts';

/** Removes them all; one that cannot be removed does not keep the others. */
export async function cleanAbandoned(host: LibvirtHost, deadline: Deadline): Promise<Cleaned> {
  const { connection } = host;
  const removed: string[] = [];
  const kept: { name: string; reason: unknown }[] = [];
  for (const { uuid, name } of await connection.call('domainList', {}, deadline.options)) {
    try {
      const xml = await connection.call('domainXml', { uuid, flags: XML.inactive }, deadline.options);
      const marker = nodeAt(parseXml(xml), 'metadata', 'gw:owner')?.text ?? '';
      if (!isAbandoned(marker, { id: uuid, settingsFile: '' })) continue;
      await remove(host, uuid, deadline);
      removed.push(name);
    } catch (reason) {
      kept.push({ name, reason });
    }
  }
  return { removed, kept };
}

async function remove(host: LibvirtHost, uuid: string, deadline: Deadline): Promise<void> {
  const { connection, storage } = host;
  const call = deadline.options;
  await connection.call('domainDestroy', { uuid }, call).catch(() => {}); // off, or the next call says why not
  const flags = UNDEFINE.managedSave | UNDEFINE.snapshots | UNDEFINE.nvram;
  await connection.call('domainUndefine', { uuid, flags }, call);
  const { pool } = storage;
  for (const { name } of await connection.call('volumeList', { pool }, call).catch(() => [])) {
    if (name.startsWith(uuid)) await storage.deleteVolume({ pool, name }, deadline);
  }
}
