import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import { secret } from '../../../src/base/secret.ts';
import { correctionFor, hasEchoed } from '../../../src/guest/echo.ts';
import { type Given, givenGuest } from '../support/given-guest.ts';

/** A console that echoes letters, erases on Backspace, and loses or doubles the keys of these numbers. */
function echoing(
  given: Given,
  lost: readonly number[] = [],
  doubled: readonly number[] = [],
): { line: string } {
  const console = { line: '' };
  let keys = 0;
  given.texts.lines = ['$ '];
  given.fake.onKey = (key) => {
    const number = keys++;
    if (lost.includes(number)) return;
    const [, letter] = /^Key([A-Z])$/.exec(key) ?? [];
    if (letter) console.line += letter.toLowerCase().repeat(doubled.includes(number) ? 2 : 1);
    if (key === 'Space') console.line += ' ';
    if (key === 'Backspace') console.line = console.line.slice(0, -1);
    given.texts.lines = [`$ ${console.line}_`];
  };
  return console;
}

const FAST = { verify: true, rate: 1000 } as const;

test('a lost character is noticed, what followed it is erased, and the rest is typed again slower', async () => {
  await using given = await givenGuest({ guest: { echoTimeout: 20 } });
  const console = echoing(given, [2]); // the 'h' of 'echo'
  await given.guest.keyboard.type('echo hello world', FAST);
  expect(console.line).toBe('echo hello world');
  expect(given.guest.callLog.join('\n')).toMatch(
    /echo of 'echo hel' was 'ec': 5 erased, rest typed again at 500 keys\/s/,
  );
});

test('Caps Lock is made up for, as in plain typing', async () => {
  await using given = await givenGuest({ guest: { echoTimeout: 20 } });
  const console = echoing(given);
  given.fake.leds = { capsLock: true, numLock: false, scrollLock: false };
  await given.guest.keyboard.type('ab', FAST);
  expect(console.line).toBe('ab');
  expect(given.fake.received.slice(0, 4)).toEqual(['ShiftLeft down', 'KeyA down', 'KeyA up', 'ShiftLeft up']);
});

test('an echo that comes late is waited for as long as something moves, not typed again', async () => {
  await using given = await givenGuest({ guest: { echoTimeout: 60 } });
  given.texts.lines = ['$ '];
  const [typed, late]: [string[], string[]] = [[], []];
  given.fake.onKey = (key) => typed.push(key.replace('Key', '').toLowerCase());
  const clock = setInterval(() => {
    late.push(...typed.splice(0, 1)); // eight characters take longer than one echo may
    given.texts.lines = [`$ ${late.join('')}`];
  }, 20);
  await given.guest.keyboard.type('abcdefgh', FAST);
  clearInterval(clock);
  expect(late.join('')).toBe('abcdefgh');
});

test('a doubled character at the very end is erased', async () => {
  await using given = await givenGuest({ guest: { echoTimeout: 20 } });
  const console = echoing(given, [], [3]);
  await given.guest.keyboard.type('abcd', FAST);
  expect(console.line).toBe('abcd');
});

test('what stood on the screen before does not count as echo', () => {
  expect(hasEchoed('$ ls', '$ ls', 'ls')).toBe(false);
  expect(hasEchoed('$ ls', '$ ls\n$ ls', 'ls')).toBe(true);
  expect(correctionFor('$ ls\n$ ', '$ ls\n$ l_', 'ls')).toEqual({ found: 'l', erase: 0, retype: 's' });
  expect(correctionFor('$ ', '$ lls_', 'ls')).toEqual({ found: 'l', erase: 2, retype: 's' });
  expect(correctionFor('$ ', '$ ', 'ls')).toBeUndefined();
});

test('on a full screen, where a new line takes an old one away, the last line tells', () => {
  const full = ['$ ls', '$ ls', '$ '].join('\n');
  expect(hasEchoed(full, full, 'ls')).toBe(false);
  expect(hasEchoed(full, ['$ ls', '$ x', '$ ls_'].join('\n'), 'ls')).toBe(true);
});

test('what stands behind the text is an echo of nothing, but for the cursor and the rest of an empty field', () => {
  expect(hasEchoed('$ ', '$ lss', 'ls')).toBe(false);
  expect(correctionFor('$ ', '$ lss_', 'ls')).toEqual({ found: 'ls', erase: 1, retype: '' });
  expect(hasEchoed('| Name: ____ |', '| Name: ada_ |', 'ada')).toBe(true);
  expect(correctionFor('| Name: ____ |', '| Name: aad_ |', 'ada')).toEqual({
    found: 'a',
    erase: 2,
    retype: 'da',
  });
});

test('a blank or the first character that was lost is typed again', () => {
  expect(correctionFor('$ ', '$ echohel_', 'echo hel')).toEqual({ found: 'echo', erase: 3, retype: ' hel' });
  expect(correctionFor('$', '$ cho_', 'echo')).toEqual({ found: '', erase: 3, retype: 'echo' });
});

test('an underscore that could be the cursor is erased when there is doubt', () => {
  const [before, after] = ['$ ', '$ a_'];
  expect(correctionFor(before, after, 'a-_')).toEqual({ found: 'a', erase: 0, retype: '-_' });
  expect(correctionFor(before, after, 'a-_', true)).toEqual({ found: 'a', erase: 1, retype: '-_' });
});

test('a line that wraps at the right edge is read, and put right, as one', () => {
  expect(hasEchoed('$ ', '$ echo hel\nlo_', 'echo hello')).toBe(true);
  expect(hasEchoed('$ ', '$ echo\nhello_', 'echo hello')).toBe(true);
  expect(correctionFor('$ ', '$ echo hel\no_', 'echo hello')).toEqual({
    found: 'echo hel',
    erase: 1,
    retype: 'lo',
  });
  expect(correctionFor('$ ', '$ echo hel\nlo_', 'echo hello!')).toEqual({
    found: 'echo hello',
    erase: 0,
    retype: '!',
  });
});

test('a text that is not echoed at all is an error that says so', async () => {
  await using given = await givenGuest({ guest: { echoTimeout: 20 } });
  given.texts.lines = ['Password:'];
  const error = await given.guest.keyboard.type('abc', FAST).catch((thrown: unknown) => thrown);
  if (!isGuestwrightError(error, 'not-shown')) throw error;
  expect(error.shortMessage).toBe("type: 'abc' was not echoed, '' was read");
});

test('a secret is typed without looking for its echo', async () => {
  process.env.TEST_PASSWORD = 'sesame';
  await using given = await givenGuest({ guest: { echoTimeout: 20 } });
  given.texts.lines = ['Password:'];
  await given.guest.keyboard.type(secret('TEST_PASSWORD'), FAST);
  expect(given.texts.regions).toEqual([]);
});

test('where no text can be read, each chunk must change the region', async () => {
  await using given = await givenGuest({ guest: { echoTimeout: 20 } });
  const region = { x: 0, y: 40, width: 64, height: 8 };
  let keys = 0;
  given.fake.onKey = () =>
    given.fake.display.fill([255, 255, 255], { x: ++keys, y: 40, width: 1, height: 1 });
  await given.guest.keyboard.type('abcdefghij', { ...FAST, verify: region });
  expect(keys).toBe(10);
  given.fake.onKey = () => given.show('menu'); // outside the region
  await expect(given.guest.keyboard.type('abc', { ...FAST, verify: region })).rejects.toThrow(
    /was not echoed/,
  );
});
