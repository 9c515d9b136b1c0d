/** Makes a machine from a plan: registered with the service first, then given its devices. */

import { constants } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { DEVICE_TYPE, EMULATION, PHD_EXPANDING_HARD_DISK } from './abi/constants.ts';
import type { PrlApi } from './api.ts';
import { setBootOrder } from './boot-order.ts';
import { createDevice, setImage } from './devices.ts';
import { editMachine } from './edit.ts';
import type { MachineRef } from './machine-ref.ts';
import { existing } from './media.ts';
import { addAdapter } from './network.ts';
import type { DiskPlan, ParallelsPlan } from './plan.ts';
import { deleteMachine, refOf, undo } from './registration.ts';
import { addSerialPort } from './serial-devices.ts';
import type { PrlSession } from './session.ts';

export interface NewPlace {
  readonly name: string;
  /** Where the service keeps it and its disks; undefined: its own folder for machines. */
  readonly folder: string | undefined;
  /** Sockets of its serial ports, by port. */
  readonly serialPaths: readonly string[];
}

/** Nothing stays behind if it fails. */
export async function defineMachine(
  session: PrlSession,
  plan: ParallelsPlan,
  place: NewPlace,
  deadline: Deadline,
): Promise<MachineRef> {
  const ref = await register(session, plan, place, deadline);
  try {
    const images = await prepareImages(plan, place);
    await editMachine(ref, deadline, (vm) => addDevices(ref, vm, { plan, place, images, deadline }));
    return ref;
  } catch (error) {
    await undo(ref, deleteMachine);
    throw error;
  }
}

async function register(
  session: PrlSession,
  plan: ParallelsPlan,
  { name, folder }: NewPlace,
  deadline: Deadline,
): Promise<MachineRef> {
  const { api } = session;
  const what = `making '${name}'`;
  const handle = await api.own('machine', (out) => api.do(what, 'PrlSrv_CreateVm', session.server, out));
  try {
    const vm = handle.value;
    await session.run('PrlSrv_GetSrvConfig', [session.server], {
      what,
      deadline,
      read: async (results) => {
        using config = await results.handle(0, 'service configuration');
        await api.do(what, 'PrlVmCfg_SetDefaultConfig', vm, config.value, plan.osVersion, false);
      },
    });
    await api.do(what, 'PrlVmCfg_SetName', vm, name);
    await api.do(what, 'PrlVmCfg_SetRamSize', vm, plan.memory);
    await api.do(what, 'PrlVmCfg_SetCpuCount', vm, plan.cpus);
    if (plan.videoMemory !== undefined) await api.do(what, 'PrlVmCfg_SetVideoRamSize', vm, plan.videoMemory);
    await session.run('PrlVm_Reg', [vm, folder ?? '', true], {
      what,
      deadline,
      discard: async () => undo(await refOf(session, handle), deleteMachine),
    });
    return await refOf(session, handle);
  } catch (error) {
    handle[Symbol.dispose]();
    throw error;
  }
}

interface Images {
  /** Of each disk: the file that the machine writes. */
  readonly disks: readonly string[];
  readonly optical: string | null | undefined;
  readonly floppy: string | null | undefined;
}

/** Images that are only read are copied: Parallels has no overlays outside of its own snapshots. */
async function prepareImages(plan: ParallelsPlan, { folder, name }: NewPlace): Promise<Images> {
  const local = folder !== undefined;
  const inFolder = (file: string) => (local ? join(folder, file) : file);
  const medium = async (image: string | null | undefined, option: string) =>
    typeof image === 'string' && local ? await existing(image, option) : image;
  const disks: string[] = [];
  for (const [index, disk] of plan.disks.entries()) {
    const copy = inFolder(`${local ? '' : `${name}-`}disk${index}.hdd`);
    if ('size' in disk) disks.push(copy);
    else if (disk.write === 'in-place' || !local) disks.push(disk.image);
    else {
      const source = await existing(disk.image, `machine.disks[${index}].image`);
      await cp(source, copy, { recursive: true, mode: constants.COPYFILE_FICLONE });
      disks.push(copy);
    }
  }
  const [optical, source] = [
    await medium(plan.optical, 'machine.optical'),
    await medium(plan.floppy, 'machine.floppy'),
  ];
  return { disks, optical, floppy: source };
}

async function addDevices(
  ref: MachineRef,
  vm: bigint,
  wanted: {
    readonly plan: ParallelsPlan;
    readonly place: NewPlace;
    readonly images: Images;
    readonly deadline: Deadline;
  },
): Promise<void> {
  const { api } = ref;
  const { plan, place, images, deadline } = wanted;
  for (const [index, disk] of plan.disks.entries())
    await addDisk(ref, vm, { disk, image: images.disks[index] ?? '', deadline });
  if (images.optical !== undefined) await addDrive(api, vm, DEVICE_TYPE.optical, images.optical);
  if (images.floppy !== undefined) await addDrive(api, vm, DEVICE_TYPE.floppy, images.floppy);
  if (plan.network) await addAdapter(api, vm, plan.network);
  for (const path of place.serialPaths) await addSerialPort(api, vm, path);
  await setBootOrder(api, vm, plan.bootOrder);
}

async function addDisk(
  ref: MachineRef,
  vm: bigint,
  { disk, image, deadline }: { readonly disk: DiskPlan; readonly image: string; readonly deadline: Deadline },
): Promise<void> {
  const { api } = ref;
  const what = `making the disk '${image}'`;
  using device = await createDevice(api, vm, DEVICE_TYPE.disk);
  await setImage(api, device.value, image);
  await api.do(what, 'PrlVmDev_SetIfaceType', device.value, disk.interface);
  await api.do(what, 'PrlVmDev_SetStackIndex', device.value, disk.slot);
  await api.do(what, 'PrlVmDev_SetEnabled', device.value, true);
  await api.do(what, 'PrlVmDev_SetConnected', device.value, true);
  if (!('size' in disk)) return;
  await api.do(what, 'PrlVmDevHd_SetDiskType', device.value, PHD_EXPANDING_HARD_DISK);
  await api.do(what, 'PrlVmDevHd_SetDiskSize', device.value, disk.size);
  await ref.run('PrlVmDev_CreateImage', () => [device.value, false, true], { what, deadline });
}

async function addDrive(api: PrlApi, vm: bigint, type: number, image: string | null): Promise<void> {
  using device = await createDevice(api, vm, type);
  if (image !== null) await setImage(api, device.value, image);
  else await api.do('making a drive', 'PrlVmDev_SetEmulatedType', device.value, EMULATION.imageFile);
  await api.do('making a drive', 'PrlVmDev_SetEnabled', device.value, true);
  await api.do('making a drive', 'PrlVmDev_SetConnected', device.value, image !== null);
}
