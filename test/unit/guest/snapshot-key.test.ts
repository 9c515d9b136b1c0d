import { expect, test } from '@playwright/test';
import { changesBetween, type SnapshotParts, snapshotKey } from '../../../src/guest/snapshot-key.ts';

const parts: SnapshotParts = {
  name: 'installed',
  driver: 'qemu',
  version: 'QEMU 7.2.19',
  definition: { memory: '64 MiB', disks: [{ size: '4 MiB' }] },
  media: { 'images/hypo.img': 'aa' },
  inputs: { 'setup.ts': 'bb', 'demo.install.ts': 'cc' },
};

test('the key starts with the name and the driver', () => {
  expect(snapshotKey(parts)).toMatch(/^installed-qemu-[0-9a-f]{16}$/);
  expect(snapshotKey({ ...parts, name: 'debian/with ssh' })).toMatch(/^debian_with_ssh-qemu-[0-9a-f]{16}$/);
});

test('the order of a definition does not change the key', () => {
  const reordered = { ...parts, definition: { disks: [{ size: '4 MiB' }], memory: '64 MiB' } } as const;
  expect(snapshotKey(reordered)).toBe(snapshotKey(parts));
});

test('every part changes the key', () => {
  const others: SnapshotParts[] = [
    { ...parts, name: 'other' },
    { ...parts, driver: 'embedded' },
    { ...parts, version: 'QEMU 9.0.0' },
    { ...parts, definition: { memory: '65 MiB', disks: [{ size: '4 MiB' }] } },
    { ...parts, media: { 'images/hypo.img': 'ab' } },
    { ...parts, inputs: { 'setup.ts': 'bb', 'demo.install.ts': 'cd' } },
  ];
  expect(new Set([parts, ...others].map(snapshotKey)).size).toBe(others.length + 1);
});

test('a fresh snapshot has no changes', () => {
  expect(changesBetween(parts, structuredClone(parts))).toEqual([]);
});

test('the changes say which driver version, machine option, medium and input differ', () => {
  const wanted: SnapshotParts = {
    ...parts,
    version: 'QEMU 9.0.0',
    definition: { memory: '128 MiB', disks: [{ size: '4 MiB' }], cpus: 2 },
    media: { 'images/hypo.img': 'ab' },
    inputs: { 'setup.ts': 'missing', 'demo.install.ts': 'cc', 'user.ts': 'dd' },
  };
  expect(changesBetween(parts, wanted)).toEqual([
    "driver version was 'QEMU 7.2.19', is 'QEMU 9.0.0'",
    'machine option \'memory\' was "64 MiB", is "128 MiB"',
    "machine option 'cpus' was not set, is 2",
    "medium 'images/hypo.img' changed",
    "input 'setup.ts' is missing",
    "input 'user.ts' is new",
  ]);
});
