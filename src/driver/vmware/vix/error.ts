/** A VixError as one of ours: what hinders is told apart, so that callers can act on it. */
import { type ErrorCode, GuestwrightError } from '../../../base/errors.ts';
import { readVixError, type VixErrorName } from './error-codes.ts';

/** What stands in the way, where a caller may want to know. */
export type Hindrance =
  | 'encrypted' // the machine needs a password
  | 'locked' // another process has its files open
  | 'running' // it is on already
  | 'not-running'
  | 'tools' // VMware Tools do not run in the guest
  | 'question' // VMware asks something and waits for the answer
  | 'login' // the guest, or the host, refuses who we are
  | 'missing' // there is no such machine
  | 'lost'; // the way to the host broke

interface Kind {
  readonly code: ErrorCode;
  readonly hindrance?: Hindrance;
  readonly remedy?: string;
}

const ENCRYPTED: Kind = {
  code: 'authentication',
  hindrance: 'encrypted',
  remedy: "The machine is encrypted: give its password by the option 'encryptionPassword'.",
};
const LOCKED: Kind = {
  code: 'machine-in-use',
  hindrance: 'locked',
  remedy:
    'Another process has its files open: close it there; if none runs, remove the machine’s .lck folders.',
};
const RUNNING: Kind = { code: 'machine-state', hindrance: 'running', remedy: 'Stop it first.' };
const TOOLS: Kind = {
  code: 'machine-state',
  hindrance: 'tools',
  remedy: 'Install VMware Tools in the guest, or wait until they have started.',
};
const QUESTION: Kind = {
  code: 'machine-state',
  hindrance: 'question',
  remedy:
    'VMware asks a question that nobody answers: open the machine in VMware and answer it, or add msg.autoAnswer = "TRUE" to its .vmx.',
};
const GUEST_LOGIN: Kind = {
  code: 'authentication',
  hindrance: 'login',
  remedy: "Check the guest's user and password: guest: { user, password } where the driver is named.",
};
const HOST_LOGIN: Kind = {
  code: 'authentication',
  hindrance: 'login',
  remedy: 'Check user and password where the driver is named.',
};
const LOST: Kind = {
  code: 'connection-lost',
  hindrance: 'lost',
  remedy: 'See that VMware runs on the host; connect again.',
};
const WRAPPER: Kind = {
  code: 'not-installed',
  remedy:
    "The library found no product that it can drive: install VMware Workstation or Fusion, or name another 'provider'.",
};
const SNAPSHOT: Kind = { code: 'snapshot' };
const FULL: Kind = { code: 'disk-full', remedy: 'Free space on the host.' };

