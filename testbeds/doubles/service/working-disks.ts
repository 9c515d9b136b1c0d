/** Disks whose format QEMU cannot keep open across a saved memory (vmdk, vdi, ...): it works on copies in qcow2. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyImage, imageFacts } from './images.ts';
import type { MachineRecord } from './record.ts';

/** The others block migration, which is how QEMU saves memory. */
const WORKS_IN_PLACE = ['qcow2', 'raw'];
const DISK_KEY = /^disk\d$/;

interface Copy {
  readonly key: string;
  readonly image: string;
  readonly format: string;
  readonly path: string;
}

export class WorkingDisks {
  /** The record to run: with the copies in place of their images. */
  readonly record: MachineRecord;
  readonly #copies: readonly Copy[];

  /** Copies lie in `home`. */
  static async open(record: MachineRecord, home: string): Promise<WorkingDisks> {
    const copies: Copy[] = [];
    for (const [key, image] of Object.entries(record)) {
      if (!DISK_KEY.test(key)) continue;
      const { format } = await imageFacts(image);
      if (WORKS_IN_PLACE.includes(format)) continue;
      const path = join(home, `${key}.working`);
      await copyImage(image, path, 'qcow2');
      copies.push({ key, image, format, path });
    }
    return new WorkingDisks(record, copies);
  }

  private constructor(record: MachineRecord, copies: readonly Copy[]) {
    this.record = { ...record, ...Object.fromEntries(copies.map(({ key, path }) => [key, path])) };
    this.#copies = copies;
  }

  /** The guest's writes into the images. It must be off or stand still. */
  async writeBack(): Promise<void> {
    for (const { path, image, format } of this.#copies) await copyImage(path, image, format);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.writeBack();
    for (const { path } of this.#copies) rmSync(path, { force: true });
  }
}
