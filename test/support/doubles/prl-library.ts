/** Parallels' double through koffi, for the double's own tests: prototypes from the facts, none from a driver. */
import koffi from 'koffi';

type Native = ReturnType<ReturnType<typeof koffi.load>['func']>;

/** The types that functions of the tests use: H a handle, S a text, U and I numbers, O an out-parameter. */
const TYPES = {
  H: 'uintptr_t',
  S: 'str',
  U: 'uint32_t',
  I: 'int32_t',
  B: 'uint8_t *',
  P: 'void *',
  OH: '_Out_ uintptr_t *',
  OU: '_Out_ uint32_t *',
  OI: '_Out_ int32_t *',
  LU: '_Inout_ uint32_t *',
} as const;

/** Two lists of arguments: those that give a result code, and those that give a job. */
const RESULTS = {
  PrlApi_InitEx: 'U U U U',
  PrlApi_Deinit: '',
  PrlHandle_Free: 'H',
  PrlHandle_GetType: 'H OU',
  PrlDbg_GetHandlesNum: 'OU U',
  PrlJob_Wait: 'H U',
  PrlJob_GetStatus: 'H OU',
  PrlJob_GetRetCode: 'H OI',
  PrlJob_GetResult: 'H OH',
  PrlJob_GetError: 'H OH',
  PrlJob_GetDataPtr: 'H B LU',
  PrlResult_GetParam: 'H OH',
  PrlResult_GetParamByIndex: 'H U OH',
  PrlResult_GetParamsCount: 'H OU',
  PrlResult_GetParamAsString: 'H B LU',
  PrlEvent_GetType: 'H OU',
  PrlEvent_GetErrString: 'H U U B LU',
  PrlEvent_CreateAnswerEvent: 'H OH I',
  PrlEvent_GetParam: 'H U OH',
  PrlEvent_GetParamByName: 'H S OH',
  PrlEvtPrm_ToInt32: 'H OI',
  PrlEvtPrm_ToUint32: 'H OU',
  PrlSrv_Create: 'OH',
  PrlSrv_CreateVm: 'H OH',
  PrlSrv_RegEventHandler: 'H P P',
  PrlSrv_UnregEventHandler: 'H P P',
  PrlLoginResponse_GetSessionUuid: 'H B LU',
  PrlVmInfo_GetState: 'H OU',
  PrlVmCfg_SetName: 'H S',
  PrlVmCfg_GetName: 'H B LU',
  PrlVmCfg_GetUuid: 'H B LU',
  PrlVmCfg_GetHomePath: 'H B LU',
  PrlVmCfg_SetDefaultConfig: 'H H U U',
  PrlVmCfg_SetRamSize: 'H U',
  PrlVmCfg_GetOpticalDisk: 'H U OH',
  PrlVmCfg_GetOpticalDisksCount: 'H OU',
  PrlVmCfg_GetNetAdapter: 'H U OH',
  PrlVmCfg_GetHardDisk: 'H U OH',
  PrlVmCfg_GetFloppyDisk: 'H U OH',
  PrlVmCfg_SetVNCMode: 'H U',
  PrlVmCfg_SetVNCPassword: 'H S',
  PrlVmDev_SetImagePath: 'H S',
  PrlVmDev_SetEmulatedType: 'H U',
  PrlVmDev_SetConnected: 'H U',
  PrlVmDevHd_SetDiskSize: 'H U',
  PrlVmDevNet_GetMacAddress: 'H B LU',
  PrlApi_CreateStringsList: 'OH',
  PrlStrList_AddItem: 'H S',
} as const;

const DESKTOP_RESULTS = {
  PrlDevDisplay_DisconnectFromVm: 'H',
  PrlDevDisplay_GetScreenSize: 'H P',
  PrlDevDisplay_IsSlidingMouseEnabled: 'H OU',
  PrlDevDisplay_SyncCaptureScreenRegionToFile: 'H S U I U U U U',
  PrlDevKeyboard_SendKeyEvent: 'H U U',
  PrlDevKeyboard_SendKeyEventEx: 'H U U',
  PrlDevMouse_SetPos: 'H I I I U',
} as const;

const JOBS = {
  PrlJob_Cancel: 'H',
  PrlSrv_LoginLocal: 'H S U U',
  PrlSrv_Login: 'H S S S S U U U',
  PrlSrv_Logoff: 'H',
  PrlSrv_GetSrvConfig: 'H',
  PrlSrv_GetVmListEx: 'H U',
  PrlSrv_RegisterVm: 'H S U',
  PrlSrv_SendAnswer: 'H H',
  PrlVm_Reg: 'H S U',
  PrlVm_Unreg: 'H',
  PrlVm_Delete: 'H H',
  PrlVm_CloneEx: 'H S S U',
  PrlVm_BeginEdit: 'H',
  PrlVm_Commit: 'H',
  PrlVm_GetState: 'H',
  PrlVm_Start: 'H',
  PrlVm_StopEx: 'H U U',
  PrlVm_Pause: 'H U',
  PrlVm_Resume: 'H',
  PrlVm_Suspend: 'H',
  PrlVm_Reset: 'H',
  PrlVm_CreateSnapshot: 'H S S',
  PrlVm_SwitchToSnapshot: 'H S',
  PrlVm_DeleteSnapshot: 'H S U',
  PrlVm_GetSnapshotsTree: 'H',
  PrlVm_LoginInGuest: 'H S S U',
  PrlVmGuest_RunProgram: 'H S H H U I I I',
  PrlVmGuest_Logout: 'H U',
  PrlVmDev_CreateImage: 'H U U',
  PrlVmDev_Connect: 'H',
  PrlVmDev_Disconnect: 'H',
} as const;

const DESKTOP_JOBS = { PrlDevDisplay_ConnectToVm: 'H U' } as const;
const SERVER_RESULTS = { PrlVmCfg_GetVNCPort: 'H OU' } as const;
const SERVER_JOBS = { PrlVm_CaptureScreen: 'H U U U' } as const;

export type PrlName =
  | keyof typeof RESULTS
  | keyof typeof DESKTOP_RESULTS
  | keyof typeof SERVER_RESULTS
  | keyof typeof JOBS
  | keyof typeof DESKTOP_JOBS
  | keyof typeof SERVER_JOBS;

/** A function of the API; async: on a thread of koffi's. */
export type PrlLibrary = Readonly<Record<PrlName, Native>> & { readonly has: (name: string) => boolean };

/** Functions that the library lacks are left out. */
export function openPrlLibrary(path: string): PrlLibrary {
  const library = koffi.load(path);
  const has = (name: string) => {
    try {
      library.symbol(name);
      return true;
    } catch {
      return false;
    }
  };
  const functions = [
    ...declare({ ...RESULTS, ...DESKTOP_RESULTS, ...SERVER_RESULTS }, TYPES.I),
    ...declare({ ...JOBS, ...DESKTOP_JOBS, ...SERVER_JOBS }, TYPES.H),
  ].flatMap(([name, result, types]) =>
    has(name) ? [[name, library.func(name, result, types)] as const] : [],
  );
  return { ...Object.fromEntries(functions), has } as unknown as PrlLibrary;
}

function declare(table: Readonly<Record<string, string>>, result: string) {
  return Object.entries(table).map(([name, letters]) => {
    const types =
      letters === '' ? [] : letters.split(' ').map((letter) => TYPES[letter as keyof typeof TYPES]);
    return [name, result, types] as const;
  });
}
