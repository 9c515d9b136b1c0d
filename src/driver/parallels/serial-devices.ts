/** Serial ports of a configuration, each of which leads to a socket. */
import { DEVICE_TYPE, EMULATION } from './abi/constants.ts';
import type { PrlApi } from './api.ts';
import { createDevice, openDrive } from './devices.ts';
import type { MachineRef } from './machine-ref.ts';

const WHAT = 'making a serial port';

/** The machine listens on the socket while it is on: what Parallels does unless told otherwise. */
export async function addSerialPort(api: PrlApi, vm: bigint, path: string): Promise<void> {
  using device = await createDevice(api, vm, DEVICE_TYPE.serial);
  await api.do(WHAT, 'PrlVmDev_SetEmulatedType', device.value, EMULATION.socket);
  await leadTo(api, device.value, path);
  await api.do(WHAT, 'PrlVmDev_SetEnabled', device.value, true);
  await api.do(WHAT, 'PrlVmDev_SetConnected', device.value, true);
}

/** Gives the ports of a copy sockets of their own: two machines cannot listen on one. */
export async function moveSerialPorts(ref: MachineRef, vm: bigint, paths: readonly string[]): Promise<void> {
  for (const [index, path] of paths.entries()) {
    using device = await openDrive(ref, vm, { kind: 'serial', index });
    await leadTo(ref.api, device.value, path);
  }
}

async function leadTo(api: PrlApi, device: bigint, path: string): Promise<void> {
  await api.do(WHAT, 'PrlVmDev_SetSysName', device, path);
  await api.do(WHAT, 'PrlVmDev_SetFriendlyName', device, path);
}
