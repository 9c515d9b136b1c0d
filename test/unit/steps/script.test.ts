import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { evidenceOf } from '../../../src/guest/evidence.ts';
import type { GuestObserver, StepInfo } from '../../../src/guest/observer.ts';
import { isScript } from '../../../src/guest/script-contract.ts';
import { script } from '../../../src/steps/script.ts';
import { when } from '../../../src/steps/step.ts';
import { serial } from '../../../src/steps/trigger.ts';
import { givenGuest } from '../support/given-guest.ts';

const DOWN = / down$/;

test('a handler acts whenever its screen shows, and the step it interrupted goes on', async () => {
  await using given = await givenGuest();
  given.fake.display.after(3, () => given.show('warning'));
  given.fake.onKey = (key) => {
    if (key !== 'Escape') return;
    given.fake.display.after(4, () => given.hide('warning'));
    given.fake.display.after(8, () => given.show('menu'));
  };
  const result = await given.guest.run(
    script('install', [when('menu').press('Enter')], { handlers: [when('warning').press('Escape')] }),
  );
  expect(result.acted).toEqual(['warning', 'menu']);
  expect(given.fake.received.filter((event) => DOWN.test(event))).toEqual(['Escape down', 'Enter down']);
});

test('a handler acts before a step that shows on the same frame, and that step waits until it left', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.show('warning');
  const order: string[] = [];
  given.fake.onKey = (key) => {
    order.push(key);
    if (key === 'Escape') given.fake.display.after(20, () => given.hide('warning'));
    else expect(given.fake.ticks).toBeGreaterThan(20);
  };
  await given.guest.run(
    script('install', [when('menu').press('Enter')], { handlers: [when('warning').press('Escape')] }),
  );
  expect(order).toEqual(['Escape', 'Enter']);
});

test('failOn ends the script while it waits, with the frame as evidence', async () => {
  await using given = await givenGuest();
  given.fake.display.after(5, () => given.show('panic'));
  const error = await given.guest
    .run(script('install', [when('menu').press('Enter')], { failOn: ['panic'] }))
    .catch((thrown: unknown) => thrown);
  if (!isGuestwrightError(error, 'fail-on')) throw error;
  expect(error.shortMessage).toBe(
    "script 'install', step 1 of 1 (when 'menu'): screen 'panic' showed, which failOn names",
  );
  expect(evidenceOf(error)?.frame?.width).toBe(64);
});

test('failOn ends an action that waits, and a step that waits for its screen to leave', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.fake.onKey = () => given.fake.display.after(10, () => given.show('panic'));
  const acting = script(
    'act',
    [
      when('menu')
        .press('Tab')
        .run((guest) => guest.screen('desktop').waitFor({ timeout: '1h' })),
    ],
    { failOn: ['panic'] },
  );
  await expect(given.guest.run(acting)).rejects.toThrow(/screen 'panic' showed, which failOn names/);
  given.hide('panic');
  given.show('menu');
  const leaving = script('leave', [when('menu').press('Tab'), when('menu').press('Enter')], {
    failOn: ['panic'],
  });
  await expect(given.guest.run(leaving)).rejects.toThrow(/step 2 of 2 .*screen 'panic' showed/);
});

test('failOn watches the serial port from the start of the script', async () => {
  await using given = await givenGuest();
  given.fake.print('Kernel panic of an earlier boot\r\n');
  given.fake.display.after(5, () => given.fake.print('Kernel '));
  given.fake.display.after(6, () => given.fake.print('panic - not syncing\r\n'));
  const running = given.guest.run(
    script('install', [when('menu').press('Enter')], { failOn: [serial(/Kernel panic/)] }),
  );
  await expect(running).rejects.toThrow(/serial \/Kernel panic\/ showed, which failOn names/);
  expect(given.fake.ticks).toBeGreaterThan(5);
});

