/** Result codes of the library (negative PRL_RESULTs, as unsigned numbers), and what each is in our errors. */
import type { ErrorCode } from '../../../base/errors.ts';

interface KnownError {
  readonly name: string;
  readonly code: ErrorCode;
  readonly remedy?: string;
}

export const PRL_ERR = {
  invalidArgument: 0x80000003,
  bufferOverrun: 0x80000006,
  unimplemented: 0x80000008,
  doubleInit: 0x80000011,
  timeout: 0x80000015,
  vmNotFound: 0x80000105,
  cannotConnect: 0x80000249,
  notConnected: 0x80000251,
  cancelled: 0x80000275,
  notInitialized: 0x80000287,
  vmNotStarted: 0x80000377,
  vmCannotNow: 0x80000416,
  ioStopped: 0x80000301,
  ioUnknownVm: 0x80000302,
  ioTimeout: 0x80000303,
  ioNoConnection: 0x80000401,
  incompatible: 0x80000422,
  notByEdition: 0x80056506,
  alreadyConnected: 0x80009000,
  alreadyDisconnected: 0x80009001,
} as const;

const START_IT = 'Start Parallels on that computer: its dispatcher service must run.';
const LOG_IN = 'Check the user and the password.';
const INSTALL_TOOLS = 'Install Parallels Tools in the guest, and wait until they run.';

export const KNOWN_ERRORS: Readonly<Record<number, KnownError>> = {
  2147483651: { name: 'PRL_ERR_INVALID_ARG', code: 'hypervisor' },
  2147483656: { name: 'PRL_ERR_UNIMPLEMENTED', code: 'unsupported' },
  2147483669: { name: 'PRL_ERR_TIMEOUT', code: 'timeout' },
  2147483737: { name: 'PRL_ERR_USER_OPERATION_NOT_AUTHORISED', code: 'authentication', remedy: LOG_IN },
  2147483909: { name: 'PRL_ERR_VM_UUID_NOT_FOUND', code: 'unknown-machine' },
  2147484233: {
    name: 'PRL_ERR_CANT_CONNECT_TO_DISPATCHER',
    code: 'connection-lost',
    remedy: START_IT,
  },
  2147484241: {
    name: 'PRL_ERR_NOT_CONNECTED_TO_DISPATCHER',
    code: 'connection-lost',
    remedy: START_IT,
  },
  2147484277: { name: 'PRL_ERR_OPERATION_WAS_CANCELED', code: 'aborted' },
  2147484279: {
    name: 'PRL_ERR_WRONG_CONNECTION_SECURITY_LEVEL',
    code: 'security-type',
    remedy: "Name the server's own: security: 'low', 'normal' or 'high'.",
  },
  2147484295: { name: 'PRL_ERR_API_WASNT_INITIALIZED', code: 'hypervisor' },
  2147484417: { name: 'PRL_ERR_IO_STOPPED', code: 'machine-state' },
  2147484418: { name: 'PRL_ERR_IO_UNKNOWN_VM_ID', code: 'machine-state' },
  2147484419: { name: 'PRL_ERR_IO_CONNECTION_TIMEOUT', code: 'connection-lost' },
  2147484464: { name: 'PRL_ERR_AUTHENTICATION_FAILED', code: 'authentication', remedy: LOG_IN },
  2147484465: {
    name: 'PRL_ERR_LOCAL_AUTHENTICATION_FAILED',
    code: 'authentication',
    remedy: 'Run as the user who owns the machines.',
  },
  2147484535: { name: 'PRL_ERR_DISP_VM_IS_NOT_STARTED', code: 'machine-state' },
  2147484673: { name: 'PRL_ERR_IO_NO_CONNECTION', code: 'machine-state' },
  2147484690: { name: 'PRL_ERR_HANDSHAKE_FAILED', code: 'connection-lost', remedy: START_IT },
  2147484694: { name: 'PRL_ERR_DISP_VM_COMMAND_CANT_BE_EXECUTED', code: 'machine-state' },
  2147484706: {
    name: 'PRL_ERR_API_INCOMPATIBLE',
    code: 'not-installed',
    remedy: 'Use the library of Parallels Desktop 11, Virtuozzo 7 or later.',
  },
  2147484707: {
    name: 'PRL_ERR_GUEST_TOOLS_NOT_INSTALLED',
    code: 'machine-state',
    remedy: INSTALL_TOOLS,
  },
  2147485015: { name: 'PRL_ERR_DISP_VM_IS_NOT_STOPPED', code: 'machine-state' },
  2147696641: {
    name: 'PRL_ERR_VM_EXEC_GUEST_TOOL_NOT_AVAILABLE',
    code: 'machine-state',
    remedy: INSTALL_TOOLS,
  },
  2147696643: { name: 'PRL_ERR_VM_EXEC_PROGRAM_NOT_FOUND', code: 'command-failed' },
  2147837190: {
    name: 'PRL_ERR_FEATURE_IS_NOT_AVAILABLE_BY_EDITION',
    code: 'unsupported',
    remedy: 'It needs the Pro or Business edition of Parallels Desktop.',
  },
};
