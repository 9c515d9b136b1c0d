/** What we say and hear in QEMU's machine protocol (QMP); only the fields that we use. */

/** Commands by name: `[arguments, answer]`. Reference: QEMU's docs/interop/qemu-qmp-ref. */
export interface QmpCommands {
  qmp_capabilities: [undefined, unknown];
  'query-status': [undefined, { status: RunState; running: boolean }];
  'query-name': [undefined, { name?: string }];
  'query-mice': [undefined, readonly QmpMouse[]];
  'query-block': [undefined, readonly QmpBlock[]];
  'query-named-block-nodes': [
    { flat: boolean },
    readonly { 'node-name': string; drv: string; file: string }[],
  ];
  'blockdev-add': [Readonly<Record<string, unknown>>, unknown];
  'blockdev-del': [{ 'node-name': string }, unknown];
  'blockdev-open-tray': [{ id: string; force: boolean }, unknown];
  'blockdev-remove-medium': [{ id: string }, unknown];
  'blockdev-insert-medium': [{ id: string; 'node-name': string }, unknown];
  'blockdev-close-tray': [{ id: string }, unknown];
  'query-migrate': [undefined, QmpMigration];
  'query-jobs': [undefined, readonly QmpJob[]];
  cont: [undefined, unknown];
  stop: [undefined, unknown];
  quit: [undefined, unknown];
  system_reset: [undefined, unknown];
  system_powerdown: [undefined, unknown];
  screendump: [{ filename: string; device?: string; head?: number }, unknown];
  'input-send-event': [{ events: readonly QmpInputEvent[] }, unknown];
  'human-monitor-command': [{ 'command-line': string }, string];
  'blockdev-change-medium': [
    {
      id: string;
      filename: string;
      format?: string;
      force?: boolean;
      'read-only-mode'?: 'read-only' | 'read-write' | 'retain';
    },
    unknown,
  ];
  eject: [{ id: string; force?: boolean }, unknown];
  'qom-set': [{ path: string; property: string; value: unknown }, unknown];
  'qom-list': [{ path: string }, readonly { name: string; type: string }[]];
  set_link: [{ name: string; up: boolean }, unknown];
  'snapshot-save': [{ 'job-id': string; tag: string; vmstate: string; devices: readonly string[] }, unknown];
  'snapshot-load': [{ 'job-id': string; tag: string; vmstate: string; devices: readonly string[] }, unknown];
  'snapshot-delete': [{ 'job-id': string; tag: string; devices: readonly string[] }, unknown];
  'job-dismiss': [{ id: string }, unknown];
  migrate: [{ uri: string }, unknown];
  'migrate-incoming': [{ uri: string }, unknown];
  migrate_cancel: [undefined, unknown];
  'migrate-set-parameters': [{ 'max-bandwidth'?: number; 'downtime-limit'?: number }, unknown];
}

/** QEMU's own words for what the machine does. */
export type RunState =
  | 'running'
  | 'paused'
  | 'prelaunch'
  | 'inmigrate'
  | 'postmigrate'
  | 'finish-migrate'
  | 'restore-vm'
  | 'save-vm'
  | 'shutdown'
  | 'suspended'
  | 'watchdog'
  | 'guest-panicked'
  | 'internal-error'
  | 'io-error'
  | 'debug'
  | 'colo';

export interface QmpMouse {
  readonly name: string;
  readonly current: boolean;
  readonly absolute: boolean;
}

export interface QmpBlock {
  readonly device: string;
  readonly qdev?: string;
  readonly removable: boolean;
  readonly inserted?: {
    readonly file: string;
    readonly drv: string;
    readonly ro: boolean;
    readonly 'node-name'?: string;
  };
}

export interface QmpMigration {
  readonly status?:
    | 'none'
    | 'setup'
    | 'active'
    | 'completed'
    | 'failed'
    | 'cancelling'
    | 'cancelled'
    | 'device';
  readonly 'error-desc'?: string;
}

export interface QmpJob {
  readonly id: string;
  readonly status:
    | 'created'
    | 'running'
    | 'concluded'
    | 'aborting'
    | 'null'
    | 'pending'
    | 'waiting'
    | 'ready';
  readonly error?: string;
}

export type QmpInputEvent =
  | {
      readonly type: 'key';
      readonly data: {
        readonly down: boolean;
        readonly key: { readonly type: 'qcode'; readonly data: string };
      };
    }
  | { readonly type: 'btn'; readonly data: { readonly down: boolean; readonly button: QmpButton } }
  | { readonly type: 'rel' | 'abs'; readonly data: { readonly axis: 'x' | 'y'; readonly value: number } };

export type QmpButton =
  | 'left'
  | 'middle'
  | 'right'
  | 'wheel-up'
  | 'wheel-down'
  | 'wheel-left'
  | 'wheel-right'
  | 'side'
  | 'extra';

/** Events by name; others are ignored. */
export interface QmpEvents extends Record<string, unknown> {
  STOP: Record<string, never>;
  RESUME: Record<string, never>;
  RESET: { readonly guest: boolean; readonly reason?: string };
  SHUTDOWN: { readonly guest: boolean; readonly reason?: string };
  SUSPEND: Record<string, never>;
  WAKEUP: Record<string, never>;
  GUEST_PANICKED: { readonly action: string };
  BLOCK_IO_ERROR: {
    readonly device: string;
    readonly 'node-name'?: string;
    readonly nospace?: boolean;
    readonly reason: string;
    readonly action: string;
  };
  JOB_STATUS_CHANGE: { readonly id: string; readonly status: QmpJob['status'] };
}

/** A line from QEMU. */
export type QmpMessage =
  | { readonly QMP: { readonly version: unknown } }
  | { readonly return: unknown; readonly id?: number }
  | { readonly error: { readonly class: string; readonly desc: string }; readonly id?: number }
  | { readonly event: string; readonly data?: unknown };
