/** Devices of a machine. In the order of the C prototypes. */
import type { FunctionTable } from '../../ffi/function-table.ts';

export const DEVICES_FUNCTIONS = {
  PrlVmDev_SetEmulatedType: { returns: 'i32', takes: ['handle', 'enum32'] },
  PrlVmDev_SetSysName: { returns: 'i32', takes: ['handle', 'text'] },
  PrlVmDev_GetImagePath: { returns: 'i32', takes: ['handle', 'bytes', 'u32*'] },
  PrlVmDev_SetImagePath: { returns: 'i32', takes: ['handle', 'text'] },
  PrlVmDev_SetFriendlyName: { returns: 'i32', takes: ['handle', 'text'] },
  PrlVmDev_SetConnected: { returns: 'i32', takes: ['handle', 'bool32'] },
  PrlVmDev_SetEnabled: { returns: 'i32', takes: ['handle', 'bool32'] },
  PrlVmDev_SetIfaceType: { returns: 'i32', takes: ['handle', 'enum32'] },
  PrlVmDev_SetStackIndex: { returns: 'i32', takes: ['handle', 'u32'] },
  PrlVmDev_Connect: { returns: 'handle', takes: ['handle'] },
  PrlVmDev_Disconnect: { returns: 'handle', takes: ['handle'] },
  PrlVmDev_CreateImage: { returns: 'handle', takes: ['handle', 'bool32', 'bool32'] },
  PrlVmDevHd_SetDiskSize: { returns: 'i32', takes: ['handle', 'u32'] },
  PrlVmDevHd_SetDiskType: { returns: 'i32', takes: ['handle', 'enum32'] },
  PrlVmDevNet_GenerateMacAddr: { returns: 'i32', takes: ['handle'] },
  PrlVmDevNet_SetVirtualNetworkId: { returns: 'i32', takes: ['handle', 'text'] },
} as const satisfies FunctionTable;
