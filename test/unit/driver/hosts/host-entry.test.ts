import { expect, test } from '@playwright/test';
import { readHostEntries, readLabels } from '../../../../src/driver/hosts/host-entry.ts';
import { hostsWithLabels } from '../../../../src/driver/hosts/labels.ts';
import { shortMessageOf } from '../../support/short-message.ts';

const REMOTE = { uri: 'qemu+tls://one.example/system', slots: 4, labels: ['kvm', 'uefi'] };
const LOCAL = { uri: 'qemu:///session', slots: 1 };

test('entries are read as they are', () => {
  expect(readHostEntries([REMOTE, { ...LOCAL, pool: 'images' }])).toEqual([
    REMOTE,
    { ...LOCAL, pool: 'images' },
  ]);
});

for (const [value, complaint] of [
  ['qemu:///system', "hosts: expected an array, got 'qemu:///system' (string)"],
  [['qemu:///system'], "hosts[0]: expected an object, got 'qemu:///system' (string)"],
  [[{ slots: 1 }], 'hosts[0].uri: expected a text, got undefined'],
  [[{ uri: 'a' }], 'hosts[0].slots: expected a whole number from 1 to 1000, got undefined'],
  [[LOCAL, { uri: 'a', slots: 0 }], 'hosts[1].slots: expected a whole number from 1 to 1000, got 0 (number)'],
  [[{ ...LOCAL, lables: ['kvm'] }], "hosts[0]: unknown field 'lables' (did you mean 'labels'?)"],
  [[{ ...LOCAL, labels: 'kvm' }], "hosts[0].labels: expected an array of words, got 'kvm' (string)"],
  [[{ ...LOCAL, labels: ['two words'] }], 'hosts[0].labels: expected an array of words, got an array of 1'],
  [[LOCAL, REMOTE, LOCAL], "hosts[2].uri: 'qemu:///session' is hosts[0] already"],
] as const) {
  test(`refused: ${complaint}`, () => {
    expect(shortMessageOf(() => readHostEntries(value))).toBe(complaint);
  });
}

test("a project's labels are words", () => {
  expect(readLabels(['kvm'], 'hostLabels')).toEqual(['kvm']);
  expect(shortMessageOf(() => readLabels('kvm', 'hostLabels'))).toBe(
    "hostLabels: expected an array of words, got 'kvm' (string)",
  );
});

test('a project gets the hosts that have all of its labels', () => {
  const second = { uri: 'qemu+tls://two.example/system', slots: 2, labels: ['kvm'] };
  expect(hostsWithLabels([LOCAL, REMOTE, second], ['kvm'])).toEqual([REMOTE, second]);
  expect(hostsWithLabels([LOCAL, REMOTE, second], ['uefi', 'kvm'])).toEqual([REMOTE]);
  expect(hostsWithLabels([LOCAL, REMOTE], [])).toEqual([LOCAL, REMOTE]);
});

test('labels that no host has are told with what there is', () => {
  expect(shortMessageOf(() => hostsWithLabels([LOCAL, REMOTE], ['efi']))).toBe(
    "hosts: no host has the label 'efi' (did you mean 'uefi'?): qemu:///session has none; qemu+tls://one.example/system has kvm, uefi",
  );
  const small = { ...LOCAL, labels: ['kvm'] };
  const other = { uri: 'b', slots: 1, labels: ['uefi'] };
  expect(shortMessageOf(() => hostsWithLabels([small, other], ['kvm', 'uefi']))).toBe(
    'hosts: no host has all of the labels kvm, uefi: qemu:///session has kvm; b has uefi',
  );
  expect(shortMessageOf(() => hostsWithLabels([], []))).toBe('hosts: the list is empty');
});
