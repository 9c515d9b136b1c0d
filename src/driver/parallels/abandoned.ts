/** Machines of ours whose process has ended: stopped and deleted. Nobody else's are touched. */
import { dirname } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { isAbandonedFolder } from '../../base/temporary.ts';
import type { Cleaned } from '../driver.ts';
import { isOn } from './abi/states.ts';
import type { PrlApi } from './api.ts';
import { allMachines } from './find-machine.ts';
import { MachineRef } from './machine-ref.ts';
import { askState } from './machine-state.ts';
import { MachinePower } from './power.ts';
import { deleteMachine, unregister } from './registration.ts';
import type { PrlSession } from './session.ts';

/** Removes them all; one that cannot be removed does not keep the others. */
export async function cleanAbandoned(session: PrlSession, deadline: Deadline): Promise<Cleaned> {
  const removed: string[] = [];
  const kept: { name: string; reason: unknown }[] = [];
  // Newest first: linked copies stand on the disks of older machines.
  for (const found of (await allMachines(session, deadline)).toReversed()) {
    using ref = new MachineRef(session, found);
    if (!isAbandoned(await homeOf(session.api, ref.vm).catch(() => ''))) continue;
    try {
      await remove(ref, deadline);
      removed.push(ref.name);
    } catch (reason) {
      kept.push({ name: ref.name, reason });
    }
  }
  return { removed, kept };
}

/** Where a machine has its files, on the service. */
export async function homeOf(api: PrlApi, vm: bigint): Promise<string> {
  return await api.text('reading a machine', (buffer, length) =>
    api.library.call('PrlVmCfg_GetHomePath', vm, buffer, length),
  );
}

/** Ours have their homes in private folders, which name the process that made them. */
function isAbandoned(home: string): boolean {
  for (let path = home; path !== dirname(path); path = dirname(path))
    if (isAbandonedFolder(path)) return true;
  return false;
}

async function remove(ref: MachineRef, deadline: Deadline): Promise<void> {
  const { state } = await askState(ref.session, ref.vm, deadline);
  if (isOn(state) && state !== 'unknown') await new MachinePower(ref).end(deadline);
  try {
    await deleteMachine(ref, deadline);
  } catch {
    await unregister(ref, deadline); // its files are gone already
  }
}
