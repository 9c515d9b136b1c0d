import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import {
  notToBeStill,
  notToReceive,
  notToShow,
  toBeStill,
  toReceive,
  toShow,
  toShowText,
} from '../../../src/guest/expectations.ts';
import { givenGuest } from '../support/given-guest.ts';

/** Frames whose capture times the test sets: each is so many ms after the one before. */
const TICK = 100;

test('shown and hidden pass as soon as it is so, and fail with all facts in their order', async () => {
  await using given = await givenGuest();
  given.fake.display.after(3, () => given.show('menu'));
  expect((await toShow(given.guest, ['desktop', 'menu'])).kind).toBe('passed');
  given.fake.display.after(3, () => given.show('desktop'));
  expect((await notToShow(given.guest, 'menu')).kind).toBe('passed');
  const outcome = await toShow(given.guest, ['menu', 'licence'], { timeout: 20 });
  if (outcome.kind === 'passed') throw new Error('it passed');
  expect(outcome.error.message.split('\n').map((line) => line.replace(/:.*/, ''))).toEqual([
    "screen 'menu' or screen 'licence' did not show within 20 ms",
    ...[
      'Looked for',
      'Expected',
      'Received',
      'Timeout',
      'Call log',
      expect.any(String),
      'Compare the attached frame with the reference; if the guest is only slow, raise the timeout.',
    ],
  ]);
  expect(outcome.evidence?.matchedInstead).toEqual(['desktop']);
  const explanation = '64 pixels differ';
  expect(outcome.evidence?.looked).toEqual([
    { screen: 'menu', what: "screen 'menu'", explanation },
    { screen: 'licence', what: "screen 'licence'", explanation },
  ]);
});

test('an unknown screen is thrown, not a failed expectation', async () => {
  await using given = await givenGuest();
  const error = await toShow(given.guest, 'nowhere').catch((thrown: unknown) => thrown);
  expect(isGuestwrightError(error, 'unknown-screen')).toBe(true);
});

test('still means that nothing changed for so long, by the times of the captures', async () => {
  await using given = await givenGuest();
  const { display } = given.fake;
  const start = performance.now() + 1000;
  for (let tick = 0; tick < 40; tick++) display.nextBeganAt(start + tick * TICK);
  display.after(4, () => display.fill([9, 9, 9], { x: 30, y: 30, width: 3, height: 3 }));
  expect((await toBeStill(given.guest, { for: '1s' })).kind).toBe('passed');
  expect(given.fake.ticks).toBe(15); // changed on the fifth, still on ten after it
});

test('how long it shall be still adds to the default time, not to a time of its own', async () => {
  const times: number[] = [];
  const budget = {
    open: (milliseconds: number) => {
      times.push(milliseconds);
      return { [Symbol.dispose]: () => {} };
    },
  };
  await using given = await givenGuest({ guest: { budget, timeouts: { shown: '30s' } } });
  const start = performance.now() + 1000;
  for (let minute = 0; minute < 40; minute++) given.fake.display.nextBeganAt(start + minute * 60_000);
  const still = async (options: Parameters<typeof toBeStill>[1]) => {
    expect((await toBeStill(given.guest, options)).kind).toBe('passed');
    return times.pop() ?? 0;
  };
  const explaining = (await still({ for: 0 })) - 30_000;
  expect(await still({ for: '40s' })).toBe(70_000 + explaining);
  expect(await still({ for: '40s', timeout: '50s' })).toBe(50_000 + explaining);
});

test('a region may stand still while the rest moves; what moves is named in the failure', async () => {
  await using given = await givenGuest();
  const { display } = given.fake;
  const moving = { x: 32, y: 32, width: 16, height: 16 };
  const start = performance.now() + 1000;
  for (let tick = 0; tick < 60; tick++) {
    display.nextBeganAt(start + tick * TICK);
    display.after(tick, () => display.fill([tick, tick, 9], moving));
  }
  given.show('menu');
  const region = given.guest.screen('menu').region('field');
  expect((await toBeStill(given.guest, { region, for: 5 * TICK })).kind).toBe('passed');
  expect((await toBeStill(given.guest, { exclude: [moving], for: 5 * TICK })).kind).toBe('passed');
  const never = { for: '1h', timeout: 20 } as const;
  const outcome = await toBeStill(given.guest, never);
  if (outcome.kind === 'passed') throw new Error('it passed');
  expect(outcome.error.code).toBe('not-still');
  expect(outcome.error.shortMessage).toMatch(
    /^the display was not still for 60 min 0 s within 20 ms: still for .*16x16 at 32,32/,
  );
});

