/** The session with a service, and its machines. In the order of the C prototypes. */
import type { FunctionTable } from '../../ffi/function-table.ts';

export const SERVER_FUNCTIONS = {
  PrlSrv_Create: { returns: 'i32', takes: ['handle*'] },
  PrlSrv_Login: {
    returns: 'handle',
    takes: ['handle', 'text', 'text', 'text', 'text', 'u32', 'u32', 'enum32'],
  },
  PrlSrv_LoginLocal: { returns: 'handle', takes: ['handle', 'text', 'u32', 'enum32'] },
  PrlSrv_Logoff: { returns: 'handle', takes: ['handle'] },
  PrlSrv_IsConnected: { returns: 'i32', takes: ['handle', 'bool32*', 'bool32*'] },
  PrlSrv_GetSrvConfig: { returns: 'handle', takes: ['handle'] },
  PrlSrv_GetVmListEx: { returns: 'handle', takes: ['handle', 'u32'] },
  PrlSrv_CreateVm: { returns: 'i32', takes: ['handle', 'handle*'] },
  PrlSrv_RegisterVmEx: { returns: 'handle', takes: ['handle', 'text', 'u32'] },
  PrlLoginResponse_GetSessionUuid: { returns: 'i32', takes: ['handle', 'bytes', 'u32*'] },
  PrlLoginResponse_GetProductVersion: { returns: 'i32', takes: ['handle', 'bytes', 'u32*'] },
} as const satisfies FunctionTable;
