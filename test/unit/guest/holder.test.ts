/** Pauses and failed waits, held until somebody says how it goes on. */
import { expect, test } from '@playwright/test';
import { toShow } from '../../../src/guest/expectations.ts';
import type { GuestHolder, HoldOutcome, HoldReason } from '../../../src/guest/holder.ts';
import { givenGuest } from '../support/given-guest.ts';

/** A holder that answers as `answers` say, one after the other, and remembers what it was asked. */
function answering(answers: readonly (HoldOutcome | (() => HoldOutcome))[], onFailure = true) {
  const asked: HoldReason[] = [];
  const holder: GuestHolder = {
    onFailure,
    hold: async (reason) => {
      const answer = answers[asked.push(reason) - 1];
      if (answer === undefined) throw new Error('asked too often');
      return typeof answer === 'function' ? answer() : answer;
    },
  };
  return { holder, asked };
}

test('a failed wait begins again with all of its time as often as somebody says so', async () => {
  let show = () => {};
  const acts = () => {
    show();
    return 'retry' as const;
  };
  const { holder, asked } = answering(['retry', acts]);
  await using given = await givenGuest({ guest: { holder } });
  show = () => given.show('menu');
  await given.guest.screen('menu').waitFor({ timeout: 100 });
  expect(asked.map(({ kind, info }) => `${kind} ${info.title}`)).toEqual([
    "failure screen 'menu' shows",
    "failure screen 'menu' shows",
  ]);
  expect(asked[0]?.evidence?.looked[0]?.screen).toBe('menu');
});

test('a failure that is let go fails with its own error, and is asked about once', async () => {
  const { holder, asked } = answering(['fail']);
  await using given = await givenGuest({ guest: { holder } });
  const outcome = await toShow(given.guest, 'menu', { timeout: 100 });
  expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'not-shown' } });
  expect(asked).toHaveLength(1);
});

test('what is no failed wait is not held', async () => {
  const { holder, asked } = answering([]);
  await using given = await givenGuest({ guest: { holder } });
  await expect(given.guest.keyboard.press<string>('Entr')).rejects.toMatchObject({ code: 'unknown-key' });
  given.fake.failInput = new Error('broken');
  await expect(given.guest.keyboard.press('Enter')).rejects.toThrow('broken');
  const gaveUp = AbortSignal.abort();
  await expect(given.guest.screen('menu').waitFor({ signal: gaveUp })).rejects.toMatchObject({
    code: 'aborted',
  });
  expect(asked).toEqual([]);
});

test('without onFailure failures are not held, and a pause is', async () => {
  const { holder, asked } = answering(['retry'], false);
  await using given = await givenGuest({ guest: { holder } });
  await expect(given.guest.screen('menu').waitFor({ timeout: 50 })).rejects.toMatchObject({
    code: 'not-shown',
  });
  await given.guest.pause();
  expect(asked.map(({ kind }) => kind)).toEqual(['pause']);
});

test('a pause over a guest that nobody holds is an error that says so', async () => {
  await using given = await givenGuest();
  await expect(given.guest.pause()).rejects.toMatchObject({ code: 'machine-state' });
});

test('a pause ends when its caller gives up', async () => {
  const stop = new AbortController();
  const holder: GuestHolder = {
    onFailure: false,
    hold: (_, signal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  };
  await using given = await givenGuest({ guest: { holder } });
  const paused = given.guest.pause({ signal: stop.signal });
  stop.abort();
  await expect(paused).rejects.toMatchObject({ code: 'aborted' });
});
