/** Machines by name or by the path of their .vmx: those that run, are on a list, or lie in folders that were named. */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { bySystem } from '../../base/platform.ts';
import type { MachineInfo } from '../driver.ts';
import type { HostControl } from './control.ts';
import { VmxFile } from './vmx/vmx-file.ts';

export interface FoundMachine {
  readonly name: string;
  readonly vmx: string;
  readonly running: boolean;
  /** Its saved memory waits. */
  readonly suspended: boolean;
}

export interface SearchOptions {
  readonly control: HostControl;
  /** Whether paths are those of this computer. */
  readonly local: boolean;
  /** In which machines may lie, themselves or in folders of their own. */
  readonly folders: readonly string[];
}

const VMX = /\.vmx$/i;

export async function findMachines(
  { control, local, folders }: SearchOptions,
  deadline: Deadline,
): Promise<readonly FoundMachine[]> {
  const running = await control.running(deadline);
  const registered = await control.registered(deadline);
  const lying = local ? (await Promise.all([inventory(), ...folders.map(vmxFilesIn)])).flat() : [];
  const found = new Map<string, FoundMachine>();
  for (const vmx of [...running, ...registered, ...lying]) {
    const path = local ? await realpath(vmx).catch(() => vmx) : vmx;
    if (!found.has(path)) found.set(path, await describe(path, { local, running: running.includes(vmx) }));
  }
  return [...found.values()];
}

/** Error `unknown-machine` with the nearest name. */
export async function findMachine(
  nameOrPath: string,
  options: SearchOptions,
  deadline: Deadline,
): Promise<FoundMachine> {
  const machines = await findMachines(options, deadline);
  if (VMX.test(nameOrPath)) {
    const path = options.local ? await realpath(nameOrPath).catch(() => resolve(nameOrPath)) : nameOrPath;
    const known = machines.find(({ vmx }) => vmx === path);
    return known ?? (await describe(path, { local: options.local, running: false, strict: true }));
  }
  const [first, second] = machines.filter(({ name }) => name === nameOrPath);
  if (first && !second) return first;
  const names = machines.map(({ name }) => name);
  throw new GuestwrightError(
    second
      ? `driver 'vmware': there are several machines named '${nameOrPath}'`
      : `driver 'vmware': no machine named '${nameOrPath}'${didYouMean(nameOrPath, names)}`,
    {
      code: second ? 'invalid-argument' : 'unknown-machine',
      remedy: second
        ? `Name one by its path: ${[first, second].map((each) => each?.vmx).join(', ')}.`
        : `${names.length > 0 ? `There are ${names.join(', ')}. ` : ''}Name one by the path of its .vmx file, or its folder by the option 'machines'.`,
    },
  );
}

export function infoOf({ name, running, suspended }: FoundMachine): MachineInfo {
  return { name, state: running ? 'running' : suspended ? 'suspended' : 'off' };
}

async function describe(
  vmx: string,
  { local, running, strict = false }: { local: boolean; running: boolean; strict?: boolean },
): Promise<FoundMachine> {
  const named = basename(vmx.replaceAll('\\', '/')).replace(VMX, '');
  if (!local) return { name: named.replace(/^\[.*\] */, ''), vmx, running, suspended: false };
  try {
    const file = VmxFile.parse(await readFile(vmx));
    const saved = file.get('checkpoint.vmState') ?? '';
    return { name: file.get('displayName') || named, vmx, running, suspended: saved !== '' };
  } catch (cause) {
    if (!strict) return { name: named, vmx, running, suspended: false };
    throw new GuestwrightError(`driver 'vmware': there is no machine '${vmx}'`, {
      code: 'unknown-machine',
      cause,
      remedy: 'Name the .vmx file of a machine that exists.',
    });
  }
}

/** What VMware's own window lists: a file like a .vmx. */
async function inventory(): Promise<readonly string[]> {
  const path = bySystem({
    linux: join(homedir(), '.vmware', 'inventory.vmls'),
    macos: join(homedir(), 'Library', 'Application Support', 'VMware Fusion', 'vmInventory'),
    windows: join(process.env.APPDATA ?? homedir(), 'VMware', 'inventory.vmls'),
  });
  try {
    const file = VmxFile.parse(await readFile(path));
    const keys = file.keys().filter((key) => /^vmlist\d+\.config$/.test(key));
    return keys.map((key) => file.get(key) ?? '').filter((vmx) => VMX.test(vmx));
  } catch {
    return []; // it keeps none
  }
}

/** Directly in the folder, and in folders within it, as VMware lays machines out. */
async function vmxFilesIn(folder: string): Promise<readonly string[]> {
  if (VMX.test(folder)) return [folder];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const deeper = entries
    .filter((entry) => entry.isDirectory())
    .map(async ({ name }) => {
      const names = await readdir(join(folder, name)).catch(() => []);
      return names.filter((each) => VMX.test(each)).map((each) => join(folder, name, each));
    });
  const here = entries.filter((entry) => entry.isFile() && VMX.test(entry.name));
  return [...here.map(({ name }) => join(folder, name)), ...(await Promise.all(deeper)).flat()];
}
