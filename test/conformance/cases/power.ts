/** Power: on, off, reset, pause, the ACPI button, and what the guest does by itself. */
import { expect } from 'guestwright';
import { bootConsole, bootMenu, test } from '../bundled-guest.ts';
import type { Subject } from '../suite.ts';

/** Captures of a running guest in which it would surely have answered on its serial port. */
const CAPTURES_TO_ANSWER = 8;

export function powerCases(subject: Subject): void {
  test('power on shows the boot menu, power off ends it, and on again boots afresh', async ({ guest }) => {
    expect(await guest.power.state()).toBe('off');
    await bootMenu(guest);
    expect(await guest.power.state()).toBe('running');
    await guest.power.off();
    expect(await guest.power.state()).toBe('off');
    await bootMenu(guest);
  });

  if (subject.has('reset')) {
    test('reset boots again from the start', async ({ guest }) => {
      await bootConsole(guest);
      await guest.power.reset();
      await expect(guest).toShow('boot-menu');
      await expect(guest.serial).toReceive(/page boot-menu/);
    });
  }

  if (subject.has('pause')) {
    test('a paused guest answers nothing until it is resumed', async ({ guest }) => {
      await bootConsole(guest);
      await guest.power.pause();
      expect(await guest.power.state()).toBe('paused');
      await guest.serial.write('echo awake\n');
      for (let count = 0; count < CAPTURES_TO_ANSWER; count++) await guest.capture();
      expect(guest.serial.output).not.toMatch(/^awake/m);
      await guest.power.resume();
      expect(await guest.power.state()).toBe('running');
      await expect(guest.serial).toReceive(/^awake/m);
    });
  }

  if (subject.has('shutdown')) {
    test('the power button lets the guest shut itself down', async ({ guest }) => {
      await bootConsole(guest);
      await guest.power.shutdown();
      expect(await guest.power.state()).toBe('off');
      expect(guest.serial.output).toContain('page shutdown');
    });
  }

  if (subject.has('suspend')) {
    test('a suspended guest goes on where it was', async ({ guest }) => {
      await bootConsole(guest);
      await guest.keyboard.type('echo before\n');
      await expect(guest).toShowText(/^before/m);
      await guest.power.suspend();
      expect(await guest.power.state()).toBe('suspended');
      await guest.power.on();
      await expect(guest).toShowText(/^before/m);
      await guest.keyboard.type('echo after\n');
      await expect(guest).toShowText(/^after/m);
    });
  }

  test("the guest's own power-off and reboot are seen", async ({ guest }) => {
    await bootConsole(guest);
    await guest.serial.write('reboot\n');
    await expect(guest.serial).toReceive(/page boot-menu/);
    await expect(guest).toShow('boot-menu');
    await guest.serial.write('poweroff\n');
    await guest.power.waitFor('off');
    await bootMenu(guest);
  });
}
