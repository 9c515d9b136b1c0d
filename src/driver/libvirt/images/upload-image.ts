/** Brings one image to a host's pool: goes on where an earlier upload stopped, and reads it back before it counts. */
import type { Deadline } from '../../../base/deadline.ts';
import { GuestwrightError } from '../../../base/errors.ts';
import type { VolumeInfo } from '../child/volumes.ts';
import type { HostParts } from './host-images.ts';
import { imageVolume, markOf } from './image-name.ts';
import type { LocalImage } from './local-image.ts';
import { ImageProgress } from './progress.ts';
import { volumeFacts } from './volume-facts.ts';

/** What was there before may be something else, or a disk may have erred: once more from the start. */
const TRIES = 2;

/** By whoever holds the image's lock. Errors: those of the connection, `io` if it arrives changed again and again. */
export async function uploadImage(parts: HostParts, image: LocalImage, deadline: Deadline): Promise<void> {
  const { pool, caller, tell } = parts;
  const name = imageVolume(image);
  await pool.deleteVolume({ pool: pool.pool, name: markOf(name) }, deadline); // of a copy that somebody deleted
  for (let tries = 1; tries <= TRIES; tries++) {
    await sendRest(parts, image, deadline);
    const checking = progressOf(parts, 'checking', image);
    const hash = await caller.call(
      'volumeHash',
      { pool: pool.pool, name },
      { ...deadline.options, onProgress: (done) => checking.at(done) },
    );
    if (hash === image.hash) {
      await pool.createVolume({ name: markOf(name), format: 'raw', capacity: 0 }, deadline);
      return;
    }
    tell(`'${image.file}' arrived changed on ${caller.uri}: uploading it anew`);
    await pool.deleteVolume({ pool: pool.pool, name }, deadline);
  }
  throw new GuestwrightError(`libvirt at ${caller.uri}: '${image.file}' arrived changed ${TRIES} times`, {
    code: 'io',
    remedy: 'Look whether something writes to the file, and at the disk of the host.',
  });
}

/** An upload that was cut leaves the image's beginning, as far as it came: the volume's file grows as bytes arrive. */
async function sendRest(parts: HostParts, image: LocalImage, deadline: Deadline): Promise<void> {
  const { pool, caller } = parts;
  const name = imageVolume(image);
  const { size: offset } = volumeFacts((await emptyOrBegun(parts, image, deadline)).xml);
  if (offset === image.size) return;
  const sending = progressOf(parts, offset === 0 ? 'uploading' : 'going on uploading', image);
  await caller.call(
    'volumeUpload',
    { pool: pool.pool, name, file: image.file, offset },
    { ...deadline.options, onProgress: (done) => sending.at(offset + done) },
  );
}

async function emptyOrBegun({ pool }: HostParts, image: LocalImage, deadline: Deadline): Promise<VolumeInfo> {
  const name = imageVolume(image);
  const found = await pool.find(name, deadline);
  if (found && volumeFacts(found.xml).size <= image.size) return found;
  if (found) await pool.deleteVolume({ pool: pool.pool, name }, deadline);
  // Whatever its format: the host must not write a head of its own.
  return await pool.createVolume({ name, format: 'raw', capacity: 0 }, deadline);
}

function progressOf({ tell, caller }: HostParts, doing: string, { file, size }: LocalImage): ImageProgress {
  const where = doing === 'checking' ? `on ${caller.uri}` : `to ${caller.uri}`;
  return new ImageProgress(tell, { doing, file, where, size });
}
