/** Library, handles, jobs and their results, lists. In the order of the C prototypes. */
import type { FunctionTable } from '../../ffi/function-table.ts';

export const CORE_FUNCTIONS = {
  PrlApi_InitEx: { returns: 'i32', takes: ['u32', 'enum32', 'u32', 'u32'] },
  PrlApi_Deinit: { returns: 'i32', takes: [] },
  PrlApi_GetResultDescription: { returns: 'i32', takes: ['i32', 'bool32', 'bool32', 'bytes', 'u32*'] },
  PrlApi_CreateStringsList: { returns: 'i32', takes: ['handle*'] },
  PrlStrList_AddItem: { returns: 'i32', takes: ['handle', 'text'] },
  PrlHandle_Free: { returns: 'i32', takes: ['handle'] },
  PrlHandle_GetType: { returns: 'i32', takes: ['handle', 'enum32*'] },
  PrlJob_GetStatus: { returns: 'i32', takes: ['handle', 'enum32*'] },
  PrlJob_GetProgress: { returns: 'i32', takes: ['handle', 'u32*'] },
  PrlJob_GetRetCode: { returns: 'i32', takes: ['handle', 'i32*'] },
  PrlJob_GetResult: { returns: 'i32', takes: ['handle', 'handle*'] },
  PrlJob_GetError: { returns: 'i32', takes: ['handle', 'handle*'] },
  PrlJob_Cancel: { returns: 'handle', takes: ['handle'] },
  PrlResult_GetParamsCount: { returns: 'i32', takes: ['handle', 'u32*'] },
  PrlResult_GetParamByIndex: { returns: 'i32', takes: ['handle', 'u32', 'handle*'] },
  PrlResult_GetParamAsString: { returns: 'i32', takes: ['handle', 'bytes', 'u32*'] },
  PrlReport_AsString: { returns: 'i32', takes: ['handle', 'bytes', 'u32*'] },
} as const satisfies FunctionTable;
