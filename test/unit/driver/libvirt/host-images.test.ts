import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { Deadline } from '../../../../src/base/deadline.ts';
import { newHolder } from '../../../../src/driver/hosts/holder.ts';
import { imageLockName } from '../../../../src/driver/hosts/slot-name.ts';
import { imageOnHost } from '../../../../src/driver/libvirt/images/host-images.ts';
import {
  imageVolume,
  machineOf,
  markOf,
  readImageName,
} from '../../../../src/driver/libvirt/images/image-name.ts';
import { volumeFacts } from '../../../../src/driver/libvirt/images/volume-facts.ts';
import { FakeImageHost } from './support/fake-image-host.ts';

const CONTENT = Buffer.from('0123456789'.repeat(100));
const NAME = imageVolume({ hash: createHash('sha256').update(CONTENT).digest('hex'), format: 'raw' });

/** A host, and an image that is brought to it as often as asked. */
async function imageFor(host: FakeImageHost) {
  const file = test.info().outputPath('disk.img');
  await writeFile(file, CONTENT);
  return async () => {
    using deadline = new Deadline('bringing an image', {});
    return await imageOnHost(host.parts, { file, format: 'raw' }, deadline);
  };
}

test('an image is uploaded and read back once, and then only marked as used', async () => {
  const host = new FakeImageHost();
  const bring = await imageFor(host);
  expect(await bring()).toMatchObject({ path: `/pool/${NAME}` });
  await bring();
  expect(host.volumes.get(NAME)).toEqual(CONTENT);
  expect(host.asked).toEqual([
    'volumeUpload 0',
    'volumeHash',
    `volumeTouch ${markOf(NAME)}`,
    `volumeTouch ${markOf(NAME)}`,
  ]);
  expect(host.domains.size).toBe(0);
  expect(host.told).toEqual([
    "uploading 'disk.img' to qemu+tls://one/system: 100 % of 1000 bytes",
    "checking 'disk.img' on qemu+tls://one/system: 100 % of 1000 bytes",
  ]);
});

test('an upload that is cut half-way goes on where it stopped', async () => {
  const host = new FakeImageHost();
  host.cuts.push(300, 700);
  const bring = await imageFor(host);
  await bring();
  expect(host.uploads).toEqual(['volumeUpload 0', 'volumeUpload 300', 'volumeUpload 700']);
  expect(host.volumes.get(NAME)).toEqual(CONTENT);
  expect(host.told.filter((line) => line.includes('was cut'))).toHaveLength(2);
});

test('a link that breaks again and again is an error, and the next one goes on from there', async () => {
  const host = new FakeImageHost();
  host.cuts.push(100, 200, 300, 400);
  const bring = await imageFor(host);
  await expect(bring()).rejects.toMatchObject({ code: 'connection-lost' });
  expect(host.volumes.get(NAME)?.length).toBe(400);
  await bring();
  expect(host.uploads.at(-1)).toBe('volumeUpload 400');
  expect(host.volumes.get(NAME)).toEqual(CONTENT);
});

test('what arrives changed is uploaded anew; if it does again, it is an error and no mark', async () => {
  const host = new FakeImageHost();
  host.errors = 1;
  const bring = await imageFor(host);
  await bring();
  expect(host.uploads).toEqual(['volumeUpload 0', 'volumeUpload 0']);
  expect(host.volumes.get(NAME)).toEqual(CONTENT);
  host.volumes.clear();
  host.errors = 2;
  await expect(bring()).rejects.toMatchObject({
    code: 'io',
    message: expect.stringContaining('arrived changed 2 times'),
  });
  expect([...host.volumes.keys()]).toEqual([]);
});

test('a volume that is too long, and a mark without its image, count for nothing', async () => {
  const host = new FakeImageHost();
  host.volumes.set(NAME, Buffer.alloc(2 * CONTENT.length));
  host.volumes.set(markOf(NAME), Buffer.from('.'));
  const bring = await imageFor(host);
  await bring();
  expect(host.volumes.get(NAME)).toEqual(CONTENT);
  expect(host.asked.slice(0, 2)).toEqual(['volumeUpload 0', 'volumeHash']);
});

test('an image that lies there whole without a mark is read back, not sent again', async () => {
  const host = new FakeImageHost();
  host.volumes.set(NAME, CONTENT);
  await (await imageFor(host))();
  expect(host.uploads).toEqual([]);
  expect(host.asked[0]).toBe('volumeHash');
});

test('of several who need the same image one uploads, the others wait and say for what', async () => {
  const host = new FakeImageHost();
  const bring = await imageFor(host);
  host.onUpload = () =>
    expect.poll(() => host.told.filter((line) => line.startsWith('waiting for')).length).toBe(2);
  const volumes = await Promise.all([bring(), bring(), bring()]);
  expect(host.uploads).toEqual(['volumeUpload 0']);
  expect(new Set(volumes.map(({ path }) => path)).size).toBe(1);
});

test('a lock that outlived its owner, as the daemon was killed meanwhile, is taken away when its beat stands still', async () => {
  const host = new FakeImageHost();
  const bring = await imageFor(host);
  const lock = imageLockName(createHash('sha256').update(CONTENT).digest('hex'));
  host.domains.set(lock, '<domain/>');
  const holder = { ...newHolder('upload of disk.img', 1), host: 'ci-7', pid: 412 };
  host.left = [{ uuid: 'of the killed', name: lock, note: JSON.stringify(holder) }];
  expect(await bring()).toMatchObject({ path: `/pool/${NAME}` });
  expect(host.told.join('\n')).toMatch(
    /waiting for '.*disk\.img' .*: upload of disk\.img on ci-7 \(process 412\).*\n.*\(process 412\) .* gave no sign of life: going on\nuploading/,
  );
});

test('names tell images by content and format, and volumes by machine', () => {
  const hash = 'ab'.repeat(32);
  expect(readImageName(imageVolume({ hash, format: 'qcow2' }))).toEqual({ hash, format: 'qcow2' });
  for (const name of [markOf(NAME), 'image-ab.raw', `image-${hash}.iso`, 'disk.qcow2'])
    expect(readImageName(name)).toBeUndefined();
  const uuid = '1d5df494-01b5-4c4f-b4e4-fa8ff24eb1f4';
  expect(machineOf(`${uuid}-disk0.qcow2`)).toBe(uuid);
  expect(machineOf('disk0.qcow2')).toBeUndefined();
});

test("a volume's facts are read from libvirt's XML", () => {
  const xml = `<volume type='file'><capacity unit='bytes'>50000896</capacity><physical unit='bytes'>196616</physical>
    <target><path>/p/a.qcow2</path><timestamps><mtime>1795218008.5</mtime></timestamps></target>
    <backingStore><path>/p/base.raw</path><format type='raw'/></backingStore></volume>`;
  expect(volumeFacts(xml)).toEqual({ size: 196616, changedAt: 1795218008500, backing: '/p/base.raw' });
  expect(volumeFacts("<volume><capacity unit='bytes'>9</capacity></volume>")).toEqual({
    size: 9,
    changedAt: 0,
    backing: undefined,
  });
});
