/** Throws away the memory that a suspended machine would go on with. VIX has no call for it. */
import { rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { wrongState } from '../wrong-state.ts';
import type { MachinePower } from './power.ts';
import { editVmx, readVmx } from './vmx/vmx-on-disk.ts';

/** Names the file of the saved state, beside which its memory lies. */
const SAVED_STATE = 'checkpoint.vmState';

/** Needs a turn. Where the file does not say where its state is, the machine goes on for the moment in which it is stopped. */
export async function discardSavedState(power: MachinePower, vmx: string, deadline: Deadline): Promise<void> {
  const { state } = await power.now();
  if (state !== 'suspended') throw wrongState(power.name, 'suspended', state === 'off' ? 'off' : 'on');
  const saved = (await readVmx(vmx)).get(SAVED_STATE) ?? '';
  if (saved !== '') {
    await editVmx(vmx, (file) => file.set(SAVED_STATE, ''));
    const path = resolve(dirname(vmx), saved);
    await rm(path, { force: true });
    await rm(path.replace(/\.vmss$/i, '.vmem'), { force: true });
  }
  if ((await power.now()).state === 'off') return;
  await power.launch(deadline);
  await power.end(deadline);
}
