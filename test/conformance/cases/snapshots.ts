/** Snapshots: of a running and of a stopped guest, back in time and into another machine. */
import { createGuest, demoMachine, demoScreens, expect } from 'guestwright';
import { install } from '../../../examples/demo/demo.install.ts';
import { bootConsole, bootMenu, test } from '../bundled-guest.ts';
import type { Subject } from '../suite.ts';

export function snapshotCases(subject: Subject): void {
  if (subject.has('snapshots.live')) {
    test('a live snapshot brings the guest back to where it was, more than once', async ({ guest }) => {
      await bootConsole(guest);
      await guest.keyboard.type('echo before\n');
      await expect(guest).toShowText(/^before/m);
      await guest.snapshots.take('here');
      expect(await guest.snapshots.list()).toEqual([expect.objectContaining({ name: 'here', live: true })]);
      for (let time = 0; time < 2; time++) {
        await guest.keyboard.type('echo after\n');
        await expect(guest).toShowText(/^after/m);
        await guest.snapshots.restore('here');
        await expect(guest).not.toShowText(/^after/m);
        await expect(guest).toShowText(/^before/m);
      }
      await guest.snapshots.remove('here');
      expect(await guest.snapshots.list()).toEqual([]);
    });
  }

  if (subject.has('snapshots.off')) {
    test('a snapshot of a stopped machine brings its disk back', async ({ guest }) => {
      test.setTimeout(120_000);
      await guest.snapshots.take('empty');
      expect(await guest.snapshots.list()).toEqual([expect.objectContaining({ name: 'empty', live: false })]);
      await guest.power.on();
      await guest.run(install);
      await guest.power.off();
      await guest.snapshots.restore('empty');
      expect(await guest.power.state()).toBe('off');
      await bootMenu(guest); // nothing to boot on the disk: the floppy's menu comes
    });
  }

  if (subject.has('snapshots.files')) {
    test('a snapshot in files starts another machine where the first one was', async ({ guest }, info) => {
      await bootConsole(guest);
      await guest.keyboard.type('echo travelled\n');
      await expect(guest).toShowText(/^travelled/m);
      const folder = info.outputPath('snapshot');
      expect(await guest.machine.snapshots.export(folder)).toEqual({ live: true });
      await guest.keyboard.type('echo stayed\n'); // the first machine goes on
      await expect(guest).toShowText(/^stayed/m);

      await using machine = await guest.machine.host.defineFrom(demoMachine, folder);
      await using other = await createGuest({ machine, definition: demoMachine, screens: demoScreens });
      await other.power.on();
      await other.text(/^travelled/m).waitFor();
      await other.keyboard.type('echo elsewhere\n');
      await other.text(/^elsewhere/m).waitFor();
      expect(await guest.text(/^elsewhere/m).isShown()).toBe(false);
    });
  }
}
