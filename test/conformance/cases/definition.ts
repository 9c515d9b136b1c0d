/** What a definition promises: the boot order and a pinned clock. */
import { expect, refine } from 'guestwright';
import { install } from '../../../examples/demo/demo.install.ts';
import { bootConsole, bootMenu, test } from '../bundled-guest.ts';
import type { Subject } from '../suite.ts';

export function definitionCases(subject: Subject): void {
  if (subject.has('bootOrder')) {
    test('the boot order chooses between the installed disk and the floppy', async ({ guest }) => {
      test.setTimeout(120_000);
      await guest.power.on();
      await guest.run(install);
      await guest.power.off();
      await guest.machine.setBootOrder(['floppy', 'disk']);
      await bootMenu(guest);
      await guest.power.off();
      await guest.machine.setBootOrder(['disk', 'floppy']);
      await guest.power.on();
      await expect(guest).toShow('desktop');
    });
  }

  if (subject.has('clock')) {
    test.describe('clock', () => {
      test.use(refine({ clock: { start: '2001-02-03T04:05:00Z', follows: 'guest' } }));
      pinnedClock();
    });
  }
}

function pinnedClock(): void {
  test('a pinned clock starts at its moment', async ({ guest }) => {
    await bootConsole(guest);
    expect((await guest.shell({ over: 'serial' }).run('date')).output).toMatch(/^04:05:\d\d 2001-02-03/);
  });
}
