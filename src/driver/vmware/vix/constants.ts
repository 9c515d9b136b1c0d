/** Constants of the VIX C interface that the driver uses, by group. Facts of the interface; the names are VIX's. */

/** `VIX_API_VERSION`. The wrapper library itself falls back for products of the first days. */
export const API_VERSION = -1;
export const INVALID_HANDLE = 0;

/** `VIX_SERVICEPROVIDER_`. Workstation stands for Fusion, VI server for ESX, ESXi, vCenter and Server 2. */
export const SERVICE_PROVIDERS = {
  default: 1,
  server: 2,
  workstation: 3,
  player: 4,
  'vi-server': 10,
  'workstation-shared': 11,
} as const;
export type Provider = keyof typeof SERVICE_PROVIDERS;

/** `VIX_HANDLETYPE_`. */
export const HANDLE_TYPES = {
  NONE: 0,
  HOST: 2,
  VM: 3,
  NETWORK: 5,
  JOB: 6,
  SNAPSHOT: 7,
  PROPERTY_LIST: 9,
  METADATA_CONTAINER: 11,
} as const;

/** `VIX_HOSTOPTION_`. */
export const HOST_OPTIONS = { VERIFY_SSL_CERT: 0x4000 } as const;

/** `VIX_FIND_`. */
export const FIND = { RUNNING_VMS: 1, REGISTERED_VMS: 4 } as const;

/** `VIX_VMPOWEROP_`. */
export const POWER_OPTIONS = {
  NORMAL: 0,
  FROM_GUEST: 0x0004,
  SUPPRESS_SNAPSHOT_POWERON: 0x0080,
  LAUNCH_GUI: 0x0200,
  START_VM_PAUSED: 0x1000,
} as const;

/** `VIX_POWERSTATE_`: bits, beside others that are reserved. */
export const POWER_STATES = {
  POWERING_OFF: 0x0001,
  POWERED_OFF: 0x0002,
  POWERING_ON: 0x0004,
  POWERED_ON: 0x0008,
  SUSPENDING: 0x0010,
  SUSPENDED: 0x0020,
  TOOLS_RUNNING: 0x0040,
  RESETTING: 0x0080,
  BLOCKED_ON_MSG: 0x0100,
  PAUSED: 0x0200,
  RESUMING: 0x0800,
} as const;

/** `VIX_TOOLSSTATE_`: bits. */
export const TOOLS_STATES = { UNKNOWN: 1, RUNNING: 2, NOT_INSTALLED: 4 } as const;

/** `VIX_VMDELETE_`. */
export const DELETE_OPTIONS = { DISK_FILES: 2 } as const;

/** `VIX_SNAPSHOT_`. */
export const SNAPSHOT_OPTIONS = { NONE: 0, REMOVE_CHILDREN: 1, INCLUDE_MEMORY: 2 } as const;

/** `VIX_CLONETYPE_`. */
export const CLONE_TYPES = { FULL: 0, LINKED: 1 } as const;

/** `VIX_RUNPROGRAM_`. */
export const RUN_PROGRAM = { WAIT: 0, RETURN_IMMEDIATELY: 1, ACTIVATE_WINDOW: 2 } as const;

/** `VIX_LOGIN_IN_GUEST_`. */
export const LOGIN = { NORMAL: 0, REQUIRE_INTERACTIVE_ENVIRONMENT: 8 } as const;

/** `VIX_INSTALLTOOLS_`. */
export const INSTALL_TOOLS = { MOUNT_TOOLS_INSTALLER: 0, AUTO_UPGRADE: 1, RETURN_IMMEDIATELY: 2 } as const;

/** `VIX_CAPTURESCREENFORMAT_`. */
export const CAPTURE_FORMATS = { PNG: 1, PNG_NOCOMPRESS: 2 } as const;

/** `VIX_EVENTTYPE_`. */
export const EVENTS = { JOB_COMPLETED: 2, JOB_PROGRESS: 3, FIND_ITEM: 8 } as const;

/** `VIX_PROPERTYTYPE_`. */
export const PROPERTY_TYPES = {
  ANY: 0,
  INTEGER: 1,
  STRING: 2,
  BOOL: 3,
  HANDLE: 4,
  INT64: 5,
  BLOB: 6,
} as const;
