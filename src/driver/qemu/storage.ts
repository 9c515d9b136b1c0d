/** The files of one machine: its disks, media, firmware variables and memory store, in a private folder. */
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CallOptions } from '../../base/deadline.ts';

import { parseSize } from '../../base/units.ts';
import type { DiskDefinition, MachineDefinition } from '../definition.ts';
import { requireFile } from '../require-file.ts';
import type { ImageFile } from './block-devices.ts';
import { findFirmware } from './firmware.ts';
import { createDisk, createOverlay, imageInfo } from './qemu-img.ts';
import type { SavedMachine } from './saved-machine.ts';

/** A disk as QEMU gets it. `private`: the file is ours and dies with the machine. */
export type Disk = ImageFile & { readonly private: boolean };

/** What lies in a drive: the image as the user named it, the file that QEMU reads, and QEMU's name for it. */
export interface Medium {
  readonly image: string;
  readonly file: ImageFile;
  readonly node: string;
}

export type RemovableDrive = 'optical' | 'floppy';

export class MachineStorage {
  readonly folder: string;
  disks: readonly Disk[] = [];
  media: Readonly<Record<RemovableDrive, Medium | undefined>> = { optical: undefined, floppy: undefined };
  firmware: { readonly code: ImageFile; readonly variables: ImageFile } | undefined;
  memoryStore: ImageFile | undefined;
  #files = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes what `definition` asks for. Base images are only read. */
  async create(definition: MachineDefinition, binary: string, call?: CallOptions): Promise<void> {
    const disks: Disk[] = [];
    for (const [index, disk] of (definition.disks ?? []).entries())
      disks.push(await this.#disk(disk, index, call));
    this.disks = disks;
    this.media = {
      optical: definition.optical ? await this.load('optical', definition.optical, call) : undefined,
      floppy: definition.floppy ? await this.load('floppy', definition.floppy, call) : undefined,
    };
    if (definition.firmware === 'uefi') await this.#createFirmware(binary, call);
  }

  /** Continues with the disks that `saveMachine` wrote; each gets an overlay of its own. */
  async createFrom(saved: SavedMachine, folder: string, binary: string, call?: CallOptions): Promise<void> {
    const base = (name: string) => ({ path: resolve(folder, name), format: 'qcow2' });
    const disks: Disk[] = [];
    for (const name of saved.disks) disks.push(await this.overlay('disk', base(name), call));
    this.disks = disks;
    const optical = saved.optical === undefined ? undefined : await this.load('optical', saved.optical, call);
    const floppy =
      saved.floppy &&
      this.#medium(saved.floppy.image, await this.overlay('floppy', base(saved.floppy.file), call));
    this.media = { optical, floppy };
    if (saved.variables === undefined) return;
    const variables = await this.overlay('variables', base(saved.variables), call);
    this.firmware = { code: { path: findFirmware(binary).code, format: 'raw' }, variables };
  }

  /** A medium from an image, as far as files go. A floppy gets an overlay: the guest may write to it. */
  async load(drive: RemovableDrive, image: string, call?: CallOptions): Promise<Medium> {
    const base = { path: resolve(image), format: 'raw' };
    await requireFile(base.path, `machine.${drive}`);
    return this.#medium(image, drive === 'optical' ? base : await this.overlay('floppy', base, call));
  }

  /** Private files that the guest can write to. */
  writableFiles(): readonly string[] {
    const files = [
      ...this.disks.filter((disk) => disk.private),
      this.firmware?.variables,
      this.media.floppy?.file,
    ];
    return files.filter((file) => file !== undefined).map(({ path }) => path);
  }

  /** A new private file that takes the writes meant for `base`. */
  async overlay(prefix: string, base: ImageFile, call?: CallOptions): Promise<Disk> {
    const path = this.newPath(prefix, 'qcow2');
    await createOverlay(path, base, call);
    return { path, format: 'qcow2', private: true };
  }

  newPath(prefix: string, extension: string): string {
    return join(this.folder, `${prefix}-${this.#files++}.${extension}`);
  }

  #medium(image: string, file: ImageFile): Medium {
    return { image, file, node: `medium${this.#files++}` };
  }

  async #disk(disk: DiskDefinition, index: number, call?: CallOptions): Promise<Disk> {
    if ('size' in disk) {
      const path = this.newPath('disk', 'qcow2');
      await createDisk(path, parseSize(disk.size, `machine.disks[${index}].size`), call);
      return { path, format: 'qcow2', private: true };
    }
    const path = resolve(disk.image);
    await requireFile(path, `machine.disks[${index}].image`);
    const { format } = await imageInfo(path, call);
    if (disk.write === 'in-place') return { path, format, private: false };
    return await this.overlay('disk', { path, format }, call);
  }

  /** The store as qcow2: QEMU then keeps it in snapshots. */
  async #createFirmware(binary: string, call?: CallOptions): Promise<void> {
    const { code, variables } = findFirmware(binary);
    const store = this.newPath('variables-template', 'fd');
    await copyFile(variables, store);
    this.firmware = {
      code: { path: code, format: 'raw' },
      variables: await this.overlay('variables', { path: store, format: 'raw' }, call),
    };
  }
}
