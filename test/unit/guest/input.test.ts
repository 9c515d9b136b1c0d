import { expect, test } from '@playwright/test';
import { GuestwrightError, isGuestwrightError } from '../../../src/base/errors.ts';
import { secret } from '../../../src/base/secret.ts';
import { evidenceOf } from '../../../src/guest/evidence.ts';
import type { GuestObserver } from '../../../src/guest/observer.ts';
import { script } from '../../../src/steps/script.ts';
import { when } from '../../../src/steps/step.ts';
import { givenGuest } from '../support/given-guest.ts';

test('inputs arrive in the order in which they were asked for, also without waiting in between', async () => {
  await using given = await givenGuest();
  await Promise.all([
    given.guest.keyboard.type('ab', { rate: 1000 }),
    given.guest.keyboard.press('Enter'),
    given.guest.mouse.move(3, 4),
    given.guest.keyboard.press('Control+c'),
  ]);
  expect(given.fake.received).toEqual([
    ...['KeyA down', 'KeyA up', 'KeyB down', 'KeyB up', 'Enter down', 'Enter up', 'move 3,4'],
    ...['ControlLeft down', 'KeyC down', 'KeyC up', 'ControlLeft up'],
  ]);
});

test('held keys and buttons are released when an input fails', async () => {
  await using given = await givenGuest();
  await given.guest.keyboard.down('Shift');
  await given.guest.mouse.down();
  given.fake.failInput = new GuestwrightError('fake: refused', { code: 'hypervisor' });
  await expect(given.guest.keyboard.press('Enter')).rejects.toThrow('fake: refused');
  expect(given.fake.held).toEqual([]);
  expect(given.fake.received.slice(-3)).toEqual(['Enter up', 'ShiftLeft up', 'left up']);
});

test('held keys and buttons are released when the guest is disposed', async () => {
  const given = await givenGuest();
  await given.guest.keyboard.down('Control+Alt');
  await given.guest.mouse.down({ button: 'right' });
  await given.guest.dispose();
  expect(given.fake.held).toEqual([]);
  expect(given.fake.calls).toContain('desktop disposed');
});

test('keys that went down by scan codes are released too', async () => {
  const given = await givenGuest();
  await given.guest.keyboard.scancodes([0x1d, 0x2e, 0xae]); // Control and C down, C up
  await given.guest.dispose();
  expect(given.fake.received).toEqual(['scancodes 1d 2e ae', 'ControlLeft up']);
});

test('an unknown key is an error before anything is pressed', async () => {
  await using given = await givenGuest();
  // @ts-expect-error: a literal that is no key does not compile
  const pressing = given.guest.keyboard.press('Entr');
  const error = await pressing.catch((thrown: unknown) => thrown);
  expect(isGuestwrightError(error, 'unknown-key')).toBe(true);
  // @ts-expect-error: nor does one within a chord
  await expect(given.guest.keyboard.press('Control+Entr')).rejects.toThrow(/unknown key 'Entr'/);
  expect(given.fake.received).toEqual([]);
});

test('a character that the layout lacks is an error before anything is typed', async () => {
  await using given = await givenGuest();
  const error = await given.guest.keyboard.type('ok £').catch((thrown: unknown) => thrown);
  if (!isGuestwrightError(error, 'untypable-character')) throw error;
  expect(error.shortMessage).toMatch(/'us' cannot type U\+00A3 '£' at position 4/);
  expect(given.fake.received).toEqual([]);
  given.guest.keyboard.layout = 'uk';
  await given.guest.keyboard.type('£', { rate: 1000 });
  expect(given.fake.received).toEqual(['ShiftLeft down', 'Digit3 down', 'Digit3 up', 'ShiftLeft up']);
});

test('a secret is typed, and masked in logs, errors and what the guest prints back', async () => {
  process.env.TEST_PASSWORD = 'sesame';
  await using given = await givenGuest();
  given.fake.onKey = (key) => key === 'Enter' && given.fake.print('login: sesame\r\n');
  await given.guest.keyboard.type([secret('TEST_PASSWORD'), '\n'], { rate: 1000 });
  expect(given.fake.received.filter((event) => event.endsWith('down'))).toHaveLength(7);
  await given.guest.serial.write('su sesame\n');
  const error = await given.guest.serial
    .waitFor('nothing', { timeout: 10, from: 'start' })
    .catch((thrown) => thrown);
  const evidence = evidenceOf(error);
  const told = JSON.stringify([given.guest.inputLog, given.guest.callLog, error.message, evidence]);
  expect(told).not.toContain('sesame');
  expect(given.guest.inputLog.join('\n')).toContain("type <secret TEST_PASSWORD> '\\n'");
  expect(evidence?.serialTail).toContain('login: <secret TEST_PASSWORD>');
});

test('a secret that a step writes or that a title quotes is masked in what reports see', async () => {
  process.env.TEST_PASSWORD = 'open "sesame"';
  const titles: string[] = [];
  const observer: GuestObserver = {
    step: (info, run) => {
      titles.push(info.title);
      return run();
    },
  };
  await using given = await givenGuest({ guest: { observer } });
  given.show('menu');
  const steps = [when('menu').write(secret('TEST_PASSWORD')).press('Enter')];
  await given.guest.run(script('log in', steps));
  expect(given.fake.written).toEqual(['open "sesame"']);
  await given.guest.serial.write('su open "sesame"\n');
  await given.guest.keyboard.type('open "sesame"', { rate: 1000 });
  expect(titles.join('\n')).not.toContain('sesame');
  expect(titles).toContain("type '<secret TEST_PASSWORD>'");
});

