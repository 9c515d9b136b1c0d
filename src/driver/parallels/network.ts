/** Network adapters: their mode, and addresses of their own for copies. */
import type { Deadline } from '../../base/deadline.ts';
import { DEVICE_TYPE, NETWORK } from './abi/constants.ts';
import type { PrlApi } from './api.ts';
import { createDevice, plug } from './devices.ts';
import { editMachine } from './edit.ts';
import type { MachineRef } from './machine-ref.ts';
import type { NetworkPlan } from './plan.ts';

const WHAT = 'setting up the network';

/** An adapter in a configuration that is being edited or is new. */
export async function addAdapter(api: PrlApi, vm: bigint, plan: NetworkPlan): Promise<void> {
  using adapter = await createDevice(api, vm, DEVICE_TYPE.network);
  const type = plan === 'shared' ? NETWORK.shared : NETWORK.hostOnly;
  await api.do(WHAT, 'PrlVmDev_SetEmulatedType', adapter.value, type);
  if (plan !== 'shared') await api.do(WHAT, 'PrlVmDevNet_SetVirtualNetworkId', adapter.value, plan.lan);
  await api.do(WHAT, 'PrlVmDevNet_GenerateMacAddr', adapter.value);
  await api.do(WHAT, 'PrlVmDev_SetEnabled', adapter.value, true);
  await api.do(WHAT, 'PrlVmDev_SetConnected', adapter.value, true);
}

/** Two machines with one address would share its traffic: a copy gets new ones. */
export async function renewAddresses(ref: MachineRef, deadline: Deadline): Promise<void> {
  const { api } = ref;
  if ((await adapters(api, await ref.current(deadline))) === 0) return;
  await editMachine(ref, deadline, async (vm) => {
    const count = await adapters(api, vm);
    for (let index = 0; index < count; index++) {
      using adapter = await openAdapter(api, vm, index);
      await api.do(WHAT, 'PrlVmDevNet_GenerateMacAddr', adapter.value);
    }
  });
}

/** Plugs the cables of all adapters of a running machine in or out. */
export async function setCables(ref: MachineRef, up: boolean, deadline: Deadline): Promise<number> {
  const { api } = ref;
  const vm = await ref.current(deadline);
  const count = await adapters(api, vm);
  for (let index = 0; index < count; index++) {
    using adapter = await openAdapter(api, vm, index);
    await plug(ref, adapter.value, up, deadline);
  }
  return count;
}

async function adapters(api: PrlApi, vm: bigint): Promise<number> {
  return await api.get('u32', (out) => api.do(WHAT, 'PrlVmCfg_GetNetAdaptersCount', vm, out));
}

async function openAdapter(api: PrlApi, vm: bigint, index: number) {
  return await api.own('adapter', (out) => api.do(WHAT, 'PrlVmCfg_GetNetAdapter', vm, index, out));
}
