/** A recording in a guest's room: what a person says of it comes in the order of what they type. */
import { expect, test } from '@playwright/test';
import { SILENT_OBSERVER } from '../../../src/guest/observer.ts';
import { LiveGuests } from '../../../src/recorder/live-guests.ts';
import { readRecordMessage } from '../../../src/recorder/record-message.ts';
import type { RecordingView } from '../../../src/recorder/recording/view.ts';
import { RecordingPart, type RoomRecording } from '../../../src/recorder/recording-part.ts';
import { Rooms } from '../../../src/recorder/rooms.ts';
import { givenGuest } from '../support/given-guest.ts';
import { FakePage } from './support-channel.ts';

const VIEW: RecordingView = {
  name: 'hypo',
  mode: 'recording',
  script: '/hypo.install.ts',
  screens: [],
  steps: [],
  restless: [],
  busy: false,
};

/** A recording that takes its time for the first input. */
function slowRecording(view: Partial<RecordingView> = {}) {
  const calls: string[] = [];
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const missing = () => {
    throw new Error('not asked for here');
  };
  const recording = {
    view: { ...VIEW, ...view },
    onChange: () => ({ [Symbol.dispose]: () => {} }),
    before: async (input: object) => {
      calls.push(`before ${JSON.stringify(input)}`);
      await gate;
    },
    beginSecret: (name: string) => void calls.push(`secret ${name}`),
    endSecret: () => void calls.push('secret ends'),
    setRecording: (on: boolean) => void calls.push(on ? 'records' : 'pauses'),
    framePng: missing,
  } satisfies Partial<Record<keyof RoomRecording, unknown>>;
  return { recording: recording as unknown as RoomRecording, calls, go: () => go() };
}

async function setUp(view: Partial<RecordingView> = {}) {
  const { recording, calls, go } = slowRecording(view);
  const place = { rooms: new Rooms(), open: async () => '', [Symbol.asyncDispose]: async () => {} };
  const live = new LiveGuests({ place, pauseOnFailure: false }).guest({
    title: 'one',
    screens: test.info().outputPath('screens'),
    observer: SILENT_OBSERVER,
    byHand: true,
  });
  const given = await givenGuest({ guest: { observer: live.observer, holder: live.holder } });
  const part = new RecordingPart(recording);
  const shown = live.show(given.guest, part);
  part.in(shown.room);
  const page = new FakePage();
  shown.room.join(page.channel);
  const dispose = async () => {
    shown[Symbol.dispose]();
    part[Symbol.dispose]();
    await given[Symbol.asyncDispose]();
  };
  return { page, calls, go, part, room: shown.room, fake: given.fake, [Symbol.asyncDispose]: dispose };
}

test('a secret begins behind the letters that were typed before it, however slow they are', async () => {
  await using all = await setUp();
  all.page.say({ type: 'keys', events: [{ code: 'KeyA', down: true }] });
  all.page.say({ type: 'secret', name: 'PASSWORD' });
  await expect.poll(() => all.calls.length).toBe(1);
  expect(all.calls[0]).toContain('KeyA');
  all.go();
  await expect.poll(() => all.calls[1]).toBe('secret PASSWORD');
  expect(all.fake.received).toEqual(['KeyA down']);
});

test('a text that is pasted for a secret is typed as one, and is in no log', async () => {
  await using all = await setUp({ secret: 'PART_PASSWORD' });
  all.go();
  all.page.say({ type: 'text', text: 'sesame' });
  await expect.poll(() => all.fake.received.at(-1)).toBe('KeyE up');
  expect(all.calls).toEqual(['secret ends', 'before {"type":"secret","name":"PART_PASSWORD"}']);
  expect(all.room.guest.inputLog.join('\n')).not.toContain('sesame');
  expect(all.room.guest.callLog.join('\n')).not.toContain('sesame');
  delete process.env.PART_PASSWORD;
});

test('while the recording plays back, what a person does goes nowhere', async () => {
  await using all = await setUp({ mode: 'replaying' });
  all.page.say({ type: 'press', chord: 'Enter' });
  all.page.say({ type: 'record', on: false });
  await expect.poll(() => all.calls).toEqual(['pauses']);
  expect(all.fake.received).toEqual([]);
});

test('a page without control changes nothing of the recording', async () => {
  await using all = await setUp();
  const other = new FakePage();
  all.room.join(other.channel);
  other.say({ type: 'record', on: false });
  await expect.poll(() => other.last('notice')).toMatchObject({ tone: 'error' });
  expect(all.calls).toEqual([]);
});

test('pictures are asked for by the name of a frame alone', async () => {
  await using all = await setUp();
  for (const name of [
    '',
    '../recording.json',
    `${'a'.repeat(24)}`,
    `${'g'.repeat(24)}.png`,
    `../${'a'.repeat(24)}.png`,
  ])
    expect(await all.part.picture(name), name).toBeUndefined();
});

test('messages about a recording are read as they are, and anything else is refused', () => {
  const area = { x: 1, y: 2, width: 3, height: 4, match: 'exact', search: 0 };
  const good: readonly object[] = [
    { type: 'capture' },
    { type: 'secret', name: null },
    { type: 'draw', screen: 's', areas: [area], exclude: [{ x: 0, y: 0, width: 1, height: 1 }] },
    { type: 'rename', screen: 's', name: 'welcome' },
    { type: 'timeout', step: 't', timeout: null },
    { type: 'split', step: 't', action: 'a' },
  ];
  for (const message of good) expect(readRecordMessage(JSON.stringify(message))).toEqual(message);
  const bad: readonly object[] = [
    { type: 'secret', name: 'A B' },
    { type: 'secret' },
    { type: 'draw', screen: 's', areas: [{ ...area, width: 0 }], exclude: [] },
    { type: 'draw', screen: 's', areas: [{ ...area, match: 'near' }], exclude: [] },
    { type: 'draw', screen: 's', areas: Array(65).fill(area), exclude: [] },
    { type: 'rename', screen: 's', name: 'x'.repeat(201) },
    { type: 'timeout', step: 't', timeout: -1 },
    { type: 'split', step: 't' },
    { type: 'point', screen: 's', name: 'n', x: 1.5, y: 0 },
  ];
  for (const message of bad)
    expect(readRecordMessage(JSON.stringify(message)), JSON.stringify(message)).toBeUndefined();
});
