/** libvirt's numbers (libvirt-domain.h, libvirt-storage.h, libvirt-event.h, virterror.h). */

/** virDomainState. */
export const DOMAIN_STATE = {
  noState: 0,
  running: 1,
  blocked: 2,
  paused: 3,
  shuttingDown: 4,
  off: 5,
  crashed: 6,
  sleeping: 7,
} as const;

/** virDomainCreateFlags. */
export const CREATE = { paused: 1, autoDestroy: 2, bypassCache: 4, forceBoot: 8 } as const;
/** virDomainUndefineFlagsValues: what goes with the definition. */
export const UNDEFINE = { managedSave: 1, snapshots: 2, nvram: 4 } as const;
/** virDomainXMLFlags. */
export const XML = { secure: 1, inactive: 2 } as const;
/** virDomainModificationImpact, and force: a tray that the guest has locked. */
export const UPDATE = { live: 1, config: 2, force: 4 } as const;
/** virDomainSaveRestoreFlags. */
export const SAVE = { running: 2, paused: 4 } as const;
/** virDomainSnapshotRevertFlags. */
export const REVERT = { running: 1, paused: 2, force: 4 } as const;
/** virDomainConsoleFlags: takes the console from a stream that somebody left. */
export const CONSOLE = { force: 1 } as const;
/** virDomainOpenGraphicsFlags. */
export const GRAPHICS = { skipAuthentication: 1 } as const;
/** virStreamFlags and virStreamEventType. */
export const STREAM = { nonBlocking: 1, readable: 1, error: 4, hangup: 8 } as const;
/** virDomainShutdownFlagValues. */
export const SHUTDOWN = { acpi: 1 } as const;
/** virStorageVolCreateFlags has none that we use; virStoragePoolBuildFlags neither. */
export const NONE = 0;
/** virDomainQemuMonitorCommandFlags. */
export const MONITOR = { qmp: 0, human: 1 } as const;
/** virKeycodeSet: set-1 codes, extended ones with bit 7 set. */
export const KEYCODES_QNUM = 9;

/** virDomainEventID. */
export const EVENT = { lifecycle: 0, reboot: 1 } as const;
/** virDomainEventType. */
export const LIFECYCLE = [
  'defined',
  'undefined',
  'started',
  'suspended',
  'resumed',
  'stopped',
  'shutdown',
  'pmsuspended',
  'crashed',
] as const;
/** virDomainEventStoppedDetailType. */
export const STOPPED = [
  'shutdown',
  'destroyed',
  'crashed',
  'migrated',
  'saved',
  'failed',
  'from snapshot',
] as const;
/** virConnectCloseReason. */
export const CLOSE_REASONS = ['error', 'end of file', 'keepalive timeout', 'client'] as const;

/** virErrorNumber, as far as it decides what we do. */
export const ERROR = {
  internal: 1,
  noSupport: 3,
  invalidArgument: 8,
  operationFailed: 9,
  xml: 27,
  system: 38,
  noDomain: 42,
  authentication: 45,
  noPool: 49,
  noVolume: 50,
  operationInvalid: 55,
  noSnapshot: 72,
  agentUnresponsive: 86,
  volumeExists: 90,
} as const;
