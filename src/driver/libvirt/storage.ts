/** The volumes of one machine on its host: disks, media, and what belongs to them. They go with the machine. */
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { parseSize } from '../../base/units.ts';
import type { DiskDefinition, MachineDefinition } from '../definition.ts';
import { requireFile } from '../require-file.ts';
import type { VolumeInfo, VolumeName } from './child/volumes.ts';
import type { DomainFiles, HostFile, RemovableDrive } from './domain-disks.ts';
import type { SavedMachine } from './export-machine.ts';
import type { HostStorage } from './host-storage.ts';

/** What lies in a drive: the image as the user named it, and the file that the guest sees. */
export interface Medium {
  readonly image: string;
  readonly file: HostFile;
}

export type Media = Readonly<Record<RemovableDrive, Medium | undefined>>;

export class MachineStorage {
  readonly #host: HostStorage;
  /** Begins the name of every volume of this machine. */
  readonly #prefix: string;
  readonly #volumes: VolumeName[] = [];
  readonly #onVolume: () => void;
  disks: readonly HostFile[] = [];
  media: Media = { optical: undefined, floppy: undefined };
  kernel: { readonly image: string; readonly initrd: string | undefined } | undefined;
  #count = 0;

  /** `onVolume` is told of a new volume, before it is made. */
  constructor(host: HostStorage, prefix: string, onVolume: () => void) {
    this.#host = host;
    this.#prefix = prefix;
    this.#onVolume = onVolume;
  }

  get volumes(): readonly VolumeName[] {
    return this.#volumes;
  }

  get files(): DomainFiles {
    return { disks: this.disks, optical: this.media.optical?.file, floppy: this.media.floppy?.file };
  }

  /** Makes what `definition` asks for. Images of the user's are only read. */
  async create(definition: MachineDefinition, deadline: Deadline): Promise<void> {
    const disks: HostFile[] = [];
    for (const [index, disk] of (definition.disks ?? []).entries())
      disks.push(await this.#disk(disk, index, deadline));
    this.disks = disks;
    const { optical, floppy, kernel } = definition;
    this.media = {
      optical: optical ? await this.load('optical', optical, deadline) : undefined,
      floppy: floppy ? await this.load('floppy', floppy, deadline) : undefined,
    };
    if (!kernel) return;
    const image = (await this.#base(kernel.image, 'machine.kernel.image', deadline)).path;
    const initrd =
      kernel.initrd === undefined
        ? undefined
        : (await this.#base(kernel.initrd, 'machine.kernel.initrd', deadline)).path;
    this.kernel = { image, initrd };
  }

  /** Continues with the files that `exportMachine` wrote; each gets a volume of its own. */
  async createFrom(saved: SavedMachine, folder: string, deadline: Deadline): Promise<void> {
    const disks: HostFile[] = [];
    for (const name of saved.disks) disks.push(await this.#saved('disk', join(folder, name), deadline));
    this.disks = disks;
    const { optical, floppy } = saved;
    this.media = {
      optical: optical === undefined ? undefined : await this.load('optical', optical, deadline),
      floppy: floppy && {
        image: floppy.image,
        file: await this.#saved('floppy', join(folder, floppy.file), deadline),
      },
    };
  }

  /** A medium from an image. A floppy gets an overlay: the guest may write to it, and snapshots need one. */
  async load(drive: RemovableDrive, image: string, deadline: Deadline): Promise<Medium> {
    const base = await this.#base(image, `machine.${drive}`, deadline);
    return { image, file: drive === 'optical' ? base : await this.overlay('floppy', base, deadline) };
  }

  /** A new volume that takes the writes meant for `base`. */
  async overlay(kind: string, base: HostFile, deadline: Deadline): Promise<HostFile> {
    const { path } = await this.#make(kind, 'qcow2', (name) =>
      this.#host.createVolume({ name, format: 'qcow2', capacity: 0, backing: base }, deadline),
    );
    return { path, format: 'qcow2', private: true };
  }

  /** A name for a volume that comes by another way, such as a guest's saved memory. */
  newVolume(kind: string, extension: string): VolumeName {
    const volume = { pool: this.#host.pool, name: `${this.#prefix}-${kind}${this.#count++}.${extension}` };
    this.#volumes.push(volume);
    this.#onVolume();
    return volume;
  }

  /** Deletes one of them that has served its purpose. */
  async drop(volume: VolumeName, deadline: Deadline): Promise<void> {
    await this.#host.deleteVolume(volume, deadline);
    const at = this.#volumes.indexOf(volume);
    if (at >= 0) this.#volumes.splice(at, 1);
    this.#onVolume();
  }

  /** Deletes them all. */
  async remove(deadline: Deadline): Promise<void> {
    for (const volume of this.#volumes.splice(0)) await this.#host.deleteVolume(volume, deadline);
  }

  async #disk(disk: DiskDefinition, index: number, deadline: Deadline): Promise<HostFile> {
    if ('size' in disk) {
      const capacity = parseSize(disk.size, `machine.disks[${index}].size`);
      const { path } = await this.#make('disk', 'qcow2', (name) =>
        this.#host.createVolume({ name, format: 'qcow2', capacity }, deadline),
      );
      return { path, format: 'qcow2', private: true };
    }
    const base = await this.#base(disk.image, `machine.disks[${index}].image`, deadline);
    if (disk.write !== 'in-place') return await this.overlay('disk', base, deadline);
    if (this.#host.direct) return base;
    throw new GuestwrightError(`machine.disks[${index}].write: 'in-place' needs a host that has the file`, {
      code: 'unsupported',
      remedy: `Use 'overlay', or qemu:///session on the computer that has '${disk.image}'.`,
    });
  }

  /** The user's image as the host has it: the file itself where it is the same computer's and user's, else a copy. */
  async #base(image: string, option: string, deadline: Deadline): Promise<HostFile> {
    const path = resolve(image);
    await requireFile(path, option);
    if (this.#host.direct) return { path, format: await formatOf(path), private: false };
    return await this.#host.base(path, await formatOf(path), deadline);
  }

  /** An overlay on a file of a snapshot's. */
  async #saved(kind: string, file: string, deadline: Deadline): Promise<HostFile> {
    return await this.overlay(kind, await this.#base(file, 'snapshot', deadline), deadline);
  }

  async #make(
    kind: string,
    extension: string,
    make: (name: string) => Promise<VolumeInfo>,
  ): Promise<VolumeInfo> {
    return await make(this.newVolume(kind, extension).name);
  }
}

/** The first bytes of a qcow2 file (docs/interop/qcow2.txt). */
const QCOW2_MAGIC = 0x514649fb;

/** qcow2 says so itself; all else is taken for the disk's own bytes. */
export async function formatOf(path: string): Promise<HostFile['format']> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(4);
    await file.read(head, 0, head.length, 0);
    return head.readUInt32BE() === QCOW2_MAGIC ? 'qcow2' : 'raw';
  } finally {
    await file.close();
  }
}
