import { expect, test } from '@playwright/test';
import { slotsToTry } from '../../../../src/driver/hosts/slot-choice.ts';
import { slotIndex, slotName } from '../../../../src/driver/hosts/slot-name.ts';

const big = { uri: 'big', slots: 4 };
const small = { uri: 'small', slots: 2 };

test('slots are known by their names', () => {
  expect(slotName(12)).toBe('guestwright-slot-12');
  expect(slotIndex('guestwright-slot-12')).toBe(12);
  for (const name of ['guestwright-slot-', 'guestwright-slot-x', 'guestwright-image-1', 'slot-1'])
    expect(slotIndex(name)).toBeUndefined();
});

test('the host with the largest free part comes first, one slot a host', () => {
  const hosts = [
    { entry: small, taken: [slotName(0)] },
    { entry: big, taken: [slotName(2)] },
  ];
  expect(slotsToTry(hosts, 0)).toEqual([
    { entry: big, name: slotName(0) },
    { entry: small, name: slotName(1) },
  ]);
});

test('workers who look at the same time try different hosts and slots', () => {
  const hosts = [
    { entry: small, taken: [] },
    { entry: big, taken: [] },
  ];
  expect(slotsToTry(hosts, 0)[0]).toEqual({ entry: small, name: slotName(0) });
  expect(slotsToTry(hosts, 1)[0]).toEqual({ entry: big, name: slotName(1) });
  expect(slotsToTry(hosts, 2)[0]).toEqual({ entry: small, name: slotName(0) });
  expect(slotsToTry(hosts, 3)[0]).toEqual({ entry: big, name: slotName(3) });
});

test('full hosts and those that do not answer are left out; other locks do not count', () => {
  const full = { entry: small, taken: [slotName(0), slotName(1), 'guestwright-image-abc'] };
  const silent = { entry: { uri: 'silent', slots: 9 }, taken: undefined };
  const open = { entry: big, taken: ['guestwright-image-abc'] };
  expect(slotsToTry([full, silent, open], 0)).toEqual([{ entry: big, name: slotName(0) }]);
});

test('slots beyond our own count are in use too', () => {
  const taken = [slotName(5), slotName(7)];
  expect(slotsToTry([{ entry: small, taken }], 0)).toEqual([]);
});
