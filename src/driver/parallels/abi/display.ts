/** Remote Desktop Access: the display, keyboard and mouse of a running machine. In the order of the C prototypes. */
import type { FunctionTable } from '../../ffi/function-table.ts';

export const DISPLAY_FUNCTIONS = {
  PrlDevDisplay_ConnectToVm: { returns: 'handle', takes: ['handle', 'enum32'] },
  PrlDevDisplay_DisconnectFromVm: { returns: 'i32', takes: ['handle'] },
  PrlDevDisplay_GetScreenSize: { returns: 'i32', takes: ['handle', 'bytes'] },
  PrlDevDisplay_GetAvailableDisplaysCount: { returns: 'i32', takes: ['handle', 'u32*'] },
  PrlDevDisplay_SyncCaptureScreenRegionToFile: {
    returns: 'i32',
    takes: ['handle', 'text', 'enum32', 'i32', 'u32', 'u32', 'u32', 'u32'],
  },
  PrlDevSecondaryDisplay_GetScreenSize: { returns: 'i32', takes: ['handle', 'u32', 'bytes'] },
  PrlDevSecondaryDisplay_SyncCaptureScaledScreenRegionToFile: {
    returns: 'i32',
    takes: ['handle', 'u32', 'text', 'enum32', 'i32', 'u32', 'u32', 'u32', 'u32', 'u32', 'u32'],
  },
  PrlDevDisplay_IsSlidingMouseEnabled: { returns: 'i32', takes: ['handle', 'bool32*'] },
  PrlDevMouse_MoveEx: { returns: 'i32', takes: ['handle', 'i32', 'i32', 'i32', 'i32', 'u32'] },
  PrlDevMouse_SetPosEx: { returns: 'i32', takes: ['handle', 'i32', 'i32', 'i32', 'i32', 'u32'] },
  PrlDevKeyboard_SendKeyEvent: { returns: 'i32', takes: ['handle', 'u32', 'enum32'] },
  PrlVm_CaptureScreen: { returns: 'handle', takes: ['handle', 'u32', 'u32', 'u32'] },
} as const satisfies FunctionTable;
