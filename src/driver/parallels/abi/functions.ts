/** All functions of the library that the driver calls, and which of them a usable library may lack. */
import { CONFIG_FUNCTIONS } from './config.ts';
import { CORE_FUNCTIONS } from './core.ts';
import { DEVICES_FUNCTIONS } from './devices.ts';
import { DISPLAY_FUNCTIONS } from './display.ts';
import { EVENTS_FUNCTIONS } from './events.ts';
import { MACHINE_FUNCTIONS } from './machine.ts';
import { SERVER_FUNCTIONS } from './server.ts';

export const PRL_FUNCTIONS = {
  ...CORE_FUNCTIONS,
  ...EVENTS_FUNCTIONS,
  ...SERVER_FUNCTIONS,
  ...MACHINE_FUNCTIONS,
  ...CONFIG_FUNCTIONS,
  ...DEVICES_FUNCTIONS,
  ...DISPLAY_FUNCTIONS,
};

export type PrlFunctions = typeof PRL_FUNCTIONS;
export type PrlName = keyof PrlFunctions;

/** Of one product only, or so seldom needed that a library without them serves. */
export const OPTIONAL_FUNCTIONS: readonly PrlName[] = [
  // Remote Desktop Access: Parallels Desktop only
  'PrlDevDisplay_ConnectToVm',
  'PrlDevDisplay_DisconnectFromVm',
  'PrlDevDisplay_GetScreenSize',
  'PrlDevDisplay_GetAvailableDisplaysCount',
  'PrlDevDisplay_SyncCaptureScreenRegionToFile',
  'PrlDevSecondaryDisplay_GetScreenSize',
  'PrlDevSecondaryDisplay_SyncCaptureScaledScreenRegionToFile',
  'PrlDevDisplay_IsSlidingMouseEnabled',
  'PrlDevMouse_MoveEx',
  'PrlDevMouse_SetPosEx',
  'PrlDevKeyboard_SendKeyEvent',
  // Virtuozzo only
  'PrlVm_CaptureScreen',
  // the port of the machine's VNC server has two names
  'PrlVmCfg_GetVNCPort',
  'PrlVmCfg_GetVNCPortNumber',
  // declared in the headers, but not among those whose every argument was checked
  'PrlEvent_CreateAnswerEvent',
  'PrlSrv_SendAnswer',
  'PrlVm_GetProblemReport',
  'PrlVm_GetPackedProblemReport',
  'PrlVmCfg_GetFloppyDisksCount',
  'PrlVmCfg_GetFloppyDisk',
  'PrlVmCfg_GetHardDisksCount',
  'PrlVmCfg_GetHardDisk',
  'PrlVmCfg_GetSerialPortsCount',
  'PrlVmCfg_GetSerialPort',
];
