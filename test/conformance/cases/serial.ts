/** The serial port: both directions, cursor, and a shell over it. */
import { expect } from 'guestwright';
import { bootConsole, bootMenu, test } from '../bundled-guest.ts';
import type { Subject } from '../suite.ts';

export function serialCases(subject: Subject): void {
  if (!subject.has('serial')) return;

  test('what the guest sends is received, from the first line after power-on', async ({ guest }) => {
    await bootMenu(guest);
    await expect(guest.serial).toReceive(/page boot-menu/);
    await guest.serial.write('serial a line of its own\n');
    await expect(guest.serial).toReceive(/^a line of its own/m);
  });

  test('a match moves the cursor behind it, and from the start looks at everything', async ({ guest }) => {
    await bootConsole(guest);
    await guest.serial.write('serial once\n');
    await expect(guest.serial).toReceive('once');
    await expect(guest.serial).not.toReceive('page boot-menu', { timeout: 300 });
    await expect(guest.serial).toReceive('page boot-menu', { from: 'start' });
  });

  test('a shell over serial gives output and exit codes', async ({ guest }) => {
    await bootConsole(guest);
    const shell = guest.shell({ over: 'serial' });
    expect(await shell.run('echo one; echo two')).toEqual({ exitCode: 0, output: 'one\ntwo\n' });
    expect((await shell.run('false')).exitCode).toBe(1);
    expect(await shell.run('nonsense')).toEqual({ exitCode: 127, output: 'nonsense: not found\n' });
  });

  test('a shell over the screen gives output and exit codes', async ({ guest }) => {
    await bootConsole(guest);
    const shell = guest.shell({ over: 'screen' });
    expect(await shell.run('echo one; echo two')).toEqual({ exitCode: 0, output: 'one\ntwo\n' });
    expect((await shell.run('false')).exitCode).toBe(1);
  });
}
