/** The order in which a machine tries its drives. */
import { DEVICE_TYPE } from './abi/constants.ts';
import type { PrlApi } from './api.ts';
import type { BootDevice } from './plan.ts';

const TYPES: Readonly<Record<BootDevice, number>> = {
  disk: DEVICE_TYPE.disk,
  optical: DEVICE_TYPE.optical,
  floppy: DEVICE_TYPE.floppy,
  network: DEVICE_TYPE.network,
};
const WHAT = 'setting the boot order';

/** Replaces the list, in a configuration that is being edited or is new. The first drive of each kind. */
export async function setBootOrder(api: PrlApi, vm: bigint, order: readonly BootDevice[]): Promise<void> {
  const count = await api.get('u32', (out) => api.do(WHAT, 'PrlVmCfg_GetBootDevCount', vm, out));
  for (let index = count - 1; index >= 0; index--) {
    using device = await api.own('boot device', (out) => api.do(WHAT, 'PrlVmCfg_GetBootDev', vm, index, out));
    await api.do(WHAT, 'PrlBootDev_Remove', device.value);
  }
  for (const [index, kind] of order.entries()) {
    using device = await api.own('boot device', (out) => api.do(WHAT, 'PrlVmCfg_CreateBootDev', vm, out));
    await api.do(WHAT, 'PrlBootDev_SetType', device.value, TYPES[kind]);
    await api.do(WHAT, 'PrlBootDev_SetIndex', device.value, 0);
    await api.do(WHAT, 'PrlBootDev_SetSequenceIndex', device.value, index);
    await api.do(WHAT, 'PrlBootDev_SetInUse', device.value, true);
  }
}