test('an optional step is passed over as soon as a later one shows', async () => {
  await using given = await givenGuest();
  given.show('menu');
  const events: string[] = [];
  const install = script('install', [
    when('warning', { optional: true }).press('Escape'),
    when('licence', { optional: true }).press('F8'),
    when('menu').press('Enter'),
  ]);
  const result = await given.guest.run(install, {
    onProgress: (progress) =>
      events.push('name' in progress ? `${progress.type} ${progress.name}` : progress.type),
  });
  expect(result.acted).toEqual(['menu']);
  expect(events).toEqual([
    ...['script-start', 'step-start warning', 'step-skipped warning', 'step-skipped licence'],
    ...['step-start menu', 'step-end menu', 'script-end'],
  ]);
});

test('an optional step at the end is given up after its time', async () => {
  await using given = await givenGuest();
  given.show('menu');
  const result = await given.guest.run(
    script('install', [
      when('menu').press('Enter'),
      when('warning', { optional: true, timeout: 20 }).press('Escape'),
    ]),
  );
  expect(result.acted).toEqual(['menu']);
});

test('in any order each step acts when it shows, and the script ends when all have', async () => {
  await using given = await givenGuest();
  given.show('licence');
  given.fake.onKey = (key) => key === 'F8' && given.show('menu');
  const result = await given.guest.run(
    script('install', [when('menu').press('Enter'), when('licence').press('F8')], { order: 'any' }),
  );
  expect(result.acted).toEqual(['licence', 'menu']);
});

test('in any order, a line on the serial port may end the script', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.fake.onKey = () => given.fake.display.after(5, () => given.fake.print('ready\r\n'));
  const steps = [when('menu').press('Enter'), when('warning').press('Escape')];
  const result = await given.guest.run(script('install', steps, { order: 'any', until: serial('ready') }));
  expect(result.acted).toEqual(['menu']);
});

test('waiting until it is still lets handlers act', async () => {
  await using given = await givenGuest();
  const { display } = given.fake;
  given.show('menu');
  const start = performance.now() + 1000;
  for (let tick = 0; tick < 60; tick++) display.nextBeganAt(start + tick * 100);
  given.fake.onKey = (key) =>
    key === 'Escape' ? given.hide('warning') : display.after(5, () => given.show('warning'));
  const step = when('menu').press('Enter').waitStill({ for: '1s' }).press('Tab');
  const result = await given.guest.run(
    script('install', [step], { handlers: [when('warning').press('Escape')] }),
  );
  expect(result.acted).toEqual(['warning', 'menu']);
  expect(given.fake.received.filter((event) => DOWN.test(event))).toEqual([
    'Enter down',
    'Escape down',
    'Tab down',
  ]);
});

test('in any order a step that comes back too often is an error', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.fake.onKey = () => {
    given.fake.display.after(2, () => given.hide('menu'));
    given.fake.display.after(4, () => given.show('menu'));
  };
  const running = given.guest.run(
    script('ask', [when('menu').press('Enter')], { order: 'any', until: 'desktop', maxRepeats: 2 }),
  );
  await expect(running).rejects.toThrow(
    "script 'ask', step 1 of 1 (when 'menu'): it showed again after 2 times, the most that maxRepeats allows",
  );
  expect(given.fake.received.filter((event) => DOWN.test(event))).toHaveLength(2);
});

test('a step may wait for the serial port, also while the display shows nothing', async () => {
  await using given = await givenGuest();
  given.fake.display.resize(0, 0);
  given.fake.onWrite = (line) => line === 'root\n' && given.fake.print('# ');
  setImmediate(() => given.fake.print('login: '));
  const result = await given.guest.run(
    script('log in', [when(serial(/login: $/)).write('root\n'), when(serial('# '), { name: 'prompt' })]),
  );
  expect(result.acted).toEqual(['serial /login: $/', 'prompt']);
});

test('a click goes to the place where the screen showed', async () => {
  await using given = await givenGuest();
  given.show('menu');
  await given.guest.run(script('click', [when('menu').click('next').dblclick().hover()]));
  expect(given.fake.received.filter((event) => event.startsWith('move'))).toEqual([
    ...['move 30,20', 'move 63,47', 'move 8,6', 'move 63,47', 'move 8,6'],
  ]);
});

