/** Properties of VIX handles: their numbers and how each is stored. Facts of the interface; the names are VIX's. */

/** `blob` is told by two pointers, its size and its bytes. */
export type PropertyKind = 'i32' | 'i64' | 'u64' | 'bool' | 'string' | 'handle' | 'blob';

export interface PropertyFact {
  readonly id: number;
  readonly kind: PropertyKind;
}

/** Ends a list of properties. */
export const NO_PROPERTY = 0;

export const PROPERTIES = {
  HOST_SOFTWARE_VERSION: { id: 52, kind: 'string' },
  VM_VMX_PATHNAME: { id: 103, kind: 'string' },
  VM_NAME: { id: 108, kind: 'string' },
  VM_GUESTOS: { id: 109, kind: 'string' },
  VM_POWER_STATE: { id: 129, kind: 'i32' },
  VM_TOOLS_STATE: { id: 152, kind: 'i32' },
  VM_IS_RUNNING: { id: 196, kind: 'bool' },
  VM_SUPPORTED_FEATURES: { id: 197, kind: 'i32' },
  JOB_RESULT_ERROR_CODE: { id: 3000, kind: 'u64' },
  JOB_RESULT_USER_MESSAGE: { id: 3002, kind: 'string' },
  JOB_RESULT_HANDLE: { id: 3010, kind: 'handle' },
  JOB_RESULT_GUEST_OBJECT_EXISTS: { id: 3011, kind: 'bool' },
  JOB_RESULT_GUEST_PROGRAM_ELAPSED_TIME: { id: 3017, kind: 'i32' },
  JOB_RESULT_GUEST_PROGRAM_EXIT_CODE: { id: 3018, kind: 'i32' },
  JOB_RESULT_ITEM_NAME: { id: 3035, kind: 'string' },
  JOB_RESULT_PROCESS_ID: { id: 3051, kind: 'i64' },
  JOB_RESULT_VM_VARIABLE_STRING: { id: 3056, kind: 'string' },
  JOB_RESULT_SCREEN_IMAGE_DATA: { id: 3059, kind: 'blob' },
  JOB_RESULT_FILE_SIZE: { id: 3061, kind: 'i64' },
  FOUND_ITEM_LOCATION: { id: 4010, kind: 'string' },
  SNAPSHOT_DISPLAYNAME: { id: 4200, kind: 'string' },
  SNAPSHOT_DESCRIPTION: { id: 4201, kind: 'string' },
  SNAPSHOT_POWERSTATE: { id: 4205, kind: 'i32' },
  VM_ENCRYPTION_PASSWORD: { id: 7001, kind: 'string' },
} as const satisfies Readonly<Record<string, PropertyFact>>;

export type PropertyName = keyof typeof PROPERTIES;

interface Values {
  readonly i32: number;
  readonly i64: bigint;
  readonly u64: bigint;
  readonly bool: boolean;
  readonly string: string;
  readonly handle: number;
  readonly blob: Uint8Array;
}

/** What a property is in JavaScript. Handles are one reference each, which the reader releases. */
export type PropertyValue<Name extends PropertyName> = Values[(typeof PROPERTIES)[Name]['kind']];
