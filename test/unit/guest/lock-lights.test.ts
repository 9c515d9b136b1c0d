/** What is typed after a lock key waits until the guest has taken the key. */
import { expect, test } from '@playwright/test';
import { Emitter } from '../../../src/base/events.ts';
import type { DesktopEvents, DesktopStates } from '../../../src/driver/driver.ts';
import { sendAndSeeLights } from '../../../src/guest/lock-lights.ts';
import type { KeyEvent } from '../../../src/input/keys.ts';

const DARK = { capsLock: false, numLock: false, scrollLock: false };

/** A desktop whose keyboard has these lights. */
function desktopWith(leds: DesktopStates['leds']) {
  const events = new Emitter<DesktopEvents>();
  const desktop = {
    states: { 'pointer.absolute': false, leds } as DesktopStates,
    on: events.on.bind(events),
    light(now: DesktopStates['leds']) {
      desktop.states = { ...desktop.states, leds: now };
      events.emit('states', desktop.states);
    },
  };
  return desktop;
}

/** Sends one press; `order` notes what happened when. */
function press(desktop: ReturnType<typeof desktopWith>, key: KeyEvent['key'], signal?: AbortSignal) {
  const order: string[] = [];
  const send = async () => void order.push('sent');
  const done = sendAndSeeLights(desktop, [{ key, down: true }], send, signal).then(() => order.push('done'));
  return { order, done };
}

test('a lock key is done when the lights have changed, not before', async () => {
  const desktop = desktopWith(DARK);
  const { order, done } = press(desktop, 'CapsLock');
  await expect.poll(() => order).toEqual(['sent']);
  desktop.light({ ...DARK }); // told again, not changed
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual(['sent']);
  desktop.light({ ...DARK, capsLock: true });
  await done;
});

test('other keys, and lights that nobody tells of, are not waited for', async () => {
  await press(desktopWith(DARK), 'KeyA').done;
  await press(desktopWith(undefined), 'CapsLock').done;
});

test('a guest that leaves the lights alone is not waited for for ever, and an abort ends the wait', async () => {
  await press(desktopWith(DARK), 'NumLock').done;
  const controller = new AbortController();
  const { order, done } = press(desktopWith(DARK), 'ScrollLock', controller.signal);
  await expect.poll(() => order).toEqual(['sent']);
  controller.abort(new Error('enough'));
  await expect(done).rejects.toThrow('enough');
});
