/** A screen is not answered twice, however slow the guest is. */
import { expect, test } from '@playwright/test';
import { isGuestwrightError } from '../../../src/base/errors.ts';
import type { GuestObserver } from '../../../src/guest/observer.ts';
import { script } from '../../../src/steps/script.ts';
import { when } from '../../../src/steps/step.ts';
import { givenGuest } from '../support/given-guest.ts';

/** Captures until the fake guest reacts. */
const LAG = 40;

test('a strict script answers screen after screen', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.fake.onKey = (key) => {
    if (key === 'Enter') given.show('licence');
    if (key === 'F8') given.show('desktop');
  };
  const result = await given.guest.run(
    script('install', [when('menu').press('Enter'), when('licence').press('F8'), when('desktop')]),
  );
  expect(result.acted).toEqual(['menu', 'licence', 'desktop']);
  expect(given.fake.received).toEqual(['Enter down', 'Enter up', 'F8 down', 'F8 up']);
});

test('in any order, a screen that a slow guest still shows after the input is answered once', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.fake.onKey = (key) => {
    if (key === 'Enter') given.fake.display.after(LAG, () => given.show('desktop'));
  };
  await given.guest.run(script('start', [when('menu').press('Enter')], { order: 'any', until: 'desktop' }));
  expect(given.fake.received).toEqual(['Enter down', 'Enter up']);
  expect(given.fake.ticks).toBeGreaterThan(LAG);
});

test('a screen that left and came back is answered again', async () => {
  await using given = await givenGuest();
  given.show('menu');
  let presses = 0;
  given.fake.onKey = () => {
    presses++;
    if (presses < 3) {
      given.fake.display.after(2, () => given.hide('menu'));
      given.fake.display.after(6, () => given.show('menu'));
    } else given.show('desktop');
  };
  await given.guest.run(script('ask', [when('menu').press('Enter')], { order: 'any', until: 'desktop' }));
  expect(presses).toBe(3);
});

test('two strict steps on one screen: the second waits until the first left and came again', async () => {
  await using given = await givenGuest();
  given.show('menu');
  const shown: string[] = [];
  given.fake.onKey = (key) => {
    shown.push(`${key} at ${given.fake.ticks > LAG ? 'second' : 'first'} showing`);
    if (key === 'F1') {
      given.fake.display.after(LAG, () => given.hide('menu'));
      given.fake.display.after(LAG + 5, () => given.show('menu'));
    }
  };
  await given.guest.run(script('twice', [when('menu').press('F1'), when('menu').press('F2')]));
  expect(shown).toEqual(['F1 at first showing', 'F2 at second showing']);
});

test('stays lets the next step start on the same screen at once', async () => {
  await using given = await givenGuest();
  given.show('menu');
  await given.guest.run(
    script('form', [when('menu', { stays: true }).press('Tab'), when('menu').press('Enter')]),
  );
  expect(given.fake.received).toEqual(['Tab down', 'Tab up', 'Enter down', 'Enter up']);
});

test('a next step that showed together with the answered screen waits until that has left', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.show('warning');
  const order: string[] = [];
  given.fake.onKey = (key) => {
    order.push(
      `${key} while menu ${given.fake.display.pixels[2 * 64 + 4] === 0xff0000c8 ? 'shows' : 'is gone'}`,
    );
    if (key === 'Enter') given.fake.display.after(LAG, () => given.hide('menu'));
  };
  await given.guest.run(script('both', [when('menu').press('Enter'), when('warning').press('Escape')]));
  expect(order).toEqual(['Enter while menu shows', 'Escape while menu is gone']);
});

test('a next step that appears while the answered screen stays visible beside it starts at once', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.fake.onKey = (key) => {
    if (key === 'Enter') given.fake.display.after(5, () => given.show('warning'));
  };
  await given.guest.run(script('dialog', [when('menu').press('Enter'), when('warning').press('Escape')]));
  expect(given.fake.received.filter((event) => event.endsWith('down'))).toEqual([
    'Enter down',
    'Escape down',
  ]);
});

