/** Disks: an installed system boots from its disk, written out and read in again; bases are never written. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createGuest, demoMachine, demoScreens, expect } from 'guestwright';
import { install } from '../../../examples/demo/demo.install.ts';
import { test } from '../bundled-guest.ts';
import type { Subject } from '../suite.ts';

export function diskCases(subject: Subject): void {
  if (!subject.has('disks')) return;

  test('an installed disk is written out, and boots elsewhere without being changed', async ({
    guest,
  }, info) => {
    test.setTimeout(120_000);
    await guest.power.on();
    await guest.run(install);
    await guest.power.off();
    const image = info.outputPath('installed.img');
    await guest.machine.exportDisk(0, image, 'raw');
    const before = await hash(image);

    const definition = { ...demoMachine, floppy: null, disks: [{ image }] };
    await using machine = await guest.machine.host.define(definition);
    await using other = await createGuest({ machine, definition, screens: demoScreens });
    await other.power.on();
    await other.screen('desktop').waitFor();
    await other.power.off();
    expect(await hash(image)).toBe(before);
  });
}

async function hash(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
