/** A rescue CD with GRUB and the menu in grub.cfg, made by grub-mkrescue. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Testbed } from './testbed.ts';

const CONFIGURATION = path.join(import.meta.dirname, 'grub.cfg');

export const grubRescueDisc: Testbed = {
  async machine(folder) {
    const tree = path.join(folder, 'tree');
    const disc = path.join(folder, 'grub.iso');
    await mkdir(path.join(tree, 'boot/grub'), { recursive: true });
    await copyFile(CONFIGURATION, path.join(tree, 'boot/grub/grub.cfg'));
    await promisify(execFile)('grub-mkrescue', ['-o', disc, tree]);
    return { memory: '64 MiB', optical: disc };
  },
};
