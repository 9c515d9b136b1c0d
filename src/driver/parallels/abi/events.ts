/** Events of the service, and answers to its questions. In the order of the C prototypes. */
import type { FunctionTable } from '../../ffi/function-table.ts';

export const EVENTS_FUNCTIONS = {
  PrlSrv_RegEventHandler: { returns: 'i32', takes: ['handle', 'callback', 'pointer'] },
  PrlSrv_UnregEventHandler: { returns: 'i32', takes: ['handle', 'callback', 'pointer'] },
  PrlEvent_GetType: { returns: 'i32', takes: ['handle', 'enum32*'] },
  PrlEvent_GetErrString: { returns: 'i32', takes: ['handle', 'bool32', 'bool32', 'bytes', 'u32*'] },
  PrlEvent_GetIssuerId: { returns: 'i32', takes: ['handle', 'bytes', 'u32*'] },
  PrlEvent_GetParamsCount: { returns: 'i32', takes: ['handle', 'u32*'] },
  PrlEvent_GetParam: { returns: 'i32', takes: ['handle', 'u32', 'handle*'] },
  PrlEvtPrm_ToUint32: { returns: 'i32', takes: ['handle', 'u32*'] },
  PrlEvtPrm_ToInt32: { returns: 'i32', takes: ['handle', 'i32*'] },
  PrlEvent_CreateAnswerEvent: { returns: 'i32', takes: ['handle', 'handle*', 'i32'] },
  PrlSrv_SendAnswer: { returns: 'handle', takes: ['handle', 'handle'] },
} as const satisfies FunctionTable;
