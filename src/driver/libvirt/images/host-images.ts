/** Images of the user's on a host that has not their files: each there once, by its content, for all who use the host. */
import { type Deadline, now, pause } from '../../../base/deadline.ts';
import { isGuestwrightError, messageOf } from '../../../base/errors.ts';
import { BeatWatch } from '../../hosts/beat-watch.ts';
import { describeHolder, newHolder, readHolder } from '../../hosts/holder.ts';
import type { SeenLock } from '../../hosts/slot-host.ts';
import { imageLockName } from '../../hosts/slot-name.ts';
import type { VolumeInfo, VolumeName } from '../child/volumes.ts';
import type { LockCaller } from '../slots/held-lock.ts';
import { lockTypeOf, takeLock } from '../slots/take-lock.ts';
import { imageVolume, markOf } from './image-name.ts';
import { type LocalImage, readLocalImage } from './local-image.ts';
import { uploadImage } from './upload-image.ts';
import { volumeFacts } from './volume-facts.ts';

/** Where a host's volumes are. */
export interface ImagePool {
  /** Name of the storage pool. */
  readonly pool: string;
  find(name: string, deadline: Deadline): Promise<VolumeInfo | undefined>;
  createVolume(
    volume: { readonly name: string; readonly format: 'qcow2' | 'raw'; readonly capacity: number },
    deadline: Deadline,
  ): Promise<VolumeInfo>;
  /** Nothing to do when it is gone. */
  deleteVolume(volume: VolumeName, deadline: Deadline): Promise<void>;
}

export interface HostParts {
  readonly pool: ImagePool;
  /** A connection for what is long. */
  readonly caller: LockCaller;
  /** Lines for people. */
  readonly tell: (line: string) => void;
}

/** Between two looks while another process uploads, in ms. */
const INTERVAL = 500;
/** Between two lines about it, in ms. */
const TELL_INTERVAL = 30_000;
/** A link that breaks is made again so often: each time the upload goes on where it stopped. */
const BREAKS = 3;

/** The image as a volume of the host's pool, uploaded if nobody has done so. */
export async function imageOnHost(
  parts: HostParts,
  source: { readonly file: string; readonly format: 'qcow2' | 'raw' },
  deadline: Deadline,
): Promise<VolumeInfo> {
  const image = await readLocalImage(source, deadline);
  for (let breaks = 0; ; breaks++) {
    try {
      return (await readyVolume(parts, image, deadline)) ?? (await uploadOnce(parts, image, deadline));
    } catch (error) {
      deadline.throwIfDone();
      if (!isGuestwrightError(error, 'connection-lost') || breaks === BREAKS) throw error;
      parts.tell(`uploading '${image.file}' was cut: ${messageOf(error).split('\n')[0]}`);
      await pause(INTERVAL, deadline.signal);
    }
  }
}

/** The verified image; that it is used is noted, for `guestwright hosts prune`. */
async function readyVolume(
  { pool, caller }: HostParts,
  image: LocalImage,
  deadline: Deadline,
): Promise<VolumeInfo | undefined> {
  const name = imageVolume(image);
  const mark = await pool.find(markOf(name), deadline);
  const volume = mark && (await pool.find(name, deadline));
  if (!volume || volumeFacts(volume.xml).size !== image.size) return undefined;
  await caller.call('volumeTouch', { pool: pool.pool, name: markOf(name) }, deadline.options);
  return volume;
}

/**
 * One process uploads; the others wait, and go on uploading when it dies. Its lock ends with its connection, but for one that
 * the host's daemon did not survive: nobody raises the beat of that any more.
 */
async function uploadOnce(parts: HostParts, image: LocalImage, deadline: Deadline): Promise<VolumeInfo> {
  const { caller, tell } = parts;
  const name = imageLockName(image.hash);
  const type = await lockTypeOf(caller, deadline);
  const watch = new BeatWatch();
  let toldAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const lock = await takeLock(
      caller,
      { name, type, holder: newHolder(`upload of ${image.file}`) },
      deadline,
    );
    if (lock) {
      await using _lock = lock;
      const ready = await readyVolume(parts, image, deadline); // somebody may have been faster
      if (ready) return ready;
      await uploadImage(parts, image, deadline);
    }
    const ready = await readyVolume(parts, image, deadline);
    if (ready) return ready;
    const seen = await locksNamed(caller, name, deadline);
    for (const { id, holder } of watch.abandoned(seen)) {
      tell(`'${image.file}' on ${caller.uri}: ${describeHolder(holder)} gave no sign of life: going on`);
      await caller.call('domainDestroy', { uuid: id }, deadline.options).catch(() => {}); // somebody else was faster
    }
    if (now() - toldAt >= TELL_INTERVAL) {
      toldAt = now();
      const [lock] = seen;
      const who = lock ? describeHolder(lock.holder) : 'its upload has just ended';
      tell(`waiting for '${image.file}' on ${caller.uri}: ${who}`);
    }
    await pause(INTERVAL, deadline.signal);
  }
}

async function locksNamed(
  caller: HostParts['caller'],
  lock: string,
  deadline: Deadline,
): Promise<readonly SeenLock[]> {
  const notes = await caller.call('noteList', {}, deadline.options);
  const found = notes.filter(({ name }) => name === lock);
  return found.map(({ uuid, name, note }) => ({ name, id: uuid, holder: readHolder(note) }));
}
