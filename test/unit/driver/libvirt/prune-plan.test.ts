import { expect, test } from '@playwright/test';
import { imageVolume, markOf } from '../../../../src/driver/libvirt/images/image-name.ts';
import {
  GRACE,
  type HostPicture,
  type PoolVolume,
  planPrune,
} from '../../../../src/driver/libvirt/images/prune-plan.ts';

const NOW = 1e12;
const DAY = 24 * 3_600_000;
const IMAGE = imageVolume({ hash: 'ab'.repeat(32), format: 'raw' });
const UUID = '1d5df494-01b5-4c4f-b4e4-fa8ff24eb1f4';
const OTHER = '2d5df494-01b5-4c4f-b4e4-fa8ff24eb1f4';

function volume(name: string, age: number, backing?: string): PoolVolume {
  return { name, path: `/pool/${name}`, size: 10, changedAt: NOW - age, backing };
}

function plan(picture: Partial<HostPicture>, olderThan = DAY) {
  const { guests, volumes, kept } = planPrune(
    { locks: [], guests: [], definitions: [], volumes: [], now: NOW, ...picture },
    olderThan,
  );
  return {
    removed: [...guests, ...volumes].map(({ name }) => name),
    kept: kept.map(({ name, reason }) => `${name}: ${reason}`),
  };
}

test('an image goes when nobody used it for long enough', () => {
  const old = volume(IMAGE, 9 * DAY);
  expect(plan({ volumes: [old, volume(markOf(IMAGE), 2 * DAY)] }).removed).toEqual([IMAGE]);
  expect(plan({ volumes: [old, volume(markOf(IMAGE), DAY - 1)] })).toEqual({
    removed: [],
    kept: [`${IMAGE}: last used 1440 min 0 s ago`],
  });
  expect(plan({ volumes: [volume(IMAGE, 2 * DAY)] }).removed).toEqual([IMAGE]); // half uploaded
});

test('what was used a moment ago stays whatever is asked', () => {
  expect(plan({ volumes: [volume(IMAGE, GRACE - 1)] }, 0).removed).toEqual([]);
  expect(plan({ volumes: [volume(IMAGE, GRACE + 1)] }, 0).removed).toEqual([IMAGE]);
});

test('an image that an overlay stands on, a machine uses, or somebody uploads stays', () => {
  const old = volume(IMAGE, 9 * DAY);
  const guest = { name: 'a', id: UUID, state: 'running', note: undefined } as const;
  const overlay = volume(`${UUID}-disk0.qcow2`, 9 * DAY, old.path);
  expect(plan({ volumes: [old, overlay], guests: [guest] }).kept).toEqual([
    `${IMAGE}: ${overlay.name} stands on it`,
  ]);
  expect(
    plan({ volumes: [old], guests: [guest], definitions: [`<source file='${old.path}'/>`] }).kept,
  ).toEqual([`${IMAGE}: a machine uses it`]);
  const lock = { name: `guestwright-image-${'ab'.repeat(32)}`, id: 'l', holder: undefined };
  expect(plan({ volumes: [old], locks: [lock] }).kept).toEqual([`${IMAGE}: it is being uploaded`]);
});

test('disks whose machine is gone go, after a while, and with them the images that they stood on', () => {
  const old = volume(IMAGE, 9 * DAY);
  const left = volume(`${UUID}-disk0.qcow2`, 2 * DAY, old.path);
  expect(plan({ volumes: [old, left] }).removed).toEqual([left.name, IMAGE]);
  const fresh = volume(`${UUID}-disk0.qcow2`, GRACE - 1, old.path);
  expect(plan({ volumes: [old, fresh] }).removed).toEqual([]);
  expect(plan({ volumes: [volume('somebody.qcow2', 99 * DAY)] })).toEqual({ removed: [], kept: [] });
});

test('guests go whose slot nobody holds, with their disks; others and those without a slot stay', () => {
  const note = { host: 'ci-7', pid: 9 };
  const guests = [
    { name: 'left', id: UUID, state: 'running', note: { ...note, slot: 'gone' } },
    { name: 'held', id: OTHER, state: 'running', note: { ...note, slot: 'held' } },
    { name: 'alone', id: 'c', state: 'off', note },
    { name: 'web', id: 'd', state: 'running', note: undefined },
  ] as const;
  const locks = [{ name: 'guestwright-slot-0', id: 'held', holder: undefined }];
  const volumes = [volume(`${UUID}-disk0.qcow2`, 0), volume(`${OTHER}-disk0.qcow2`, 9 * DAY)];
  expect(plan({ guests, locks, volumes }).removed).toEqual(['left', `${UUID}-disk0.qcow2`]);
});
