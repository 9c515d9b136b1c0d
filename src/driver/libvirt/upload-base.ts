/** Images of the user's on a host that cannot read them itself: named by their content, uploaded by whoever needs it first. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Deadline } from '../../base/deadline.ts';
import type { HostFile } from './domain-disks.ts';
import type { HostStorage } from './host-storage.ts';

/** Letters of the hash in a volume's name. */
const HASH_LENGTH = 32;

/** The image as a volume of the host's pool. */
export async function uploadBase(
  storage: HostStorage,
  { file, format }: { readonly file: string; readonly format: HostFile['format'] },
  deadline: Deadline,
): Promise<HostFile> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal: deadline.signal });
  const name = `base-${hash.digest('hex').slice(0, HASH_LENGTH)}.${format}`;
  const volume = (await storage.find(name, deadline)) ?? (await storage.upload(name, file, deadline));
  return { path: volume.path, format, private: false };
}