const KINDS: Readonly<Partial<Record<VixErrorName, Kind>>> = {
  NEED_KEY: ENCRYPTED,
  CRYPTO_NEED_PASSWORD: ENCRYPTED,
  CRYPTO_BAD_PASSWORD: ENCRYPTED,
  CRYPTO_LOCKED: ENCRYPTED,
  FILE_ALREADY_LOCKED: LOCKED,
  SNAPSHOT_LOCKED: LOCKED,
  SNAPSHOT_DISKLOCKED: LOCKED,
  VM_IS_RUNNING: RUNNING,
  VM_ALREADY_LOADED: RUNNING,
  VM_NOT_RUNNING: { code: 'machine-state', hindrance: 'not-running', remedy: 'Start it first.' },
  TOOLS_NOT_RUNNING: TOOLS,
  TIMEOUT_WAITING_FOR_TOOLS: TOOLS,
  POWEROP_SCRIPTS_NOT_AVAILABLE: TOOLS,
  VMX_MSG_DIALOG_AND_NO_UI: QUESTION,
  CANNOT_AUTHENTICATE_WITH_GUEST: GUEST_LOGIN,
  GUEST_USER_PERMISSIONS: GUEST_LOGIN,
  ANON_GUEST_OPERATIONS_PROHIBITED: GUEST_LOGIN,
  ROOT_GUEST_OPERATIONS_PROHIBITED: GUEST_LOGIN,
  EMPTY_PASSWORD_NOT_ALLOWED_IN_GUEST: GUEST_LOGIN,
  INTERACTIVE_SESSION_NOT_PRESENT: GUEST_LOGIN,
  INTERACTIVE_SESSION_USER_MISMATCH: GUEST_LOGIN,
  INVALID_AUTHENTICATION_SESSION: GUEST_LOGIN,
  AUTHENTICATION_FAIL: HOST_LOGIN,
  HOST_USER_PERMISSIONS: HOST_LOGIN,
  HOST_NOT_CONNECTED: LOST,
  HOST_CONNECTION_LOST: LOST,
  VM_HOST_DISCONNECTED: LOST,
  HOST_TCP_CONN_LOST: LOST,
  HOST_SERVER_SHUTDOWN: LOST,
  HOST_SERVER_NOT_AVAILABLE: LOST,
  HOST_SERVER_NOT_FOUND: LOST,
  HOST_NETWORK_CONN_REFUSED: LOST,
  HOST_TCP_SOCKET_ERROR: LOST,
  CANNOT_CONNECT_TO_HOST: LOST,
  CANNOT_CONNECT_TO_VM: LOST,
  NET_HTTP_COULDNT_CONNECT: LOST,
  NET_HTTP_COULDNT_RESOLVE_HOST: LOST,
  NET_HTTP_SSL_SECURITY: {
    code: 'certificate',
    remedy: 'Trust the host’s certificate, or say verify: false.',
  },
  NET_HTTP_SSL_CONNECT_ERROR: { code: 'certificate', remedy: 'See that the host speaks TLS there.' },
  WRAPPER_WORKSTATION_NOT_INSTALLED: WRAPPER,
  WRAPPER_VERSION_NOT_FOUND: WRAPPER,
  WRAPPER_SERVICEPROVIDER_NOT_FOUND: WRAPPER,
  WRAPPER_PLAYER_NOT_INSTALLED: WRAPPER,
  WRAPPER_RUNTIME_NOT_INSTALLED: WRAPPER,
  WRAPPER_MULTIPLE_SERVICEPROVIDERS: WRAPPER,
  LICENSE: { code: 'unsupported', remedy: "The product's licence does not allow it." },
  VM_NOT_FOUND: { code: 'unknown-machine', hindrance: 'missing' },
  FILE_NOT_FOUND: { code: 'unknown-machine', hindrance: 'missing' },
  NOT_SUPPORTED: { code: 'unsupported', remedy: 'This product cannot do it.' },
  NOT_SUPPORTED_ON_REMOTE_OBJECT: { code: 'unsupported', remedy: 'It works on a local host only.' },
  NOT_FOR_REMOTE_HOST: { code: 'unsupported', remedy: 'It works on a local host only.' },
  NOT_SUPPORTED_FOR_VM_VERSION: { code: 'unsupported', remedy: 'Upgrade the virtual hardware.' },
  OP_NOT_SUPPORTED_ON_GUEST: { code: 'unsupported', remedy: 'This guest cannot do it.' },
  OBJECT_IS_BUSY: { code: 'machine-state', remedy: 'Wait until what it does has ended.' },
  OPERATION_ALREADY_IN_PROGRESS: { code: 'machine-state', remedy: 'Wait until what it does has ended.' },
  DISK_FULL: FULL,
  SNAPSHOT_MIN_FREE_SPACE: FULL,
  FILE_ERROR: { code: 'io' },
  FILE_ACCESS_ERROR: { code: 'io' },
  FILE_READ_ONLY: { code: 'io' },
  INVALID_ARG: { code: 'invalid-argument' },
};

export interface VixErrorFacts {
  /** Completes "VMware: ... failed". */
  readonly what: string;
  /** VIX's own words, if it has any. */
  readonly text?: string | undefined;
  /** What VMware would show in a dialog. */
  readonly message?: string | undefined;
}

/** `details` has `vix` (number and name), `hindrance`, and the whole error where its upper bits are set. */
export function vixError(error: bigint, { what, text, message }: VixErrorFacts): GuestwrightError {
  const { code, name } = readVixError(error);
  const kind: Kind =
    (name && KINDS[name]) ?? (name?.startsWith('SNAPSHOT_') ? SNAPSHOT : { code: 'hypervisor' });
  const words = [text ?? '', message ?? ''].map((part) => part.trim()).filter(Boolean);
  const said = words.length > 0 ? `: ${words.join(' ')}` : '';
  return new GuestwrightError(`VMware: ${what} failed${said} (VIX error ${code}${name ? ` ${name}` : ''})`, {
    code: kind.code,
    ...(kind.remedy !== undefined && { remedy: kind.remedy }),
    details: {
      vix: { code, name: name ?? null, ...(error > 0xffffn && { error: `0x${error.toString(16)}` }) },
      ...(kind.hindrance && { hindrance: kind.hindrance }),
    },
  });
}

/** What hinders, if the error is one of VMware's and says so. */
export function hindranceOf(error: unknown): Hindrance | undefined {
  return error instanceof GuestwrightError ? (error.details.hindrance as Hindrance | undefined) : undefined;
}

/** VIX's name of the error, if it is one of VIX's. */
export function vixNameOf(error: unknown): VixErrorName | undefined {
  const vix =
    error instanceof GuestwrightError
      ? (error.details.vix as { name?: VixErrorName } | undefined)
      : undefined;
  return vix?.name ?? undefined;
}