test('a screen that never leaves is a clear error that names the step and the remedy', async () => {
  await using given = await givenGuest();
  given.show('menu');
  const error = await given.guest
    .run(script('form', [when('menu').press('Tab'), when('menu', { timeout: 40 }).press('Enter')]))
    .catch((thrown: unknown) => thrown);
  if (!isGuestwrightError(error, 'stuck')) throw error;
  expect(error.shortMessage).toBe(
    "script 'form', step 2 of 2 (when 'menu'): screen 'menu' did not show anew within 40 ms: " +
      "it is shown, but screen 'menu' of step 1 of 2 (when 'menu') has not left since it was answered",
  );
  expect(error.remedy).toContain('stays: true');
  expect(given.fake.received).toEqual(['Tab down', 'Tab up']);
});

test('a frame whose capture began before the input cannot show that the screen left or stayed', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.fake.onKey = () => {
    // Under way during the input: it shows the menu gone for a moment, from before.
    given.hide('menu');
    given.fake.display.nextBeganAt(performance.now() - 1);
    given.fake.display.after(1, () => given.show('menu'));
    given.fake.display.after(LAG, () => given.show('desktop'));
  };
  await given.guest.run(script('start', [when('menu').press('Enter')], { order: 'any', until: 'desktop' }));
  expect(given.fake.received).toEqual(['Enter down', 'Enter up']);
});

test('the pointer drawn over the clicked screen by a slow guest does not count as leaving', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.screens.pointerBox = 3;
  given.fake.onPointer = (event) => {
    if (event !== 'left up') return;
    const { display } = given.fake;
    display.after(5, () => display.fill([255, 255, 255], { x: 8, y: 6, width: 2, height: 2 }));
    display.after(10, () => given.show('menu'));
    display.after(LAG, () => given.show('desktop'));
  };
  await given.guest.run(script('start', [when('menu').click()], { order: 'any', until: 'desktop' }));
  expect(given.fake.received.filter((event) => event === 'left down')).toHaveLength(1);
});

test('the pointer that a slow guest still draws where it was before the actions does not count as leaving', async () => {
  await using given = await givenGuest();
  const { display } = given.fake;
  const drawn = { x: 6, y: 4, width: 2, height: 2 };
  given.screens.pointerBox = 3;
  await given.guest.mouse.move(drawn.x, drawn.y);
  given.show('menu');
  display.fill([255, 255, 255], drawn);
  given.fake.onPointer = (event) => {
    if (event !== 'left up') return;
    display.after(10, () => given.show('menu')); // only now the pointer leaves
    display.after(LAG, () => given.show('desktop'));
  };
  await given.guest.run(script('go', [when('menu').click('next')], { order: 'any', until: 'desktop' }));
  expect(given.fake.received.filter((event) => event === 'left down')).toHaveLength(1);
});

test('in any order, a step that only looks acts once while its screen shows, and holds nobody up', async () => {
  await using given = await givenGuest();
  given.show('menu');
  given.fake.display.after(LAG, () => given.show('desktop'));
  const steps = [when('menu'), when(['menu', 'licence'], { name: 'also' }).press('Tab')];
  const result = await given.guest.run(script('look', steps, { order: 'any', until: 'desktop' }));
  expect(result.acted).toEqual(['menu', 'also']);
});

test('a later step on a screen that is still latched waits until it left, whatever was answered in between', async () => {
  await using given = await givenGuest();
  given.show('menu');
  const order: string[] = [];
  given.fake.onKey = (key) => {
    order.push(key);
    if (key === 'Enter') given.fake.display.after(2, () => given.show('warning'));
    if (key === 'Escape') {
      given.hide('warning');
      given.fake.display.after(LAG, () => {
        order.push('menu leaves');
        given.hide('menu');
      });
      given.fake.display.after(LAG + 2, () => given.show('menu'));
    }
  };
  const steps = [when('menu').press('Enter'), when('warning').press('Escape'), when('menu').press('F1')];
  await given.guest.run(script('again', steps));
  expect(order).toEqual(['Enter', 'Escape', 'menu leaves', 'F1']);
});

test('a screen that is gone only on the frame shown after the actions has left', async () => {
  const frames: string[] = [];
  const observer: GuestObserver = { step: (_, run) => run(), frame: (_, moment) => void frames.push(moment) };
  await using given = await givenGuest({ guest: { observer } });
  given.show('menu');
  given.fake.onKey = (key) => {
    if (key !== 'F1') return;
    given.hide('menu');
    given.fake.display.after(1, () => given.show('menu'));
  };
  await given.guest.run(script('flash', [when('menu').press('F1'), when('menu').press('F2')]));
  expect(frames).toEqual(['before', 'after', 'before', 'after']);
});
