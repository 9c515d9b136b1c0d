/** `guestwright run --output` on QEMU: every format holds the disk, and is written whole or not at all. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { guestwright } from './support/command.ts';
import { qemuImg, runOntoFullDisk, SEED, SEED_SCRIPT, seededFolder } from './support/seeded-disk.ts';

test.slow(); // each runs a guest in a process of its own

const MIB = 2 ** 20;
const TEXT = 'What is written again and again takes little space. ';
/** One half is text, the other empty. */
const DISK = Buffer.concat([Buffer.alloc(4 * MIB, TEXT), Buffer.alloc(4 * MIB)]);

for (const [extension, format] of [
  ['img', 'raw'],
  ['qcow2', 'qcow2'],
  ['vmdk', 'vmdk'],
  ['vdi', 'vdi'],
] as const) {
  test(`a run writes its disk as ${format}, flat, and the manifest fits it`, async () => {
    const cwd = await seededFolder(DISK);
    const name = `disk.${extension}`;
    const result = await guestwright(['run', SEED_SCRIPT, '--driver', 'qemu', '--output', name], { cwd });
    expect(result.exitCode).toBe(0);
    const image = join(cwd, name);
    expect(result.summary).toMatchObject({ image, manifest: `${image}.json` });

    const info = JSON.parse(await qemuImg(cwd, ['info', '--output=json', '-f', format, name]));
    expect(info['virtual-size']).toBe(DISK.length);
    expect(info).not.toHaveProperty('backing-filename');
    expect(await qemuImg(cwd, ['compare', '-f', 'raw', '-F', format, SEED, name])).toContain('identical');

    const content = await readFile(image);
    const manifest = JSON.parse(await readFile(`${image}.json`, 'utf8'));
    expect(manifest).toMatchObject({
      image: name,
      format,
      size: content.length,
      virtualSize: DISK.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      versions: { driver: 'qemu', hypervisor: expect.stringMatching(/^QEMU \d/) },
    });
    if (format === 'qcow2') expect((await stat(image)).size).toBeLessThan(MIB); // 4 MiB of it are text
  });
}

test('a medium that is missing is named before anything runs, and no image comes of it', async () => {
  const cwd = await seededFolder(DISK);
  const args = ['run', SEED_SCRIPT, '--driver', 'qemu', '--optical', 'none.iso', '--output', 'disk.img'];
  const result = await guestwright(args, { cwd });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(/machine\.optical: cannot read '.*none\.iso'/);
  expect(result.summary).toMatchObject({ status: 'failed', image: null });
  expect((await readdir(cwd)).filter((entry) => entry.startsWith('disk'))).toEqual([]);
});

test('a full disk ends the run with a clear error, the disk kept elsewhere, and nothing under its name', async () => {
  const cwd = await seededFolder(DISK);
  const { result, listing } = await runOntoFullDisk(cwd, 'qemu', 'disk.vmdk');
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(
    /--output: '.*out\/disk\.vmdk' could not be written: .*No space left on device/,
  );
  expect(result.summary).toMatchObject({ status: 'failed', image: null });
  expect(listing).toBe('');
  expect((await readFile(join(cwd, 'report/disk0.img'))).equals(DISK)).toBe(true);
});