test('a secret at the beginning of the serial tail is masked, not cut', async () => {
  process.env.TEST_PASSWORD = 'sesame';
  await using given = await givenGuest();
  await given.guest.keyboard.type(secret('TEST_PASSWORD'), { rate: 1000 });
  given.fake.print(`sesame${'x'.repeat(1997)}`);
  expect(given.guest.serial.tail).not.toContain('ame');
});

test('a secret whose variable is missing is one clear error', async () => {
  delete process.env.TEST_MISSING;
  await using given = await givenGuest();
  await expect(given.guest.keyboard.type(secret('TEST_MISSING'))).rejects.toThrow(
    /secret 'TEST_MISSING': the environment variable TEST_MISSING is not set/,
  );
});

test('an action waits for the guest to listen to an absolute pointer', async () => {
  await using given = await givenGuest({ absolute: false });
  const clicking = given.guest.mouse.click(5, 6);
  await new Promise((resolve) => setImmediate(resolve));
  expect(given.fake.received).toEqual([]);
  given.fake.listen(true);
  await clicking;
  expect(given.fake.received).toEqual(['move 5,6', 'left down', 'left up', 'move 63,47']);
});

test('an action waits also where the driver claims an absolute pointer that a reset took away', async () => {
  await using given = await givenGuest({ absolute: false });
  given.fake.absoluteClaimed = true;
  const clicking = given.guest.mouse.click(5, 6);
  await expect.poll(() => given.fake.absoluteClaimed).toBe(undefined);
  expect(given.fake.received).toEqual([]);
  given.fake.listen(true);
  await clicking;
  expect(given.fake.received).toEqual(['move 5,6', 'left down', 'left up', 'move 63,47']);
});

test('parking does not wait for a pointer that the click took away', async () => {
  await using given = await givenGuest();
  given.fake.onPointer = (event) => {
    if (event !== 'left up') return;
    given.fake.absolute = false;
    given.fake.absoluteClaimed = true;
  };
  await given.guest.mouse.click(5, 6, { timeout: '1h' });
  expect(given.fake.received).toEqual(['move 5,6', 'left down', 'left up']);
});

test('without an absolute pointer the error names state and driver at the deadline', async () => {
  await using given = await givenGuest({ absolute: false });
  await expect(given.guest.mouse.click(5, 6, { timeout: 20 })).rejects.toThrow(
    "the guest does not listen to an absolute pointer (state pointer.absolute of driver 'fake')",
  );
});

test('a relative pointer goes home to the corner once, then moves pixel by pixel', async () => {
  await using given = await givenGuest({
    absolute: false,
    guest: { relativePointer: true, clickParking: false },
  });
  await given.guest.mouse.move(5, 6);
  await given.guest.mouse.move(15, 4);
  expect(given.fake.received).toEqual(['moveBy -82,-74', 'moveBy -82,-74', 'moveBy 5,6', 'moveBy 10,-2']);
});

test('a drag holds the button between its ends', async () => {
  await using given = await givenGuest();
  await given.guest.mouse.drag({ x: 0, y: 0 }, { x: 8, y: 4 });
  expect(given.fake.received).toEqual([
    ...['move 0,0', 'left down', 'move 2,1', 'move 4,2', 'move 6,3', 'move 8,4', 'left up', 'move 63,47'],
  ]);
});

test("a locator's click has a call's time, scaled once", async () => {
  await using given = await givenGuest({ guest: { timeouts: { call: 10 }, timeoutScale: 3 } });
  given.show('menu');
  let release = () => {};
  given.fake.acknowledge = new Promise((resolve) => {
    release = resolve;
  });
  const error = await given.guest
    .screen('menu')
    .click()
    .catch((thrown: unknown) => thrown);
  release();
  expect(String(error)).toMatch(/\b30 ms/);
});

test('a click outside the display is refused with its size', async () => {
  await using given = await givenGuest();
  await expect(given.guest.mouse.click(64, 0)).rejects.toThrow('mouse: 64,0 is outside the display of 64x48');
});

test('what a driver lacks is an error that names driver and capability', async () => {
  await using given = await givenGuest({ capabilities: ['keys', 'pointer.absolute'] });
  await expect(given.guest.mouse.wheel(0, 1)).rejects.toThrow(/driver 'fake' lacks the capability 'wheel'/);
  await expect(given.guest.keyboard.scancodes([0x1c])).rejects.toThrow(/capability 'scancodes'/);
  await expect(given.guest.power.reset()).rejects.toThrow(/capability 'reset'/);
  expect(() => given.guest.serial).toThrow(/capability 'serial'/);
});

test('a call that the driver does not acknowledge ends at its deadline', async () => {
  await using given = await givenGuest();
  let release = () => {};
  given.fake.acknowledge = new Promise((resolve) => {
    release = resolve;
  });
  const error = await given.guest.keyboard.press('Enter', { timeout: 20 }).catch((thrown: unknown) => thrown);
  expect(isGuestwrightError(error, 'timeout')).toBe(true);
  release();
});
