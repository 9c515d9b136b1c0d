/** The guest's media and snapshots. */
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { contextOf } from '../../../src/guest/guest.ts';
import { script } from '../../../src/steps/script.ts';
import { when } from '../../../src/steps/step.ts';
import { givenGuest } from '../support/given-guest.ts';

test("an image's relative path is taken from the base folder, in scripts too", async () => {
  await using given = await givenGuest({ guest: { baseFolder: '/project' } });
  given.show('menu');
  await given.guest.media.insert('optical', 'second.iso');
  await given.guest.run(script('media', [when('menu').insert('floppy', 'tools.img')]));
  expect(given.fake.calls).toContain(`insert ${resolve('/project', 'second.iso')} into optical`);
  expect(given.fake.calls).toContain(`insert ${resolve('/project', 'tools.img')} into floppy`);
});

test('without a base folder it is the working directory', async () => {
  await using given = await givenGuest();
  await given.guest.media.insert('optical', 'second.iso');
  expect(given.fake.calls).toContain(`insert ${resolve('second.iso')} into optical`);
});

test('listing snapshots does not make frames stale, taking one does', async () => {
  await using given = await givenGuest();
  const { input } = contextOf(given.guest);
  await given.guest.snapshots.take('first');
  const acted = input.lastActionAt;
  expect(acted).toBeGreaterThan(0);
  await given.guest.snapshots.list();
  expect(input.lastActionAt).toBe(acted);
});
