/** The functions of the VIX C interface that the driver calls, in the order of their C prototypes. Facts of the interface. */
import type { FunctionTable } from '../../ffi/function-table.ts';

/** Ends every function that starts a job: the job's callback and what is handed to it. We poll instead, but for finding. */
const CALLBACK = ['callback', 'pointer'] as const;

export const VIX_FUNCTIONS = {
  Vix_ReleaseHandle: { returns: 'void', takes: ['i32'] },
  Vix_GetProperties: { returns: 'u64', takes: ['i32', 'i32'], variadic: true },
  Vix_FreeBuffer: { returns: 'void', takes: ['pointer'] },
  Vix_GetErrorText: { returns: 'text', takes: ['u64', 'text'] },
  VixPropertyList_AllocPropertyList: { returns: 'u64', takes: ['i32', 'i32*', 'i32'], variadic: true },

  VixJob_CheckCompletion: { returns: 'u64', takes: ['i32', 'bool8*'] },
  VixJob_GetError: { returns: 'u64', takes: ['i32'] },

  // API version, provider, host, port, user, password, options, property list
  VixHost_Connect: {
    returns: 'i32',
    takes: ['i32', 'i32', 'text', 'i32', 'text', 'text', 'i32', 'i32', ...CALLBACK],
  },
  VixHost_Disconnect: { returns: 'void', takes: ['i32'] },
  VixHost_RegisterVM: { returns: 'i32', takes: ['i32', 'text', ...CALLBACK] },
  VixHost_UnregisterVM: { returns: 'i32', takes: ['i32', 'text', ...CALLBACK] },
  // kind, criteria (0), timeout (-1)
  VixHost_FindItems: { returns: 'i32', takes: ['i32', 'i32', 'i32', 'i32', ...CALLBACK] },
  // path, options, property list
  VixHost_OpenVM: { returns: 'i32', takes: ['i32', 'text', 'i32', 'i32', ...CALLBACK] },
  VixVM_Open: { returns: 'i32', takes: ['i32', 'text', ...CALLBACK] },

  // options, property list
  VixVM_PowerOn: { returns: 'i32', takes: ['i32', 'i32', 'i32', ...CALLBACK] },
  // options, and no list: samples of the vendor's guide pass one more
  VixVM_PowerOff: { returns: 'i32', takes: ['i32', 'i32', ...CALLBACK] },
  VixVM_Reset: { returns: 'i32', takes: ['i32', 'i32', ...CALLBACK] },
  VixVM_Suspend: { returns: 'i32', takes: ['i32', 'i32', ...CALLBACK] },
  VixVM_Pause: { returns: 'i32', takes: ['i32', 'i32', 'i32', ...CALLBACK] },
  VixVM_Unpause: { returns: 'i32', takes: ['i32', 'i32', 'i32', ...CALLBACK] },
  VixVM_Delete: { returns: 'i32', takes: ['i32', 'i32', ...CALLBACK] },
  // snapshot, kind, path of the copy's .vmx, options, property list
  VixVM_Clone: { returns: 'i32', takes: ['i32', 'i32', 'i32', 'text', 'i32', 'i32', ...CALLBACK] },
  VixVM_UpgradeVirtualHardware: { returns: 'i32', takes: ['i32', 'i32', ...CALLBACK] },

  VixVM_GetNumRootSnapshots: { returns: 'u64', takes: ['i32', 'i32*'] },
  VixVM_GetRootSnapshot: { returns: 'u64', takes: ['i32', 'i32', 'i32*'] },
  VixSnapshot_GetNumChildren: { returns: 'u64', takes: ['i32', 'i32*'] },
  VixSnapshot_GetChild: { returns: 'u64', takes: ['i32', 'i32', 'i32*'] },
  // name, description, options, property list
  VixVM_CreateSnapshot: { returns: 'i32', takes: ['i32', 'text', 'text', 'i32', 'i32', ...CALLBACK] },
  // snapshot, options, property list
  VixVM_RevertToSnapshot: { returns: 'i32', takes: ['i32', 'i32', 'i32', 'i32', ...CALLBACK] },
  // snapshot, options
  VixVM_RemoveSnapshot: { returns: 'i32', takes: ['i32', 'i32', 'i32', ...CALLBACK] },

  // options, arguments
  VixVM_InstallTools: { returns: 'i32', takes: ['i32', 'i32', 'text', ...CALLBACK] },
  // seconds
  VixVM_WaitForToolsInGuest: { returns: 'i32', takes: ['i32', 'i32', ...CALLBACK] },
  // user, password, options
  VixVM_LoginInGuest: { returns: 'i32', takes: ['i32', 'text', 'text', 'i32', ...CALLBACK] },
  VixVM_LogoutFromGuest: { returns: 'i32', takes: ['i32', ...CALLBACK] },
  // program, arguments, options, property list
  VixVM_RunProgramInGuest: { returns: 'i32', takes: ['i32', 'text', 'text', 'i32', 'i32', ...CALLBACK] },
  // interpreter, script, options, property list
  VixVM_RunScriptInGuest: { returns: 'i32', takes: ['i32', 'text', 'text', 'i32', 'i32', ...CALLBACK] },
  // from, to, options, property list
  VixVM_CopyFileFromHostToGuest: {
    returns: 'i32',
    takes: ['i32', 'text', 'text', 'i32', 'i32', ...CALLBACK],
  },
  VixVM_CopyFileFromGuestToHost: {
    returns: 'i32',
    takes: ['i32', 'text', 'text', 'i32', 'i32', ...CALLBACK],
  },
  VixVM_DeleteFileInGuest: { returns: 'i32', takes: ['i32', 'text', ...CALLBACK] },
  // format, property list (here a handle, not a pointer)
  VixVM_CaptureScreenImage: { returns: 'i32', takes: ['i32', 'i32', 'i32', ...CALLBACK] },
} as const satisfies FunctionTable;

export type VixFunctions = typeof VIX_FUNCTIONS;

/** What products of the early years lack, and the driver does without until it is asked for. */
export const OPTIONAL_FUNCTIONS = [
  'VixHost_OpenVM',
  'VixPropertyList_AllocPropertyList',
  'VixVM_Pause',
  'VixVM_Unpause',
  'VixVM_Clone',
  'VixVM_GetNumRootSnapshots',
  'VixVM_CaptureScreenImage',
  'VixVM_RunScriptInGuest',
  'VixVM_LogoutFromGuest',
] as const satisfies readonly (keyof VixFunctions)[];
