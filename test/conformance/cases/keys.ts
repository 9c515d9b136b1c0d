/** The keyboard: every key of the table arrives as itself, text arrives whole, raw scan codes as they are. */
import { expect, PHYSICAL_KEYS, scancodes } from 'guestwright';
import { bootConsole, test, trace } from '../bundled-guest.ts';
import type { Subject } from '../suite.ts';

/** Keys sent before their codes are awaited: below a PS/2 keyboard's 16-byte buffer. */
const LINE = 'abcdefghijklmnopqrstuvwxyz0123456789'.repeat(2).slice(0, 60);

export function keyCases(subject: Subject): void {
  test('every key of the table arrives as itself', async ({ guest }) => {
    test.setTimeout(180_000);
    await bootConsole(guest);
    await trace(guest);
    // Some keyboards have no code for a few keys; asking for one is an error, not a wrong key.
    const keys = PHYSICAL_KEYS.filter((key) => !subject.missingKeys.includes(key));
    expect(keys.length).toBeGreaterThan(120);
    for (const key of keys) {
      await guest.keyboard.press(key as 'Enter');
      const codes = [...scancodes(key, true), ...scancodes(key, false)];
      const lines = codes.map((code) => `sc ${code.toString(16).padStart(2, '0')}`).join('\\s+');
      await expect(guest.serial, `codes of ${key}`).toReceive(new RegExp(`^${lines}`, 'm'), {
        timeout: '10s',
      });
    }
  });

  test('a chord overlaps: modifiers go down first and up last', async ({ guest }) => {
    await bootConsole(guest);
    await trace(guest);
    await guest.keyboard.press('Control+Shift+F5');
    await expect(guest.serial).toReceive(/sc 1d\s+sc 2a\s+sc 3f\s+sc bf\s+sc aa\s+sc 9d/);
  });

  test('long lines typed fast arrive whole and in order', async ({ guest }) => {
    await bootConsole(guest);
    for (const first of ['A', 'B', 'C']) {
      await guest.keyboard.type(`echo ${first}${LINE}\n`);
      await expect(guest).toShowText(new RegExp(`^${first}${LINE}$`, 'm'));
    }
  });

  test('shifted characters and punctuation arrive as they are', async ({ guest }) => {
    await bootConsole(guest);
    await guest.keyboard.type('echo Hello, World: ~!@#%^&*()_+-=[]{}|,.<>/?`\n');
    await expect(guest).toShowText(/^Hello, World: ~!@#%\^&\*\(\)_\+-=\[\]\{\}\|,\.<>\/\?`/m);
  });

  if (subject.has('scancodes')) {
    test('raw scan codes arrive as they are', async ({ guest }) => {
      await bootConsole(guest);
      await trace(guest);
      await guest.keyboard.scancodes([0xe0, 0x48, 0xe0, 0xc8, 0x1e, 0x9e]);
      await expect(guest.serial).toReceive(/sc e0\s+sc 48\s+sc e0\s+sc c8\s+sc 1e\s+sc 9e/);
    });
  }

  if (subject.has('leds')) {
    test('Caps Lock is known, and typing takes it into account', async ({ guest }) => {
      await bootConsole(guest);
      await guest.keyboard.press('CapsLock');
      await guest.keyboard.type('echo Mixed Case\n');
      await expect(guest).toShowText(/^Mixed Case/m);
    });
  }

  test('keys held by a failed test are released at its end', async ({ guest }) => {
    await bootConsole(guest);
    await trace(guest);
    await guest.keyboard.down('ShiftLeft');
    await expect(guest.serial).toReceive(/sc 2a/);
    await guest.dispose();
    await expect.poll(() => guest.machine.serial().output).toMatch(/sc aa/);
  });
}
