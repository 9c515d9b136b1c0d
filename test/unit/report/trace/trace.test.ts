/** What a trace writes: the events that the viewer reads, in its order, and each picture once. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { secret } from '../../../../src/base/secret.ts';
import { createFrame, type Frame } from '../../../../src/frame/frame.ts';
import { attachEvidence } from '../../../../src/guest/evidence.ts';
import type { StepInfo } from '../../../../src/guest/observer.ts';
import type { GuestMatch } from '../../../../src/guest/target.ts';
import { parseEvents } from '../../../../src/report/trace/event-lines.ts';
import type { TraceEvent } from '../../../../src/report/trace/format.ts';
import { Trace } from '../../../../src/report/trace/trace.ts';
import { TracedGuest } from '../../../../src/report/trace/traced-guest.ts';

function info(title: string, category: StepInfo['category'] = 'wait'): StepInfo {
  return { title, category, location: undefined };
}

function frameOf(colour: number, time: number): Frame {
  const data = new Uint8Array(8 * 8 * 4);
  new Uint32Array(data.buffer).fill(colour);
  return createFrame(data, { width: 8, height: 8, sequence: time, time });
}

const RED = 0xff0000ff;
const BLUE = 0xffff0000;

const MATCH: GuestMatch = {
  what: "screen 'desktop'",
  box: { x: 1, y: 2, width: 3, height: 4 },
  centre: { x: 2, y: 4 },
  points: {},
  regions: {},
  identity: 'desktop',
  how: 'at its place',
};

async function record(work: (trace: Trace, guest: TracedGuest) => Promise<void>): Promise<{
  events: readonly TraceEvent[];
  folder: string;
}> {
  const folder = test.info().outputPath('trace');
  const trace = await Trace.create({ folder, title: 'a test', product: 'fake (1.0)' });
  const guest = new TracedGuest(trace);
  await work(trace, guest);
  await guest[Symbol.asyncDispose]();
  await trace[Symbol.asyncDispose]();
  return { ...parseEvents(await readFile(join(folder, 'trace.trace'), 'utf8')), folder };
}

type EventOf<Type> = TraceEvent extends infer Event
  ? Event extends { readonly type: infer Name }
    ? Type extends Name
      ? Event
      : never
    : never
  : never;

function of<Type extends TraceEvent['type']>(events: readonly TraceEvent[], type: Type): EventOf<Type>[] {
  return events.filter((event) => event.type === type) as EventOf<Type>[];
}

test('the first line says which version and whose trace it is', async () => {
  const { events } = await record(async () => {});
  expect(events[0]).toMatchObject({
    type: 'context-options',
    version: 10,
    origin: 'library',
    title: 'a test',
    browserName: 'fake (1.0)',
  });
  expect(of(events, 'context-options')[0]?.monotonicTime).toBeGreaterThan(0);
});

test('steps nest as they were called, each with what it logged, also when they run at the same time', async () => {
  const { events } = await record(async (_, guest) => {
    await guest.step(info('outer'), async () => {
      await Promise.all(
        ['a', 'b'].map((name) =>
          guest.step(info(name), async () => guest.note({ type: 'log', text: `line of ${name}` })),
        ),
      );
    });
  });
  const [outer, a, b] = of(events, 'before');
  expect([outer?.parentId, a?.parentId, b?.parentId]).toEqual([undefined, outer?.callId, outer?.callId]);
  expect(of(events, 'log').map(({ callId, message }) => [callId, message])).toEqual([
    [a?.callId, 'line of a'],
    [b?.callId, 'line of b'],
  ]);
  expect(
    of(events, 'after')
      .map(({ callId }) => callId)
      .sort(),
  ).toEqual([outer, a, b].map((each) => each?.callId ?? '').sort());
});

test('an action has the screens before and after it, and a picture that shows again is kept once', async () => {
  const { events, folder } = await record(async (_, guest) => {
    guest.note({ type: 'captured', frame: frameOf(RED, 1) });
    await guest.step(info('press'), async () => guest.note({ type: 'captured', frame: frameOf(BLUE, 2) }));
    await guest.step(info('press again'), async () =>
      guest.note({ type: 'captured', frame: frameOf(RED, 3) }),
    );
  });
  const screens = of(events, 'screenshot');
  expect(screens.map(({ callId, phase }) => [callId, phase])).toEqual([
    ['guest@1', 'before'],
    ['guest@1', 'after'],
    ['guest@2', 'before'],
    ['guest@2', 'after'],
  ]);
  const [red, blue, alsoBlue, alsoRed] = screens.map(({ file }) => file);
  expect([alsoBlue, alsoRed]).toEqual([blue, red]);
  expect((await readdir(join(folder, 'resources'))).sort()).toEqual(
    [red, blue].map((file) => file?.slice('resources/'.length) ?? '').sort(),
  );
});

test('what a wait found is its box and its screen, and a click within it has point and box', async () => {
  const { events } = await record(async (_, guest) => {
    guest.note({ type: 'captured', frame: frameOf(RED, 1) });
    await guest.step(info("click screen 'desktop'"), async () => {
      guest.shown(MATCH, frameOf(BLUE, 2));
      await guest.step(info('click at 2,4', 'mouse'), async () =>
        guest.note({ type: 'pointed', at: { x: 2, y: 4 } }),
      );
    });
  });
  const [outer, inner] = of(events, 'before').map(({ callId }) => callId);
  const last = (callId: string | undefined) => of(events, 'input').findLast((each) => each.callId === callId);
  expect(last(outer)).toMatchObject({ point: { x: 2, y: 4 }, box: MATCH.box });
  expect(last(inner)).toMatchObject({ point: { x: 2, y: 4 }, box: MATCH.box });
  expect(of(events, 'after').find(({ callId }) => callId === outer)?.result).toEqual({
    what: MATCH.what,
    how: MATCH.how,
    box: MATCH.box,
  });
  const phases = of(events, 'screenshot').filter(({ callId }) => callId === outer);
  expect(phases.map(({ phase }) => phase)).toEqual(['before', 'action', 'after']);
});

test('a failed wait has its error, its attempts, its best near miss and the frame it failed on', async () => {
  const frame = frameOf(BLUE, 9);
  const error = attachEvidence(new Error("screen 'desktop' did not show"), {
    frame,
    looked: [{ what: "screen 'desktop'", explanation: 'best at its recorded place, 7 of 50 pixels differ' }],
    matchedInstead: [],
    waited: 1000,
    framesSeen: 2,
    callLog: [],
    serialTail: '',
    inputLog: [],
  });
  const { events } = await record(async (_, guest) => {
    const step = guest.step(info('waits'), async () => {
      for (const seen of [1, 2])
        guest.note({ type: 'looked', frame: frameOf(RED, seen), seen, changed: seen === 1, targets: [] });
      throw error;
    });
    await expect(step).rejects.toBe(error);
  });
  expect(of(events, 'after')[0]?.error).toMatchObject({
    name: 'Error',
    message: "screen 'desktop' did not show",
  });
  expect(of(events, 'log').map(({ message }) => message)).toEqual([
    "best near miss of screen 'desktop': best at its recorded place, 7 of 50 pixels differ",
    'looked at 2 frames in vain, 1 of them showed something new',
  ]);
  expect(of(events, 'screenshot').map(({ phase }) => phase)).toEqual(['after']);
});

test('driver calls are told in numbers, and never what they typed', async () => {
  const { events } = await record(async (_, guest) => {
    await guest.step(info("type 'ab'", 'keyboard'), async () => {
      guest.note({ type: 'called', call: 'keys', count: 2, took: 1 });
      guest.note({ type: 'called', call: 'keys', count: 2, took: 3 });
    });
  });
  expect(of(events, 'log').map(({ message }) => message)).toEqual([
    'driver: keys, 2 calls with 4 events, acknowledged after 2.0 ms, 3.0 ms at most',
  ]);
});

test("serial output and what the machine says are the guest's console, secrets masked", async () => {
  process.env.TRACE_PASSWORD = 'correct horse';
  secret('TRACE_PASSWORD').reveal();
  const { events } = await record(async (_, guest) => {
    guest.note({ type: 'received', port: 0, text: 'first\r\nit is correct horse\nlogin: ' });
    guest.note({ type: 'machine', text: 'died: gone', died: true });
  });
  const told = of(events, 'console').map(({ messageType, text, location }) => [
    messageType,
    text,
    location.url,
  ]);
  expect(told).toEqual([
    ['error', 'machine: died: gone', 'machine'],
    ['log', 'first\nit is <secret TRACE_PASSWORD>\nlogin: ', 'serial0'],
  ]);
});

test('what is logged after an action belongs to the one around it, or to the guest', async () => {
  const { events } = await record(async (_, guest) => {
    let endInner = () => {};
    const innerEnded = new Promise<void>((resolve) => {
      endInner = resolve;
    });
    let late: Promise<void> | undefined;
    await guest.step(info('outer'), async () => {
      await guest.step(info('inner'), async () => {
        late = innerEnded.then(() => guest.note({ type: 'log', text: 'late' }));
      });
      endInner();
      await late;
    });
    guest.note({ type: 'log', text: 'later' });
  });
  const [outer] = of(events, 'before');
  expect(of(events, 'log').map(({ callId, message }) => [callId, message])).toEqual([
    [outer?.callId, 'late'],
  ]);
  expect(of(events, 'console').map(({ text }) => text)).toEqual(['later']);
});
