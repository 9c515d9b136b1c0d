import { expect, test } from '@playwright/test';
import { MISSED_BEATS, newHolder } from '../../../../src/driver/hosts/holder.ts';
import type { HostEntry } from '../../../../src/driver/hosts/host-entry.ts';
import type { SeenGuest } from '../../../../src/driver/hosts/slot-host.ts';
import { slotName } from '../../../../src/driver/hosts/slot-name.ts';
import { takeSlot } from '../../../../src/driver/hosts/take-slot.ts';
import { FakeHost } from './support/fake-slot-host.ts';

const one: HostEntry = { uri: 'qemu+tls://one/system', slots: 1 };
const two: HostEntry = { uri: 'qemu+tls://two/system', slots: 2 };

/** A farm of hosts, and what a worker `turn` says while it takes a slot there. */
function farm(entries: readonly HostEntry[]) {
  const hosts = new Map(entries.map((entry) => [entry.uri, new FakeHost()]));
  const host = ({ uri }: HostEntry) => hosts.get(uri) as FakeHost;
  const told: string[] = [];
  const take = (turn: number, signal?: AbortSignal) =>
    takeSlot(entries, async (entry) => host(entry).open(), {
      owner: `worker ${turn}`,
      turn,
      tell: (line) => void told.push(line),
      signal,
    });
  return { host, told, take };
}

test('workers spread over the hosts until all slots are taken, each its own', async () => {
  const { host, take } = farm([one, two]);
  const slots = await Promise.all([take(0), take(1), take(2)]);
  const names = slots.map(({ entry, name }) => `${entry.uri} ${name}`).toSorted();
  expect(names).toEqual([
    `${one.uri} ${slotName(0)}`,
    `${two.uri} ${slotName(0)}`,
    `${two.uri} ${slotName(1)}`,
  ]);
  expect(host(one).links + host(two).links).toBe(3); // a link for each slot, none for those that only looked
  for (const slot of slots) await slot[Symbol.asyncDispose]();
  expect(host(one).locks.size + host(two).locks.size).toBe(0);
  expect(host(one).links + host(two).links).toBe(0);
});

test('one of two who race for the last slot waits, says for whom, and gets it when it is given back', async () => {
  const { host, told, take } = farm([one]);
  const racers = [take(0), take(1)];
  const first = await Promise.race(racers);
  await expect.poll(() => told.length).toBe(1);
  const winner = host(one).locks.get(slotName(0))?.holder?.owner;
  expect(told[0]).toContain(`${one.uri} has 1 of 1 slots taken (${winner} on `);
  await first[Symbol.asyncDispose]();
  const slots = await Promise.all(racers);
  expect(new Set(slots.map(({ id }) => id)).size).toBe(2);
  await Promise.all(slots.map((slot) => slot[Symbol.asyncDispose]()));
  expect(host(one)).toMatchObject({ links: 0, locks: new Map() });
});

test('a slot of an owner that is gone is freed and taken', async () => {
  const { host, told, take } = farm([one]);
  host(one).leave(slotName(0), newHolder('dead worker', 1000 / MISSED_BEATS / 10));
  await using slot = await take(0);
  expect(host(one).locks.get(slotName(0))?.holder?.owner).toBe('worker 0');
  expect(slot.name).toBe(slotName(0));
  expect(told.at(-1)).toContain(
    `${one.uri}: freed ${slotName(0)}: its owner no longer lives: dead worker on `,
  );
});

test('guests of owners whose slots are gone are removed before the slot is used, and named', async () => {
  const { host, told, take } = farm([two]);
  await using neighbour = await take(0);
  const guest = (name: string, slot: string | undefined): SeenGuest => {
    return { name, id: name, state: 'off', note: { host: 'here', pid: 1, slot } };
  };
  host(two).guests.push(guest('left', 'id-99'), guest('busy', neighbour.id), guest('alone', undefined));
  await using _ = await take(1);
  expect(host(two).guests.map(({ name }) => name)).toEqual(['busy', 'alone']);
  expect(told).toEqual([`${two.uri}: removed guests whose owners no longer live: left`]);
});

test('a host that does not answer is left out while another one does', async () => {
  const { host, take } = farm([one, two]);
  host(one).down = new Error('connection refused');
  await using slot = await take(0);
  expect(slot.entry).toBe(two);
});

test('when no host answers the error names each with its reason', async () => {
  const { host, take } = farm([one, two]);
  host(one).down = new Error('connection refused\nand more');
  host(two).down = new Error('certificate has expired');
  await expect(take(0)).rejects.toMatchObject({
    code: 'connection-lost',
    shortMessage: `hosts: none of 2 hosts answers: ${one.uri}: connection refused; ${two.uri}: certificate has expired`,
  });
});

test('waiting ends at its deadline with the names of those who hold the slots', async () => {
  const { host } = farm([one]);
  const taken = host(one);
  taken.leave(slotName(0), newHolder('shard 2/2, worker 1'));
  const waiting = takeSlot([one], async () => taken.open(), {
    owner: 'us',
    turn: 0,
    tell: () => {},
    timeout: 50,
  });
  await expect(waiting).rejects.toMatchObject({
    code: 'timeout',
    shortMessage: expect.stringContaining(
      `hosts: no slot became free within 50 ms: ${one.uri} has 1 of 1 slots taken (shard 2/2, worker 1 on `,
    ),
  });
  expect(taken.links).toBe(0);
});

test('an abort ends the waiting at once and leaves nothing behind', async () => {
  const { host, told, take } = farm([one]);
  host(one).leave(slotName(0), newHolder('shard 2/2, worker 1'));
  const controller = new AbortController();
  const waiting = take(0, controller.signal);
  await expect.poll(() => told.length).toBe(1);
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  expect(host(one)).toMatchObject({ links: 0 });
  expect(host(one).locks.size).toBe(1);
});
