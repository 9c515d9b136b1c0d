/** A machine in a folder: flat disks, its memory if it was on, and a file that says what is what. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { readDescription, writeDescription } from '../saved-description.ts';
import type { MachineMemory, SavedMemory } from './memory.ts';
import { flatten } from './qemu-img.ts';
import type { MachineStorage } from './storage.ts';

/** All names are relative to the folder, except `optical`, which is only read. */
export interface SavedMachine {
  readonly format: typeof FORMAT;
  /** Undefined: the machine was off. */
  readonly memory: { readonly file: string; readonly running: boolean } | undefined;
  readonly disks: readonly string[];
  readonly variables: string | undefined;
  readonly optical: string | undefined;
  /** The content as the guest left it, and the image it came from. */
  readonly floppy: { readonly file: string; readonly image: string } | undefined;
}

const FORMAT = 1;

/** Writes the machine as it is now; it goes on afterwards. Needs a turn. */
export async function saveMachine(
  memory: MachineMemory,
  storage: MachineStorage,
  folder: string,
  deadline: Deadline,
): Promise<{ readonly live: boolean }> {
  await mkdir(folder, { recursive: true });
  const saved = await memory.whileStill(deadline, async (write) => {
    const copied = write && (await write(join(folder, 'memory')));
    return {
      format: FORMAT,
      memory: copied && { file: 'memory', running: copied.running },
      ...(await saveFiles(storage, folder, deadline)),
    } satisfies SavedMachine;
  });
  await writeDescription(folder, saved);
  return { live: saved.memory !== undefined };
}

/** What `saveMachine` wrote. Error `snapshot` if it is not that, or of another version. */
export async function readSavedMachine(folder: string): Promise<SavedMachine> {
  return await readDescription<SavedMachine>(folder, FORMAT);
}

/** The memory to continue with. The folder stays as it is. */
export function savedMemory(saved: SavedMachine, folder: string): SavedMemory | undefined {
  return (
    saved.memory && { path: join(folder, saved.memory.file), running: saved.memory.running, private: false }
  );
}

async function saveFiles(storage: MachineStorage, folder: string, deadline: Deadline) {
  const copy = async (file: { path: string; format: string }, name: string) => {
    await flatten(file, { path: join(folder, name), format: 'qcow2' }, deadline.options);
    return name;
  };
  const disks: string[] = [];
  for (const [index, disk] of storage.disks.entries()) disks.push(await copy(disk, `disk${index}.qcow2`));
  const { optical, floppy } = storage.media;
  return {
    disks,
    variables: storage.firmware && (await copy(storage.firmware.variables, 'variables.qcow2')),
    optical: optical?.file.path,
    floppy: floppy && { file: await copy(floppy.file, 'floppy.qcow2'), image: floppy.image },
  };
}
