import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { evidenceOf } from '../../../src/guest/evidence.ts';
import { givenGuest } from '../support/given-guest.ts';

const DIALOG = { x: 8, y: 4, width: 40, height: 36 };
const CURSOR = { x: 30, y: 30, width: 6, height: 2 };
/** Frames whose capture times the test sets: each is so many ms after the one before. */
const TICK = 100;

test('a change is waited for and given, with its frame in memory of its own', async () => {
  await using given = await givenGuest();
  const { display } = given.fake;
  given.show('menu');
  display.after(5, () => display.fill([9, 9, 9], DIALOG));
  const { frame, region, blinkers } = await given.guest.waitForChange();
  expect([region, blinkers]).toEqual([DIALOG, []]);
  const colour = frame.pixels[DIALOG.y * frame.width + DIALOG.x];
  display.fill([200, 200, 200]);
  await given.guest.screen('panic').isShown();
  expect(frame.pixels[DIALOG.y * frame.width + DIALOG.x]).toBe(colour);
  expect(given.guest.callLog.join('\n')).toMatch(/40x36 at 8,4 changed after \d+ ms/);
});

test('input asked for after the call waits until the display of the call was captured', async () => {
  await using given = await givenGuest();
  const { display } = given.fake;
  const captured: number[] = [];
  given.fake.onKey = () => {
    captured.push(given.fake.ticks);
    display.fill([9, 9, 9], DIALOG);
  };
  const change = given.guest.waitForChange();
  await given.guest.keyboard.press('Enter');
  expect((await change).region).toEqual(DIALOG);
  expect(captured[0]).toBeGreaterThanOrEqual(1);
});

test('input asked for after the call is not held up by a display that shows nothing', async () => {
  await using given = await givenGuest();
  given.fake.display.resize(0, 0);
  const change = given.guest.waitForChange({ timeout: '20s' });
  await given.guest.keyboard.press('Enter');
  given.fake.display.resize(64, 48);
  given.fake.display.after(3, () => given.fake.display.fill([9, 9, 9], DIALOG));
  expect((await change).region).toEqual(DIALOG);
});

test("only the region counts, and a screen's region is found first", async () => {
  await using given = await givenGuest();
  const { display } = given.fake;
  given.show('menu');
  display.after(3, () => display.fill([9, 9, 9], { x: 0, y: 40, width: 64, height: 8 }));
  display.after(6, () => display.fill([9, 9, 9], { x: 20, y: 30, width: 10, height: 2 }));
  const region = given.guest.screen('menu').region('field');
  const change = await given.guest.waitForChange({ region, learnBlinkers: false });
  expect(change.region).toEqual({ x: 20, y: 30, width: 10, height: 2 });
});

test('a cursor that blinks is left out and reported, and a new display mode is a change', async () => {
  await using given = await givenGuest();
  const { display } = given.fake;
  const start = performance.now() + 1000;
  for (let tick = 0; tick < 60; tick++) {
    display.nextBeganAt(start + tick * TICK);
    const grey = Math.floor(tick / 5) % 2 === 0 ? 0 : 200;
    if (tick < 40) display.after(tick, () => display.fill([grey, grey, grey], CURSOR));
  }
  display.after(40, () => display.resize(128, 96));
  const { region, blinkers } = await given.guest.waitForChange();
  expect(region).toEqual({ x: 0, y: 0, width: 128, height: 96 });
  expect(blinkers).toEqual([{ ...CURSOR, period: expect.closeTo(1000, -1) }]);
  expect(given.guest.callLog.join('\n')).toContain('left out what blinks: 6x2 at 30,30, every 1 s');
});

test('a display that does not change is a clear error with its frame', async () => {
  await using given = await givenGuest();
  const error = await given.guest.waitForChange({ timeout: 30 }).catch((thrown: unknown) => thrown);
  if (!isGuestwrightError(error, 'not-changed')) throw error;
  expect(error.shortMessage).toBe(
    'the display did not change within 30 ms: it shows what it showed at the call',
  );
  expect(evidenceOf(error)?.frame?.width).toBe(64);
  await given.guest.keyboard.press('Enter'); // the queue is free again
});
