import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { GuestwrightError, isGuestwrightError } from '../../../src/base/errors.ts';
import { givenGuest } from '../support/given-guest.ts';

test('power calls reach the machine, and frames from before them are stale', async () => {
  await using given = await givenGuest({ state: 'off' });
  await given.guest.power.on();
  given.show('menu');
  given.fake.machine.reset = async () => {
    given.fake.calls.push('reset');
    given.fake.display.nextBeganAt(performance.now() - 1); // under way during the reset: still shows the menu
    given.fake.display.after(1, () => given.show('desktop'));
  };
  await given.guest.power.reset();
  const first = given.guest.firstOf({
    menu: given.guest.screen('menu'),
    desktop: given.guest.screen('desktop'),
  });
  expect((await first).name).toBe('desktop');
  await given.guest.power.off();
  expect(await given.guest.power.state()).toBe('off');
  expect(given.fake.calls.filter((call) => call !== 'openDesktop')).toEqual(['start', 'reset', 'stop']);
});

test('a state is waited for, such as off after the installer powered off', async () => {
  await using given = await givenGuest();
  setImmediate(() => {
    given.fake.state = 'off';
  });
  await given.guest.power.waitFor('off');
  await expect(given.guest.power.waitFor('running', { timeout: 20 })).rejects.toThrow(
    /the machine is running did not/,
  );
});

test('a machine that died can be started again', async () => {
  await using given = await givenGuest();
  given.fake.die(new GuestwrightError('fake: killed', { code: 'machine-died' }));
  const error = await given.guest.keyboard.press('Enter').catch((thrown: unknown) => thrown);
  expect(isGuestwrightError(error, 'machine-died')).toBe(true);
  await given.guest.power.on();
  await given.guest.keyboard.press('Enter');
  expect(given.fake.received).toEqual(['Enter down', 'Enter up']);
});

test('what still waits when the guest is disposed ends at once', async () => {
  const given = await givenGuest({ absolute: false });
  const clicking = given.guest.mouse.click(1, 1, { timeout: '1h' }).catch((thrown: unknown) => thrown);
  const waiting = given.guest
    .screen('menu')
    .waitFor({ timeout: '1h' })
    .catch((thrown: unknown) => thrown);
  await new Promise((resolve) => setImmediate(resolve));
  await given.guest.dispose();
  for (const error of [await clicking, await waiting])
    expect(isGuestwrightError(error, 'aborted')).toBe(true);
});

test('media, snapshots and the network reach the machine', async () => {
  await using given = await givenGuest();
  const { guest, fake } = given;
  await guest.media.insert('floppy', 'b.img');
  await guest.media.eject('floppy');
  await guest.snapshots.take('clean');
  fake.print('old\n');
  await guest.snapshots.restore('clean');
  await guest.network.cut();
  await guest.network.restore();
  expect(fake.calls).toEqual([
    ...[
      `insert ${resolve('b.img')} into floppy`,
      'eject floppy',
      'take clean',
      'restore clean',
      'network down',
      'network up',
    ],
  ]);
  await expect(guest.serial.waitFor('old', { timeout: 10 })).rejects.toThrow(/did not receive/);
});

test('every wait and call opens a budget and gives it back', async () => {
  const open = new Set<number>();
  const asked: number[] = [];
  const budget = {
    open: (milliseconds: number) => {
      asked.push(milliseconds);
      open.add(milliseconds);
      return { [Symbol.dispose]: () => void open.delete(milliseconds) };
    },
  };
  await using given = await givenGuest({ guest: { budget } });
  await given.guest.keyboard.press('Enter');
  await given.guest
    .screen('menu')
    .waitFor({ timeout: 20 })
    .catch(() => {});
  expect(asked[0]).toBeGreaterThanOrEqual(30_000);
  expect(asked[1]).toBeGreaterThanOrEqual(20);
  expect(open.size).toBe(0);
});

test('without a keeper of snapshots, saved says so', async () => {
  await using given = await givenGuest();
  await expect(given.guest.save('x')).rejects.toThrow(/nothing here keeps snapshots/);
});
