/** Discs with GRUB: a rescue CD with a menu, made by grub-mkrescue, and one of files that we name. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { floppyFrom, isoFrom } from 'guestwright';
import type { Testbed } from './testbed.ts';

const run = promisify(execFile);

/** With the menu in that file of this folder. */
export function grubDisc(configuration: string): Testbed {
  return {
    async machine(folder) {
      const tree = path.join(folder, 'tree');
      const disc = path.join(folder, 'grub.iso');
      await mkdir(path.join(tree, 'boot/grub'), { recursive: true });
      await copyFile(path.join(import.meta.dirname, configuration), path.join(tree, 'boot/grub/grub.cfg'));
      await run('grub-mkrescue', ['-o', disc, tree]);
      return { memory: '64 MiB', optical: disc };
    },
  };
}

/**
 * GRUB on a disc that isoFrom made of files of our own, which show on the screen, as does one of a floppy that floppyFrom
 * made.
 */
export const grubOnOurMedia: Testbed = {
  async machine(folder) {
    const [disc, floppy] = ['disc', 'floppy'].map((name) => path.join(folder, name)) as [string, string];
    await mkdir(path.join(disc, 'boot/grub'), { recursive: true });
    await mkdir(path.join(floppy, 'inner'), { recursive: true });
    await writeFile(path.join(disc, 'a long name.txt'), 'read from the disc\n');
    await writeFile(path.join(floppy, 'inner', 'a long name.txt'), 'read from the floppy\n');
    await writeFile(path.join(disc, 'boot/grub/grub.cfg'), SHOW_FILES);
    const core = path.join(disc, 'boot/grub/eltorito.img');
    const modules = ['biosdisk', 'iso9660', 'fat', 'normal', 'cat', 'sleep', 'minicmd'];
    await run('grub-mkimage', ['-O', 'i386-pc-eltorito', '-p', '/boot/grub', '-o', core, ...modules]);
    return {
      memory: '64 MiB',
      optical: await isoFrom(disc, {
        label: 'cidata',
        boot: 'boot/grub/eltorito.img',
        output: path.join(folder, 'disc.iso'),
      }),
      floppy: await floppyFrom(floppy, { label: 'SEED', output: path.join(folder, 'floppy.img') }),
      bootOrder: ['optical'],
    };
  },
};

const SHOW_FILES = `
cat '/a long name.txt'
cat '(fd0)/inner/a long name.txt'
sleep 3600
`;
