/** Media: floppy and disc are seen, changed and ejected while the guest runs. */
import { copyFile } from 'node:fs/promises';
import { demoMachine, expect, refine } from 'guestwright';
import { bootConsole, test } from '../bundled-guest.ts';
import type { Subject } from '../suite.ts';
import { writeDisc, writeFloppy } from '../tiny-media.ts';

export function mediaCases(subject: Subject): void {
  if (!subject.has('media.running')) return;

  test.describe('media', () => {
    test.use(refine({ optical: null }));
    mediaChanges();
  });
}

function mediaChanges(): void {
  test('a disc is inserted into the running guest, changed and ejected', async ({ guest }, info) => {
    const [first, second] = [info.outputPath('first.iso'), info.outputPath('second.iso')];
    await writeDisc(first, 'FIRST DISC');
    await writeDisc(second, 'SECOND DISC');
    await bootConsole(guest);
    const shell = guest.shell({ over: 'serial' });
    expect((await shell.run('media')).output).toMatch(/none/);
    await guest.media.insert('optical', first);
    await expect.poll(async () => (await shell.run('media')).output).toMatch(/FIRST DISC/);
    await guest.media.insert('optical', second);
    await expect.poll(async () => (await shell.run('media')).output).toMatch(/SECOND DISC/);
    await guest.media.eject('optical');
    await expect.poll(async () => (await shell.run('media')).output).not.toMatch(/DISC/);
  });

  test('a floppy is changed under the running guest', async ({ guest }, info) => {
    const other = info.outputPath('other.img');
    await copyFile(demoMachine.floppy ?? '', other);
    await writeFloppy(other, 'OTHER DISK');
    await bootConsole(guest);
    const shell = guest.shell({ over: 'serial' });
    expect((await shell.run('media')).output).not.toMatch(/OTHER DISK/);
    await guest.media.insert('floppy', other);
    await expect.poll(async () => (await shell.run('media')).output).toMatch(/OTHER DISK/);
    await guest.media.eject('floppy');
    await expect.poll(async () => (await shell.run('media')).output).not.toMatch(/OTHER DISK/);
  });
}
