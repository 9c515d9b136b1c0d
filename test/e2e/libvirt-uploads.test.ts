/** Images on their way to a real daemon: a host without room in the middle, and one that changed what it had. */
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Host, isGuestwrightError, test } from 'guestwright';
import { connectLibvirt } from '../support/libvirt/driver.ts';
import { type LibvirtHost, startLibvirtHost } from '../support/libvirt/host.ts';

const MIB = 2 ** 20;
const SIZE = 3 * MIB;
/** Of the pool that is too small, in bytes. */
const ROOM = 2 * MIB;

interface Upload {
  readonly bytes: Buffer;
  /** The image in the host's pool. */
  readonly stored: string;
  /** Connects and brings the image; gives the lines told meanwhile, the error's last. */
  bring(): Promise<readonly string[]>;
}

async function uploadTo(daemon: LibvirtHost): Promise<Upload> {
  const bytes = randomBytes(SIZE);
  const image = test.info().outputPath('disk.img');
  await writeFile(image, bytes);
  const bring = async () => {
    const lines: string[] = [];
    const call = { tell: (line: string) => void lines.push(line) };
    await using host: Host = await connectLibvirt(daemon, { images: 'upload' }, call);
    await host.prepare?.({ disks: [{ image }] }).catch((error: unknown) => {
      if (!isGuestwrightError(error)) throw error;
      lines.push(`${error.code}: ${error.message}`);
    });
    return lines;
  };
  return { bytes, stored: join(daemon.folder, 'pool', `image-${hashOf(bytes)}.raw`), bring };
}

test('a host without room for an image says so; with room the upload goes on, and what was changed is sent anew', async () => {
  await using daemon = await startLibvirtHost();
  const { bytes, stored, bring } = await uploadTo(daemon);
  const pool = join(daemon.folder, 'pool');
  await daemon.run(`mkdir ${pool} && mount -t tmpfs -o mode=777,size=${ROOM} tmpfs ${pool}`);
  expect((await bring()).at(-1)).toMatch(
    /^hypervisor: libvirt at .*: volumeUpload: .*No space left on device/,
  );
  const beginning = await daemon.run(`stat -c %s ${stored}`);
  expect(Number(beginning)).toBeGreaterThan(0);
  expect(Number(beginning)).toBeLessThanOrEqual(ROOM);
  await daemon.run(`mount -o remount,size=${4 * SIZE} ${pool}`);
  await daemon.run(`printf changed | dd of=${stored} conv=notrunc status=none`);
  const told = (await bring()).map((line) =>
    line.replaceAll(/'.*?'| (?:on|to) \S+$| (?:on|to) \S+:.*/g, '').trim(),
  );
  expect(told.filter((line, index) => line !== told[index - 1])).toEqual([
    'going on uploading',
    'checking',
    'arrived changed',
    'uploading',
    'checking',
  ]);
  expect(await daemon.run(`sha256sum <${stored}`)).toContain(hashOf(bytes));
  expect(await bring()).toEqual([]);
});

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
