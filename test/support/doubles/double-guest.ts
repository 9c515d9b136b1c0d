/** The bundled guest on a service of the doubles, without any library: defined, and what it says. */
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { demoMachine } from 'guestwright';
import type { DoubleService } from './double-service.ts';

const DISK_MB = 8;
const MEMORY_MB = 32;

/** A machine `id` with the bundled guest's floppy and an 8 MiB disk, off. */
export async function defineDemo(service: DoubleService, id: string): Promise<void> {
  const disk = join(service.folder, `${id}.qcow2`);
  await service.call('disk-create', disk, DISK_MB, 'qcow2');
  const floppy = demoMachine.floppy as string;
  const record = { memory: MEMORY_MB, disk0: disk, floppy, boot: 'disk,floppy' };
  await service.call('set', id, ...Object.entries(record).flat());
}

/** What the guest said on its first serial port, once it holds `text`. */
export async function said(service: DoubleService, id: string, text: string): Promise<void> {
  await expect(async () => {
    const [output] = await service.call('serial-read', id, 0, 0);
    expect(output).toContain(text);
  }).toPass();
}
