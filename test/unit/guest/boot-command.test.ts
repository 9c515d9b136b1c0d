import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { secret } from '../../../src/base/secret.ts';
import { bootCommand } from '../../../src/guest/boot-command.ts';
import { script } from '../../../src/steps/script.ts';
import { when } from '../../../src/steps/step.ts';
import { givenGuest } from '../support/given-guest.ts';

const FAST = { rate: 1000 } as const;

test('texts and keys arrive in their order, through the layout of the guest', async () => {
  await using given = await givenGuest({ guest: { layout: 'de' } });
  await bootCommand(['<esc>z', 'A<enter>'], FAST)(given.guest);
  expect(given.fake.received).toEqual([
    'Escape down',
    'Escape up',
    'KeyY down',
    'KeyY up',
    'ShiftLeft down',
    'KeyA down',
    'KeyA up',
    'ShiftLeft up',
    'Enter down',
    'Enter up',
  ]);
});

test('what is held stays held under the text, and is neither pressed again nor let go early', async () => {
  await using given = await givenGuest();
  await bootCommand(
    '<leftCtrlOn><leftShiftOn>aB<leftShiftOff>c<leftCtrlOff><AOn><wait1ms><AOff>',
    FAST,
  )(given.guest);
  expect(given.fake.received).toEqual([
    'ControlLeft down',
    'ShiftLeft down',
    'KeyA down',
    'KeyA up',
    'KeyB down',
    'KeyB up',
    'ShiftLeft up',
    'KeyC down',
    'KeyC up',
    'ControlLeft up',
    'ShiftLeft down',
    'KeyA down',
    'KeyA up',
    'ShiftLeft up',
  ]);
});

test('a wait parts what stands before and behind it, and lengthens the time of the call', async () => {
  await using given = await givenGuest({ guest: { timeouts: { call: '1s' } } });
  const times: number[] = [];
  given.fake.onKey = () => times.push(performance.now());
  await bootCommand('a<wait1100ms>b', FAST)(given.guest);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  expect(last - first).toBeGreaterThanOrEqual(1099); // timers round to whole milliseconds
});

test("the machine's name stands for {{ .Name }} unless one is given", async () => {
  await using given = await givenGuest();
  const typed = () => given.fake.received.filter((each) => each.endsWith('down')).length;
  await bootCommand('{{ .Name }}', FAST)(given.guest);
  expect(typed()).toBe(given.guest.machine.name.length);
  given.fake.received.length = 0;
  await bootCommand('{{ .Name }}', { ...FAST, values: { Name: 'x' } })(given.guest);
  expect(given.fake.received).toEqual(['KeyX down', 'KeyX up']);
});

test('mistakes are told where it is written, and before the first key', async () => {
  expect(() => bootCommand('<entr>')).toThrow(/line 1, column 1/);
  expect(() => bootCommand('a', { rate: 0 })).toThrow(/expected a rate above 0/);
  await using given = await givenGuest();
  const error = await bootCommand('abc\u2603')(given.guest).catch((thrown: unknown) => thrown);
  expect(isGuestwrightError(error, 'untypable-character'), String(error)).toBe(true);
  expect(given.fake.received).toEqual([]);
});

test('a secret is typed and not told', async () => {
  process.env.TEST_BOOT_SECRET = 'sesame';
  await using given = await givenGuest();
  await bootCommand('p={{user `p`}}', { ...FAST, variables: { p: secret('TEST_BOOT_SECRET') } })(given.guest);
  expect(given.fake.received).toContain('KeyM down');
  expect([...given.guest.inputLog, ...given.guest.callLog].join()).not.toContain('sesame');
});

test('it is an action of a step, which ends with its script and lets go what it held', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.fake.onKey = () => given.show('panic');
  const run = script('boot', [when('menu').run(bootCommand('<leftAltOn><wait1h>x<leftAltOff>', FAST))], {
    failOn: ['panic'],
  }).run(given.guest);
  await expect(run).rejects.toThrow(/panic/);
  await given.guest.dispose();
  expect(given.fake.received).toEqual(['AltLeft down', 'AltLeft up']);
});
