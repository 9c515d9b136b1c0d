/** Pages in a guest's room: what they see, whose keys count, what happens when they leave. */
import { expect, test } from '@playwright/test';
import { SILENT_OBSERVER } from '../../../../src/guest/observer.ts';
import type { RoomPart } from '../../../../src/recorder/live/guest-room.ts';
import { LiveGuests } from '../../../../src/recorder/live-guests.ts';
import { Rooms } from '../../../../src/recorder/rooms.ts';
import { givenGuest } from '../../support/given-guest.ts';
import { FakePage } from '../support-channel.ts';

async function setUp(options: { readonly byHand?: boolean; readonly part?: RoomPart } = {}) {
  const rooms = new Rooms();
  const place = { rooms, open: async () => 'address', [Symbol.asyncDispose]: async () => {} };
  const live = new LiveGuests({ place, pauseOnFailure: false }).guest({
    title: 'one',
    screens: test.info().outputPath('screens'),
    observer: SILENT_OBSERVER,
    byHand: options.byHand ?? true,
  });
  const given = await givenGuest({ guest: { observer: live.observer, holder: live.holder } });
  const shown = live.show(given.guest, options.part);
  const join = () => {
    const page = new FakePage();
    shown.room.join(page.channel);
    return page;
  };
  const dispose = async () => {
    shown[Symbol.dispose]();
    await given[Symbol.asyncDispose]();
  };
  return { ...given, room: shown.room, rooms, join, [Symbol.asyncDispose]: dispose };
}

test('a page that comes gets the guest, its state and a picture; one that stays behind gets no more than two', async () => {
  await using all = await setUp();
  const page = all.join();
  await expect.poll(() => page.pictures.length).toBe(1);
  expect(page.last('guest')).toMatchObject({ title: 'one', records: false });
  await expect.poll(() => page.last('state')).toMatchObject({ control: 'yours', viewers: 1 });
  all.show('menu');
  await expect.poll(() => page.pictures.length).toBe(2);
  all.show('warning');
  const captured = all.fake.ticks;
  all.show('panic');
  expect(page.pictures).toHaveLength(2); // it has not shown the first one yet
  page.say({ type: 'shown', sequence: 1 });
  await expect.poll(() => page.pictures.length).toBe(3);
  expect(all.fake.ticks).toBeGreaterThanOrEqual(captured);
});

test('keys and buttons of the controlling page reach the guest in their order, those of others do not', async () => {
  await using all = await setUp();
  const [one, two] = [all.join(), all.join()];
  one.say({ type: 'keys', events: [{ code: 'ShiftLeft', down: true }] });
  two.say({ type: 'keys', events: [{ code: 'KeyX', down: true }] });
  one.say({
    type: 'keys',
    events: [
      { code: 'KeyA', down: true },
      { code: 'KeyA', down: false },
    ],
  });
  one.say({ type: 'press', chord: 'Enter' });
  one.say({ type: 'keys', events: [{ code: 'ShiftLeft', down: false }] });
  await expect
    .poll(() => all.fake.received)
    .toEqual(['ShiftLeft down', 'KeyA down', 'KeyA up', 'Enter down', 'Enter up', 'ShiftLeft up']);
  await expect.poll(() => two.last('state')).toMatchObject({ control: 'another' });
});

test('a page that leaves with keys down lets go of them, and control is free', async () => {
  await using all = await setUp();
  const [one, two] = [all.join(), all.join()];
  one.say({ type: 'keys', events: [{ code: 'ControlLeft', down: true }] });
  await expect.poll(() => all.fake.received).toEqual(['ControlLeft down']);
  one.leave();
  await expect.poll(() => all.fake.received).toEqual(['ControlLeft down', 'ControlLeft up']);
  await expect.poll(() => two.last('state')).toMatchObject({ control: 'free', viewers: 1 });
});

test('a run is watched only, until it is held', async () => {
  await using all = await setUp({ byHand: false });
  const page = all.join();
  page.say({ type: 'control', take: true });
  page.say({ type: 'keys', events: [{ code: 'KeyA', down: true }] });
  await expect.poll(() => page.last('notice')).toMatchObject({ tone: 'error' });
  await expect.poll(() => page.last('state')).toMatchObject({ control: 'watch' });
  const paused = all.guest.pause();
  await expect.poll(() => page.last('activity')?.held).toMatchObject({ reason: 'pause' });
  page.say({ type: 'control', take: true });
  page.say({ type: 'press', chord: 'Enter' });
  await expect.poll(() => all.fake.received).toEqual(['Enter down', 'Enter up']);
  page.say({ type: 'resume', verdict: 'continue' });
  await paused;
  page.say({ type: 'press', chord: 'Tab' });
  await expect.poll(() => page.last('state')).toMatchObject({ control: 'watch' });
  expect(all.fake.received).toEqual(['Enter down', 'Enter up']);
});

test('what a step does and waits for is told while it does', async () => {
  await using all = await setUp({ byHand: false });
  const page = all.join();
  const waits = all.guest.screen('menu').waitFor();
  await expect
    .poll(() => page.last('activity'))
    .toMatchObject({
      step: "screen 'menu' shows",
      awaited: [{ what: "screen 'menu'", areas: [] }],
    });
  all.show('menu');
  await waits;
  await expect.poll(() => page.last('activity')).toMatchObject({ awaited: [] });
});

test('of moves that come faster than the guest takes them the last one counts, and a press keeps its place', async () => {
  const gates: (() => void)[] = [];
  const part: RoomPart = {
    beforeInput: async (message) => {
      if (message.type === 'keys') await new Promise<void>((resolve) => gates.push(resolve));
      return message;
    },
  };
  await using all = await setUp({ part });
  const page = all.join();
  await expect.poll(() => page.pictures.length).toBe(1);
  const move = (x: number) => page.say({ type: 'pointer', events: [{ type: 'move', x, y: 1 }] });
  page.say({ type: 'keys', events: [{ code: 'KeyA', down: true }] });
  for (const x of [1, 2, 3]) move(x);
  page.say({ type: 'pointer', events: [{ type: 'button', button: 'left', down: true }] });
  for (const x of [4, 5]) move(x);
  await expect.poll(() => gates.length).toBe(1);
  gates[0]?.();
  await expect.poll(() => all.fake.received).toEqual(['KeyA down', 'move 3,1', 'left down', 'move 5,1']);
});

test('a message that is none of the protocol closes the page’s channel', async () => {
  await using all = await setUp();
  const page = all.join();
  page.say({ type: 'nothing' });
  expect(page.closedWith).toBe('this is no message');
});

test('a guest that goes closes its pages and leaves the list', async () => {
  const all = await setUp();
  const page = all.join();
  expect(all.rooms.list().map(({ title }) => title)).toEqual(['one']);
  await all[Symbol.asyncDispose]();
  expect(page.closedWith).toBe('the guest has gone');
  expect(all.rooms.list()).toEqual([]);
});
