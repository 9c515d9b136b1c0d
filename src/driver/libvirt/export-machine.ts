/** A machine in a folder: flat disks, its memory if it was on, and a file that says what is what. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { readDescription, writeDescription } from '../saved-description.ts';
import { type ExportParts, fetchFlat } from './export-disk.ts';
import { SAVE } from './library/constants.ts';
import type { MachineStorage } from './storage.ts';

/** All names are relative to the folder, except `optical`, which is only read. */
export interface SavedMachine {
  readonly format: typeof FORMAT;
  /** Undefined: the machine was off. */
  readonly memory: { readonly file: string; readonly running: boolean } | undefined;
  readonly disks: readonly string[];
  readonly optical: string | undefined;
  /** The content as the guest left it, and the image it came from. */
  readonly floppy: { readonly file: string; readonly image: string } | undefined;
}

const FORMAT = 1;

/** Writes the machine as it is now; it goes on afterwards. Needs a turn. */
export async function exportMachine(
  parts: ExportParts,
  folder: string,
  deadline: Deadline,
): Promise<{ readonly live: boolean }> {
  await mkdir(folder, { recursive: true });
  const memory = parts.power.powered ? await exportRunning(parts, folder, deadline) : undefined;
  const files = memory ?? { memory: undefined, ...(await exportFiles(parts, folder, deadline)) };
  const saved: SavedMachine = { format: FORMAT, ...files };
  await writeDescription(folder, saved);
  return { live: saved.memory !== undefined };
}

/** What `exportMachine` wrote. Error `snapshot` if it is not that, or of another version. */
export async function readSavedMachine(folder: string): Promise<SavedMachine> {
  return await readDescription<SavedMachine>(folder, FORMAT);
}

/** Its memory goes to a file and its process ends; meanwhile its disks are still; then it goes on from that file. */
async function exportRunning(
  parts: ExportParts,
  folder: string,
  deadline: Deadline,
): Promise<Omit<SavedMachine, 'format'>> {
  const { power, storage, host } = parts;
  const { uuid, connection } = power;
  const running = (await power.state(deadline.options)).detail !== 'paused';
  const memory = storage.newVolume('memory', 'save');
  const path = host.pathOf(memory.name);
  let files: Awaited<ReturnType<typeof exportFiles>> | undefined;
  await power.replace(deadline, running, async () => {
    await connection.call('domainSave', { uuid, path, flags: SAVE.paused }, deadline.options);
    try {
      await host.refresh(deadline);
      await host.download(memory, join(folder, 'memory'), deadline);
      files = await exportFiles(parts, folder, deadline);
    } finally {
      await connection.call('domainRestore', { path, flags: SAVE.paused }, deadline.options);
    }
  });
  await storage.drop(memory, deadline);
  if (!files) throw new Error('the files of a machine were saved or an error said why not');
  return { memory: { file: 'memory', running }, ...files };
}

async function exportFiles({ storage, host }: ExportParts, folder: string, deadline: Deadline) {
  const copy = async (file: MachineStorage['disks'][number], name: string) => {
    await fetchFlat(host, file, { path: join(folder, name), format: 'qcow2' }, deadline);
    return name;
  };
  const disks: string[] = [];
  for (const [index, disk] of storage.disks.entries()) disks.push(await copy(disk, `disk${index}.qcow2`));
  const { optical, floppy } = storage.media;
  return {
    disks,
    optical: optical?.image,
    floppy: floppy && { file: await copy(floppy.file, 'floppy.qcow2'), image: floppy.image },
  };
}
