/**
 * Images that a machine writes in place, one machine each. VirtualBox sees to that by itself only where an image has an
 * identity, which raw ones have not; and only on one server.
 */
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { acquireLock } from '../../base/lock.ts';
import type { VirtualBoxPlan } from './plan.ts';

/** Letters of a hash that tell two images apart. */
const HASH_LENGTH = 16;

/** Holds them for `machine` until disposed. Error `machine-in-use` with who has one. */
export async function holdWrittenImages(
  { disks }: VirtualBoxPlan,
  machine: string,
  deadline: Deadline,
): Promise<AsyncDisposable> {
  const held: AsyncDisposable[] = [];
  const release = async () => {
    for (const lock of held.splice(0)) await lock[Symbol.asyncDispose]();
  };
  try {
    for (const disk of disks) {
      if ('image' in disk && disk.write === 'in-place') held.push(await hold(disk.image, machine, deadline));
    }
    return { [Symbol.asyncDispose]: release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function hold(image: string, machine: string, deadline: Deadline): Promise<AsyncDisposable> {
  const path = await realpath(image).catch(() => image); // VirtualBox says that it is not there
  const hash = createHash('sha256').update(path).digest('hex').slice(0, HASH_LENGTH);
  const lock = join(tmpdir(), `guestwright-virtualbox-image-${hash}.lock`);
  try {
    return await acquireLock(lock, { owner: `machine '${machine}'`, ...deadline.options });
  } catch (error) {
    if (!isGuestwrightError(error, 'machine-in-use')) throw error;
    throw new GuestwrightError(`disk image '${image}' is written by ${error.details.owner} already`, {
      code: 'machine-in-use',
      cause: error,
      remedy: "Wait until that one has gone, or use the image as a base (write: 'overlay').",
      details: error.details,
    });
  }
}
