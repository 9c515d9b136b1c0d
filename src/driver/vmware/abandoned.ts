/** What processes of ours that have ended left: machines that we defined, and VNC settings in others. Nobody else's. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { Cleaned } from '../driver.ts';
import type { HostControl } from './control.ts';
import { abandonedFolders, VMX_NAME } from './machine-folder.ts';
import { restoreIn } from './machine-vnc.ts';
import { isOn, machineState } from './power-state.ts';
import { abandonedVnc, forgetVnc } from './vnc-note.ts';

/** Removes them all; one that cannot be removed does not keep the others. `folder`: where machines of ours have their files. */
export async function cleanAbandoned(
  control: HostControl,
  folder: string | undefined,
  deadline: Deadline,
): Promise<Cleaned> {
  const removed: string[] = [];
  const kept: { name: string; reason: unknown }[] = [];
  const attempt = async (name: string, work: () => Promise<void>) => {
    try {
      await work();
      removed.push(name);
    } catch (reason) {
      kept.push({ name, reason });
    }
  };
  for (const path of await abandonedFolders(folder))
    await attempt(path, () => remove(control, path, deadline));
  for (const vmx of await abandonedVnc())
    await attempt(`VNC settings in ${vmx}`, () => putRight(control, vmx, deadline));
  return { removed, kept };
}

async function remove(control: HostControl, folder: string, deadline: Deadline): Promise<void> {
  const vmx = join(folder, VMX_NAME);
  if (existsSync(vmx)) {
    const machine = await control.open(vmx, deadline);
    try {
      if (isOn(machineState(await machine.powerState()).state))
        await deadline.race(machine.powerOff({ soft: false }, deadline));
    } finally {
      machine.release();
    }
  }
  await rm(folder, { recursive: true, force: true });
}

async function putRight(control: HostControl, vmx: string, deadline: Deadline): Promise<void> {
  if (!existsSync(vmx)) return await forgetVnc(vmx);
  const machine = await control.open(vmx, deadline);
  try {
    if (isOn(machineState(await machine.powerState()).state)) {
      throw new GuestwrightError('the machine runs: VMware would write over its settings', {
        code: 'machine-state',
        remedy: 'Clean again when it is off.',
      });
    }
    await restoreIn(vmx);
  } finally {
    machine.release();
  }
}
