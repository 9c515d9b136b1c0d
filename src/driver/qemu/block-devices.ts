/** Disks, drives and where they are plugged in, as QEMU's arguments. Pure. */
import { bootable, bootIndices } from './boot-order.ts';
import { IDS } from './ids.ts';
import type { MachinePlan } from './plan.ts';

/** An image and how to read it. */
export interface ImageFile {
  readonly path: string;
  readonly format: string;
}

/** A medium and QEMU's name of it. */
export interface MediumFile {
  readonly file: ImageFile;
  readonly node: string;
}

/** The files behind a machine's drives. */
export interface StorageParts {
  readonly disks: readonly (ImageFile & { readonly private: boolean })[];
  /** Undefined: the drive is empty. */
  readonly optical: MediumFile | undefined;
  readonly floppy: MediumFile | undefined;
  /** Holds the memory of live snapshots. */
  readonly memoryStore: ImageFile | undefined;
}

/** The arguments for disks, drives and their controllers. */
export function storageArguments(plan: MachinePlan, parts: StorageParts): string[] {
  const places = new Places(plan);
  const indices = bootIndices(plan.bootOrder, bootable(plan));
  const boot = (id: string, property = 'bootindex') => {
    const index = indices.get(id) ?? -1;
    return index < 0 ? '' : `${property}=${index}`;
  };
  const args: string[] = [];
  const device = (id: string, options: string) => args.push('-device', join(options, `id=${id}`, boot(id)));
  for (const [index, disk] of parts.disks.entries()) {
    args.push(...blockNode(IDS.diskNode(index), disk, { private: disk.private }));
    device(
      IDS.disk(index),
      `${places.disk(plan.diskInterfaces[index] ?? 'ide')},drive=${IDS.diskNode(index)}`,
    );
  }
  if (plan.hasOptical) {
    if (parts.optical) args.push(...blockNode(parts.optical.node, parts.optical.file, { readOnly: true }));
    device(IDS.optical, places.optical() + (parts.optical ? `,drive=${parts.optical.node}` : ''));
  }
  if (plan.hasFloppy) {
    // The boot index belongs to the controller; a PC has one, another board needs one.
    const index = boot(IDS.floppy, 'bootindexA');
    if (index) args.push('-global', `isa-fdc.${index}`);
    if (plan.board !== 'pc') args.push('-device', 'isa-fdc');
    if (parts.floppy) args.push(...blockNode(parts.floppy.node, parts.floppy.file, { private: true }));
    args.push(
      '-device',
      join(
        'floppy,unit=0,drive-type=144',
        `id=${IDS.floppy}`,
        parts.floppy ? `drive=${parts.floppy.node}` : '',
      ),
    );
  }
  if (parts.memoryStore) args.push(...blockNode(IDS.memoryNode, parts.memoryStore, { private: true }));
  return [...places.controllers, ...args];
}

/** Options of one argument; empty ones are left out. */
function join(...options: readonly string[]): string {
  return options.filter(Boolean).join(',');
}

/** A block node. A private file dies with the machine: its flushes may be skipped. */
export function blockNode(name: string, image: ImageFile, options: NodeOptions = {}): string[] {
  return ['-blockdev', JSON.stringify(nodeOptions(name, image, options))];
}

interface NodeOptions {
  readonly readOnly?: boolean;
  readonly private?: boolean;
}

/** The same for `blockdev-add`. */
export function nodeOptions(
  name: string,
  image: ImageFile,
  { readOnly = false, private: own = false }: NodeOptions = {},
): Record<string, unknown> {
  const cache = { direct: false, 'no-flush': own };
  const file = { driver: 'file', filename: image.path, cache };
  return { driver: image.format, 'node-name': name, 'read-only': readOnly, cache, file };
}

/** Hands out places on the board's buses and remembers the controllers that had to be added. */
class Places {
  readonly #plan: MachinePlan;
  readonly #added = new Set<string>();
  readonly controllers: string[] = [];
  #ide = 0;
  #sata = 0;

  constructor(plan: MachinePlan) {
    this.#plan = plan;
  }

  disk(kind: MachinePlan['diskInterfaces'][number]): string {
    if (kind === 'virtio') return 'virtio-blk-pci';
    if (kind === 'scsi') return `scsi-hd,bus=${this.#scsi()}`;
    return this.#plan.board === 'pc' && kind === 'sata'
      ? `ide-hd,bus=${this.#ahci()}`
      : `ide-hd,${this.#idePlace()}`;
  }

  optical(): string {
    return this.#plan.board === 'other' ? `scsi-cd,bus=${this.#scsi()}` : `ide-cd,${this.#idePlace()}`;
  }

  /** PC: two channels of two, masters first, so that a disk and a CD do not share one. Q35: six SATA ports. */
  #idePlace(): string {
    const place = this.#ide++;
    if (this.#plan.board !== 'pc') return `bus=ide.${place},unit=0`;
    return `bus=ide.${place % 2},unit=${Math.floor(place / 2)}`;
  }

  #ahci(): string {
    this.#add('ich9-ahci,id=sata0');
    return `sata0.${this.#sata++}`;
  }

  #scsi(): string {
    this.#add('virtio-scsi-pci,id=scsi0');
    return 'scsi0.0';
  }

  #add(device: string): void {
    if (this.#added.has(device)) return;
    this.#added.add(device);
    this.controllers.push('-device', device);
  }
}
