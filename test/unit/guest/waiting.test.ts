import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { evidenceOf } from '../../../src/guest/evidence.ts';
import { givenGuest, SCREENS } from '../support/given-guest.ts';

test('a screen that shows some captures later is waited for', async () => {
  await using given = await givenGuest();
  given.fake.display.after(5, () => given.show('menu'));
  await given.guest.screen('menu').waitFor();
  expect(given.fake.ticks).toBeGreaterThan(5);
});

test('an expectation after an input does not accept a frame whose capture began before it', async () => {
  await using given = await givenGuest();
  given.show('menu');
  // Enter leaves the menu at once, but the first capture afterwards had begun before.
  given.fake.onKey = () => {
    given.fake.display.nextBeganAt(performance.now() - 1);
    given.fake.display.after(1, () => given.show('desktop'));
  };
  await given.guest.keyboard.press('Enter');
  const { name } = await given.guest.firstOf({
    menu: given.guest.screen('menu'),
    desktop: given.guest.screen('desktop'),
  });
  expect(name).toBe('desktop');
});

test('one capture a tick serves all waiters', async () => {
  await using given = await givenGuest();
  given.fake.display.after(10, () => given.show('menu'));
  await Promise.all([
    given.guest.screen('menu').waitFor(),
    given.guest.screen('menu').waitFor(),
    given.guest.screen('menu').waitFor(),
  ]);
  expect(given.fake.streams).toBe(1);
  expect(given.fake.ticks).toBe(11);
});

test('a waiter is not asked again while its region did not change', async () => {
  await using given = await givenGuest();
  const { display } = given.fake;
  for (let tick = 1; tick <= 10; tick++) {
    display.after(tick, () => display.fill([tick, tick, tick], { x: 0, y: 40, width: 64, height: 8 }));
  }
  display.after(12, () => given.show('menu'));
  await given.guest.screen('menu').waitFor();
  expect(given.screens.asked.menu).toBe(2); // the first frame, and the one that touched its region
});

test('nothing is captured while nobody waits', async () => {
  await using given = await givenGuest();
  given.show('menu');
  await given.guest.screen('menu').waitFor();
  const { ticks } = given.fake;
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(given.fake.ticks).toBe(ticks);
});

test('the machine dying ends all waits at once with its error and the evidence so far', async () => {
  await using given = await givenGuest();
  given.fake.display.after(5, () => given.fake.die());
  const waits = await Promise.allSettled([
    given.guest.screen('menu').waitFor(),
    given.guest.screen('desktop').waitFor({ timeout: '2h' }),
    given.guest.serial.waitFor('ready', { timeout: '2h' }),
  ]);
  for (const wait of waits) {
    const error = wait.status === 'rejected' ? wait.reason : undefined;
    expect(isGuestwrightError(error, 'machine-died')).toBe(true);
    expect(error.message).toContain('fake: the process ended');
    expect(evidenceOf(error)?.callLog.join('\n')).toMatch(/shows|receives/);
  }
  const [first] = waits;
  expect(first.status === 'rejected' && evidenceOf(first.reason)?.frame?.width).toBe(64);
});

test('a machine that is off, or whose display is blank, shows nothing, without a wait for it', async () => {
  await using given = await givenGuest({ state: 'off', guest: { timeouts: { call: '2h' } } });
  expect(await given.guest.screen('menu').isShown()).toBe(false);
  expect(given.fake.calls).not.toContain('openDesktop');
  given.fake.state = 'running';
  given.fake.display.resize(0, 0);
  expect(await given.guest.screen('menu').isShown()).toBe(false);
  given.fake.display.resize(64, 48);
  given.show('menu');
  expect(await given.guest.screen('menu').isShown()).toBe(true);
});

test('before failing, one full fresh capture is taken', async () => {
  await using given = await givenGuest();
  const shown = await given.guest.screen('menu').isShown();
  expect(shown).toBe(false);
  // The stream never sees the change: it comes with the capture that is taken when the time is up.
  const capture = given.fake.desktop.capture;
  given.fake.desktop.capture = (options) => {
    given.show('menu');
    return capture(options);
  };
  await given.guest.screen('menu').waitFor({ timeout: 30 });
  expect(given.fake.captures).toBe(1);
});

test('a failure says what, how far off, how long, what matched instead', async () => {
  await using given = await givenGuest();
  given.show('desktop');
  const error = await given.guest
    .screen('menu')
    .waitFor({ timeout: 20 })
    .catch((thrown: unknown) => thrown);
  if (!isGuestwrightError(error, 'not-shown')) throw error;
  expect(error.shortMessage).toBe(
    "screen 'menu' did not show within 20 ms: 64 pixels differ; screen 'desktop' matched instead",
  );
  expect(error.message.split('\n').map((line) => line.split(':')[0])).toEqual(
    expect.arrayContaining(['Looked for', 'Expected', 'Received', 'Timeout', 'Call log']),
  );
  const evidence = evidenceOf(new Error('wrapped', { cause: error }));
  expect(evidence?.matchedInstead).toEqual(['desktop']);
  expect(evidence?.framesSeen).toBeGreaterThan(1);
  expect(evidence?.looked).toEqual([
    { what: "screen 'menu'", screen: 'menu', explanation: '64 pixels differ' },
  ]);
});

test('a machine that is off is waited for, and named if it stays off', async () => {
  await using given = await givenGuest({ state: 'off' });
  const waiting = given.guest.screen('menu').waitFor({ timeout: 20 });
  await expect(waiting).rejects.toThrow(/screen 'menu' did not show within 20 ms: the machine is off/);
});

test('a change of the display mode and a display without size are no errors', async () => {
  await using given = await givenGuest();
  given.fake.display.after(2, () => given.fake.display.resize(0, 0));
  given.fake.display.after(4, () => given.fake.display.resize(128, 96));
  given.fake.display.after(6, () => given.show('menu'));
  await given.guest.screen('menu').waitFor();
});

test('hidden is waited for like shown', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.fake.display.after(3, () => given.show('desktop'));
  await given.guest.screen('menu').waitFor({ state: 'hidden' });
  await expect(given.guest.screen('desktop').waitFor({ state: 'hidden', timeout: 20 })).rejects.toThrow(
    "screen 'desktop' did not go away within 20 ms: screen 'desktop' still shown",
  );
});

test('an aborted wait rejects with the code aborted', async () => {
  await using given = await givenGuest();
  const controller = new AbortController();
  given.fake.display.after(3, () => controller.abort());
  const error = await given.guest
    .screen('menu')
    .waitFor({ signal: controller.signal })
    .catch((thrown: unknown) => thrown);
  expect(isGuestwrightError(error, 'aborted')).toBe(true);
});

test('a click goes to the place where the screen is, or to a named point, and parks the pointer', async () => {
  await using given = await givenGuest();
  given.show('menu');
  await given.guest.screen('menu').click();
  await given.guest.screen('menu').click('next');
  await given.guest.screen('menu').hover('next');
  const { x, y } = SCREENS.menu.points.next;
  expect(given.fake.received).toEqual([
    'move 8,6',
    'left down',
    'left up',
    'move 63,47',
    `move ${x},${y}`,
    'left down',
    'left up',
    'move 63,47',
    `move ${x},${y}`,
  ]);
  await expect(given.guest.screen('menu').click('nxt')).rejects.toThrow(/no point 'nxt' .*next/);
});
