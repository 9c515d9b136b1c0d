/** `guestwright run --output` on a driver that writes raw images: the manifest, and what is left when it cannot be done. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { guestwright } from './support/command.ts';
import { runOntoFullDisk, SEED_SCRIPT, seededFolder } from './support/seeded-disk.ts';

test.slow(); // each runs a guest in a process of its own

const MIB = 2 ** 20;
/** No two places of it are alike, and nothing of it is zero: it needs its space. */
const DISK = Buffer.alloc(4 * MIB, 'guestwright').map((byte, index) => (byte ^ (index >> 9)) | 1);

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

test('the image comes with a manifest that says what it is and what made it', async () => {
  const cwd = await seededFolder(DISK);
  const older = join(cwd, 'disk.img.json');
  await writeFile(older, 'of an older image');
  const result = await guestwright(['run', SEED_SCRIPT, '--output', 'disk.img'], { cwd });
  expect(result.exitCode).toBe(0);
  const [image, manifest] = [join(cwd, 'disk.img'), join(cwd, 'disk.img.json')];
  expect(result.summary).toMatchObject({ status: 'passed', image, manifest });
  expect((await readFile(image)).equals(DISK)).toBe(true);
  expect(JSON.parse(await readFile(manifest, 'utf8'))).toEqual({
    image: 'disk.img',
    format: 'raw',
    size: DISK.length,
    virtualSize: DISK.length,
    sha256: sha256(DISK),
    script: { name: 'seeded', file: SEED_SCRIPT, sha256: sha256(await readFile(join(cwd, SEED_SCRIPT))) },
    versions: {
      guestwright: expect.stringMatching(/^\d+\.\d+\.\d+/),
      driver: 'embedded',
      hypervisor: expect.stringContaining('v86'),
      node: process.version,
    },
    startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    duration: expect.any(Number),
  });
});

test('a medium that is missing is named before anything runs, and no image comes of it', async () => {
  const cwd = await seededFolder(DISK);
  const args = ['run', SEED_SCRIPT, '--driver', 'embedded', '--optical', 'none.iso', '--output', 'disk.img'];
  const result = await guestwright(args, { cwd });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(/image '.*none\.iso': could not be read/);
  expect(result.summary).toMatchObject({ status: 'failed', image: null });
  expect((await readdir(cwd)).filter((entry) => entry.startsWith('disk'))).toEqual([]);
});

test('a full disk ends the run with a clear error, the disk kept elsewhere, and nothing under its name', async () => {
  const cwd = await seededFolder(DISK);
  const { result, listing } = await runOntoFullDisk(cwd, 'embedded', 'disk.img');
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(/--output: '.*out\/disk\.img' could not be written: .*no space left/i);
  expect(result.stderr).toContain('Free space there, or name a file on another disk.');
  expect(result.summary).toMatchObject({ status: 'failed', image: null });
  expect(listing).toBe('');
  expect((await readFile(join(cwd, 'report/disk0.img'))).equals(DISK)).toBe(true);
  expect(await readFile(result.summary.report, 'utf8')).toContain('could not be written');
});

/** A run up to its image, on a busy machine. In ms. */
const RUN_TIMEOUT = 120_000;

/** In qemu-img's place: writes a part of the image, says so, and never ends. */
const ENDLESS_CONVERTER = `#!/bin/sh
for last; do :; done
echo part >"$last"
touch "$STARTED"
exec sleep 100000
`;

for (const [name, signal] of [
  ['Ctrl-C', 'SIGINT'],
  ['SIGKILL', 'SIGKILL'],
] as const) {
  test(`${name} while the image is written leaves the older image and no part of the new one`, async () => {
    test.setTimeout(2 * RUN_TIMEOUT);
    const cwd = await seededFolder(DISK);
    const bin = join(cwd, '..', 'bin');
    const started = join(cwd, '..', 'started');
    await mkdir(bin);
    await writeFile(join(bin, 'qemu-img'), ENDLESS_CONVERTER);
    await chmod(join(bin, 'qemu-img'), 0o755);
    await writeFile(join(cwd, 'disk.vdi'), 'older');
    const abort = new AbortController();
    const result = guestwright(['run', SEED_SCRIPT, '--output', 'disk.vdi', '--report', 'report'], {
      cwd,
      env: { PATH: `${bin}:${process.env.PATH}`, STARTED: started },
      onStart: (child) => abort.signal.addEventListener('abort', () => child.kill(signal)),
    });
    const startedAt = () => stat(started).catch(() => undefined);
    try {
      await expect.poll(startedAt, { timeout: RUN_TIMEOUT }).toBeTruthy();
      const during = await readdir(cwd);
      expect(during.filter((entry) => entry.startsWith('disk.vdi.partial-')).length).toBe(2);
    } finally {
      abort.abort();
    }
    const { exitCode, stdout } = await result;
    expect(exitCode).toBe(signal === 'SIGINT' ? 130 : null);
    expect(stdout).not.toContain('"image":"');
    const images = async () => (await readdir(cwd)).filter((entry) => entry.startsWith('disk'));
    await expect.poll(images).toEqual(['disk.vdi']);
    expect(await readFile(join(cwd, 'disk.vdi'), 'utf8')).toBe('older');
  });
}