test('a step whose screen does not show fails with script, number and screen in the first line', async () => {
  await using given = await givenGuest();
  given.show('menu');
  const error = await given.guest
    .run(script('install', [when('menu').press('Enter'), when('licence', { timeout: 20 }).press('F8')]))
    .catch((thrown: unknown) => thrown);
  if (!isGuestwrightError(error, 'not-shown')) throw error;
  expect(error.shortMessage).toBe(
    "script 'install', step 2 of 2 (when 'licence'): screen 'licence' did not show within 20 ms: " +
      "64 pixels differ; screen 'menu' matched instead",
  );
});

test("an action's error carries the step's name, the error as cause, and a frame", async () => {
  await using given = await givenGuest();
  given.show('menu');
  const cause = new Error('no such file\nmore');
  const failing = when('menu', { name: 'copy' }).run(() => {
    throw cause;
  });
  const error = await given.guest.run(script('install', [failing])).catch((thrown: unknown) => thrown);
  if (!isGuestwrightError(error, 'step-failed')) throw error;
  expect(error.shortMessage).toBe("script 'install', step 1 of 1 ('copy', when 'menu'): no such file");
  expect(error.cause).toBe(cause);
  expect(evidenceOf(error)?.frame?.width).toBe(64);
});

test('keys held by a script that fails are released', async () => {
  await using given = await givenGuest();
  given.show('menu');
  const holding = when('menu').run((guest) => guest.keyboard.down('Shift'));
  const running = given.guest.run(script('hold', [holding, when('licence', { timeout: 20 })]));
  await expect(running).rejects.toThrow(/step 2 of 2/);
  expect(given.fake.held).toEqual([]);
});

test('an unknown screen fails before the first key', async () => {
  await using given = await givenGuest();
  given.show('menu');
  const running = given.guest.run(script('install', [when('menu').press('Enter'), when('nowhere')]));
  await expect(running).rejects.toThrow(/nowhere/);
  expect(given.fake.received).toEqual([]);
});

test('every step is a step of the observer, at the line of its when, with its frames', async () => {
  const steps: StepInfo[] = [];
  const frames: string[] = [];
  const observer: GuestObserver = {
    step: async (info, run) => {
      steps.push(info);
      return await run();
    },
    frame: (_, moment, info) => void frames.push(`${moment} ${info.title}`),
  };
  await using given = await givenGuest({ guest: { observer } });
  given.show('menu');
  const step = when('menu').press('Enter'); // this line
  await given.guest.run(script('install', [step]));
  expect(steps.map(({ title }) => title)).toEqual(["script 'install'", "when 'menu'", "press 'Enter'"]);
  const lines = steps.map(({ location }) => location?.line);
  expect(lines[1]).toBe(lines[2]);
  expect(lines[0]).toBe((lines[1] ?? 0) + 1);
  expect(steps.every(({ location }) => location?.file.endsWith('script.test.ts'))).toBe(true);
  expect(frames).toEqual(["before when 'menu'", "after when 'menu'"]);
});

test('the machine dying ends the script with that error and the evidence so far', async () => {
  await using given = await givenGuest();
  given.fake.display.after(5, () => given.fake.die());
  const error = await given.guest.run(script('install', [when('menu')])).catch((thrown: unknown) => thrown);
  if (!isGuestwrightError(error, 'machine-died')) throw error;
  expect(error.shortMessage).toMatch(/^script 'install', step 1 of 1 \(when 'menu'\): .*the process ended/);
  expect(evidenceOf(error)?.frame?.width).toBe(64);
});

test('scripts and steps are checked where they are written', () => {
  expect(() => script('', [])).toThrow("script: expected a name, got '' (string)");
  expect(() => script('x', [{} as never])).toThrow("script 'x': step 1: expected a step such as");
  expect(() => when([])).toThrow(/when: expected a screen's name/);
  expect(() => script('x', [], { until: 'menu' })).toThrow(/until: expected order 'any'/);
  expect(() => when('x', { timeout: '5 minutes' as never })).toThrow(
    /when\('x'\): timeout: expected milliseconds/,
  );
  expect(isScript(script('x', []))).toBe(true);
  // @ts-expect-error: an unknown key does not compile in a step either
  when('x').press('Entr');
});
