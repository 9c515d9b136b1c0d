/** Defines the bundled guest through Parallels' double, as a driver would: default configuration, devices, registration. */
import { demoMachine } from 'guestwright';
import type { Handle, PrlSession } from './prl-session.ts';

const USE_IMAGE_FILE = 1;
const OTHER_LINUX = 0x08ff;
const MEMORY_MB = 32;
const DISK_MB = 8;

/** A registered machine, off: an 8 MiB disk and the bundled guest's floppy. */
export async function registerDemo(prl: PrlSession, name: string): Promise<Handle> {
  const vm = prl.out('PrlSrv_CreateVm', prl.server);
  const config = await prl.result('PrlSrv_GetSrvConfig', prl.server);
  await prl.call('PrlVmCfg_SetDefaultConfig', vm, config, OTHER_LINUX, 1);
  prl.free(config);
  await prl.call('PrlVmCfg_SetName', vm, name);
  await prl.call('PrlVmCfg_SetRamSize', vm, MEMORY_MB);
  const disk = prl.out('PrlVmCfg_GetHardDisk', vm, 0);
  await prl.call('PrlVmDevHd_SetDiskSize', disk, DISK_MB);
  const floppy = prl.out('PrlVmCfg_GetFloppyDisk', vm, 0);
  await prl.call('PrlVmDev_SetEmulatedType', floppy, USE_IMAGE_FILE);
  await prl.call('PrlVmDev_SetImagePath', floppy, demoMachine.floppy as string);
  await prl.run('PrlVm_Reg', vm, '', 1);
  await prl.run('PrlVmDev_CreateImage', disk, 1, 1);
  prl.free(disk, floppy);
  return vm;
}