test('serial output is expected like a screen', async () => {
  await using given = await givenGuest();
  given.fake.print('ready\r\n');
  expect((await toReceive(given.guest.serial, /ready/)).kind).toBe('passed');
  expect((await toReceive(given.guest.serial, /ready/, { timeout: 10 })).kind).toBe('failed');
});

test('a text is looked for in a region that moves with its screen', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.texts.lines = ['hello world'];
  const region = given.guest.screen('menu').region('field');
  expect((await toShowText(given.guest, 'hello', { region })).kind).toBe('passed');
  expect(given.texts.regions).toContainEqual({ x: 20, y: 30, width: 10, height: 5 });
  given.hide('menu');
  const outcome = await toShowText(given.guest, 'hello', { region, timeout: 20 });
  expect(outcome.kind === 'failed' && outcome.error.shortMessage).toBe(
    "text 'hello' in region 'field' of screen 'menu' did not show within 20 ms: screen 'menu': 64 pixels differ",
  );
});

test('a wait ends early when only the same few pictures come, if asked to', async () => {
  await using given = await givenGuest({ guest: { timeouts: { stuck: '5s' } } });
  const { display } = given.fake;
  const start = performance.now() + 1000;
  for (let tick = 0; tick < 80; tick++) {
    display.nextBeganAt(start + tick * TICK);
    const colour = tick < 10 ? tick : tick % 2; // new pictures first, then two that alternate
    display.after(tick, () => display.fill([colour, 9, 9], { x: 30, y: 30, width: 3, height: 3 }));
  }
  const outcome = await toShow(given.guest, 'menu', { timeout: '1h' });
  expect(outcome.kind === 'failed' && outcome.error.shortMessage).toMatch(
    /^screen 'menu' did not show after .*: the guest is stuck, nothing new on its display for 5(\.\d)? s, the same 2 pictures over and over; 64 pixels differ/,
  );
});

test('that something is not still is known as soon as too little of the time is left', async () => {
  await using given = await givenGuest();
  const { display } = given.fake;
  const start = performance.now();
  for (let tick = 0; tick < 40; tick++) {
    display.nextBeganAt(start + tick * TICK);
    if (tick < 20)
      display.after(tick, () => display.fill([tick, 9, 9], { x: 0, y: 0, width: 40, height: 40 }));
  }
  const outcome = await notToBeStill(given.guest, { for: 10 * TICK, timeout: 25 * TICK });
  expect(outcome.kind).toBe('passed');
  expect(given.fake.ticks).toBeLessThan(20);
  const still = await notToBeStill(given.guest, { for: 0 });
  expect(still.kind === 'failed' && [still.error.code, still.error.shortMessage]).toEqual([
    'unexpected',
    'the display was still for 0 ms',
  ]);
});

test('what may still turn out to be a blinking cursor does not end a wait that something is not still', async () => {
  await using given = await givenGuest();
  const { display } = given.fake;
  const start = performance.now();
  for (let tick = 0; tick < 60; tick++) {
    display.nextBeganAt(start + tick * TICK);
    const grey = Math.floor(tick / 5) % 2 === 0 ? 0 : 200;
    display.after(tick, () => display.fill([grey, grey, grey], { x: 30, y: 30, width: 6, height: 2 }));
  }
  const outcome = await notToBeStill(given.guest, { for: 20 * TICK, timeout: 22 * TICK });
  expect(outcome.kind === 'failed' && outcome.error.code).toBe('unexpected');
  expect(given.guest.callLog.join('\n')).not.toContain('left out');
  expect((await toBeStill(given.guest, { for: 10 * TICK })).kind).toBe('passed');
  expect(given.guest.callLog.join('\n')).toMatch(/left out what blinks: 6x2 at 30,30, every 1 s/);
});

test('a text that must not come fails at once when it does, and a machine that is off sends none', async () => {
  await using given = await givenGuest();
  const waiting = notToReceive(given.guest.serial, /panic/, { timeout: '2h' });
  given.fake.print('kernel panic\r\n');
  const outcome = await waiting;
  expect(outcome.kind === 'failed' && [outcome.error.code, outcome.error.shortMessage]).toEqual([
    'unexpected',
    'serial received /panic/: "panic"',
  ]);
  expect((await notToReceive(given.guest.serial, /panic/, { timeout: 10 })).kind).toBe('passed');
  given.fake.state = 'off';
  expect((await notToReceive(given.guest.serial, /panic/, { timeout: '2h' })).kind).toBe('passed');
});
