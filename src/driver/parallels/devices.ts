/** Devices of a machine's configuration: found by kind and number, made, and pointed at files. */
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { OwnedHandle } from '../ffi/handles.ts';
import { EMULATION } from './abi/constants.ts';
import { PRL_ERR } from './abi/errors.ts';
import type { PrlApi } from './api.ts';
import { resultOf } from './faults.ts';
import type { MachineRef } from './machine-ref.ts';

type DriveKind = 'optical' | 'floppy' | 'disk' | 'serial';

const GETTERS = {
  optical: ['PrlVmCfg_GetOpticalDisksCount', 'PrlVmCfg_GetOpticalDisk'],
  floppy: ['PrlVmCfg_GetFloppyDisksCount', 'PrlVmCfg_GetFloppyDisk'],
  disk: ['PrlVmCfg_GetHardDisksCount', 'PrlVmCfg_GetHardDisk'],
  serial: ['PrlVmCfg_GetSerialPortsCount', 'PrlVmCfg_GetSerialPort'],
} as const;

const WHAT = 'reading the devices';

/** How many drives of a kind the configuration has. */
async function countDrives(api: PrlApi, vm: bigint, kind: DriveKind): Promise<number> {
  const [count] = GETTERS[kind];
  return await api.get('u32', (out) => api.do(WHAT, count, vm, out));
}

/** Drive `index` of its kind; the caller owns it. Error `invalid-argument` if there is none. */
export async function openDrive(
  ref: MachineRef,
  vm: bigint,
  { kind, index }: { readonly kind: DriveKind; readonly index: number },
): Promise<OwnedHandle> {
  const { api } = ref;
  const [, open] = GETTERS[kind];
  if (index < (await countDrives(api, vm, kind)))
    return await api.own(kind, (out) => api.do(WHAT, open, vm, index, out));
  throw new GuestwrightError(`machine '${ref.name}' has no ${kind} drive ${index}`, {
    code: 'invalid-argument',
    remedy: "Give the definition 'optical' or 'floppy': an image, or null for an empty drive.",
  });
}

/** A new device of the configuration; the caller owns it. */
export async function createDevice(api: PrlApi, vm: bigint, type: number): Promise<OwnedHandle> {
  return await api.own('device', (out) => api.do('making a device', 'PrlVmCfg_CreateVmDev', vm, type, out));
}

/** Makes a drive read an image, as the SDK guide's program does. */
export async function setImage(api: PrlApi, device: bigint, image: string): Promise<void> {
  const what = `putting '${image}' into a drive`;
  await api.do(what, 'PrlVmDev_SetEmulatedType', device, EMULATION.imageFile);
  await api.do(what, 'PrlVmDev_SetSysName', device, image);
  await api.do(what, 'PrlVmDev_SetFriendlyName', device, image);
  await api.do(what, 'PrlVmDev_SetImagePath', device, image);
}

export async function imageOf(api: PrlApi, device: bigint): Promise<string> {
  return await api.text(WHAT, (buffer, length) =>
    api.library.call('PrlVmDev_GetImagePath', device, buffer, length),
  );
}

/** Plugs a device of a running machine in or out; one that is so already is no error. */
export async function plug(
  ref: MachineRef,
  device: bigint,
  plugged: boolean,
  deadline: Deadline,
): Promise<void> {
  const what = `${plugged ? 'connecting' : 'disconnecting'} a drive`;
  const name = plugged ? 'PrlVmDev_Connect' : 'PrlVmDev_Disconnect';
  const already = plugged ? PRL_ERR.alreadyConnected : PRL_ERR.alreadyDisconnected;
  try {
    await ref.run(name, () => [device], { what, deadline });
  } catch (error) {
    if (resultOf(error) !== already) throw error;
  }
}
