/** The web service's faults as our errors. Result codes as VirtualBox's SDK reference lists them. */
import { type ErrorCode, GuestwrightError } from '../../base/errors.ts';
import type { SoapFault } from '../soap/fault.ts';

/** By the number as it is on the wire, signed. */
const RESULT_CODES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries({
    VBOX_E_OBJECT_NOT_FOUND: 0x80bb0001,
    VBOX_E_INVALID_VM_STATE: 0x80bb0002,
    VBOX_E_VM_ERROR: 0x80bb0003,
    VBOX_E_FILE_ERROR: 0x80bb0004,
    VBOX_E_IPRT_ERROR: 0x80bb0005,
    VBOX_E_PDM_ERROR: 0x80bb0006,
    VBOX_E_INVALID_OBJECT_STATE: 0x80bb0007,
    VBOX_E_HOST_ERROR: 0x80bb0008,
    VBOX_E_NOT_SUPPORTED: 0x80bb0009,
    VBOX_E_XML_ERROR: 0x80bb000a,
    VBOX_E_INVALID_SESSION_STATE: 0x80bb000b,
    VBOX_E_OBJECT_IN_USE: 0x80bb000c,
    VBOX_E_PASSWORD_INCORRECT: 0x80bb000d,
    VBOX_E_MAXIMUM_REACHED: 0x80bb000e,
    VBOX_E_GSTCTL_GUEST_ERROR: 0x80bb000f,
    VBOX_E_TIMEOUT: 0x80bb0010,
    VBOX_E_DND_ERROR: 0x80bb0011,
    E_NOTIMPL: 0x80004001,
    E_POINTER: 0x80004003,
    E_ABORT: 0x80004004,
    E_FAIL: 0x80004005,
    E_UNEXPECTED: 0x8000ffff,
    E_ACCESSDENIED: 0x80070005,
    E_OUTOFMEMORY: 0x8007000e,
    E_INVALIDARG: 0x80070057,
    NS_ERROR_CALL_FAILED: 0x800706be, // the server's other half, VBoxSVC or the machine's process, is gone
  }).map(([name, code]) => [code | 0, name]),
);

export type ResultCode = string;

/** Name of a signed result code, else its number. */
export function resultCodeName(code: number): ResultCode {
  return RESULT_CODES[code] ?? `0x${(code >>> 0).toString(16)}`;
}

/** What our callers branch on. */
const ERROR_CODES: Readonly<Record<string, ErrorCode>> = {
  VBOX_E_OBJECT_NOT_FOUND: 'hypervisor',
  VBOX_E_INVALID_VM_STATE: 'machine-state',
  VBOX_E_INVALID_SESSION_STATE: 'machine-state',
  VBOX_E_OBJECT_IN_USE: 'machine-in-use',
  NS_ERROR_CALL_FAILED: 'connection-lost',
};

/** The error for a fault of `operation`, such as IMachine_getName. */
export function faultError(operation: string, { content }: SoapFault, url: URL): GuestwrightError {
  const method = operation.replace('_', '::');
  const { kind, text, details } = content;
  if (kind === 'InvalidObjectFault') return staleReference(method, details.badObjectID ?? '');
  if (kind === 'RuntimeFault') return runtimeError(method, Number(details.resultCode), text);
  // A refused logon has neither words nor detail.
  if (operation === 'IWebsessionManager_logon') {
    return new GuestwrightError(`vboxwebsrv at ${url.origin} refused user or password`, {
      code: 'authentication',
      remedy: 'Check them; vboxwebsrv asks the library that websrvauthlibrary names (null: nobody is asked).',
    });
  }
  return new GuestwrightError(`VirtualBox ${method}: ${text || 'a fault without words'}`, {
    code: 'hypervisor',
  });
}

/** Where in VirtualBox's own source an error was made. */
const SOURCE_LINE = /\s*\S+\.cpp\[\d+\] \([\s\S]*\)$/;

/** An error that VirtualBox itself gives; `result` is the signed result code. */
export function runtimeError(method: string, result: number, text: string): GuestwrightError {
  const resultCode = resultCodeName(result);
  const words = text
    .replace(/^(VirtualBox error: |rc=\S+ |apirc=\S+( |$))+/i, '')
    .replace(/ \(0x[0-9a-f]{8}\)$/i, '')
    .replace(SOURCE_LINE, '')
    .trim();
  const remedy = remedyOf(words);
  return new GuestwrightError(`VirtualBox ${method}: ${words || 'failed'} (${resultCode})`, {
    code: DISK_FULL.test(words) ? 'disk-full' : (ERROR_CODES[resultCode] ?? 'hypervisor'),
    details: { resultCode, method },
    ...(remedy !== undefined && { remedy }),
  });
}

/** The result code's name if VirtualBox gave this error. */
export function resultCodeOf(error: unknown): ResultCode | undefined {
  const code = error instanceof GuestwrightError ? error.details.resultCode : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Whether a reference was not known any more: it was released, or the web session expired. */
export function isStaleReference(error: unknown): boolean {
  return error instanceof GuestwrightError && error.details.staleReference === true;
}

function staleReference(method: string, reference: string): GuestwrightError {
  return new GuestwrightError(`VirtualBox ${method}: the web service does not know ${reference} any more`, {
    code: 'connection-lost',
    remedy: 'Its web session expired (vboxwebsrv -t) or the service was restarted: connect again.',
    details: { staleReference: true },
  });
}

/** The runtime's own word for it. */
const DISK_FULL = /VERR_DISK_FULL/;

function remedyOf(text: string): string | undefined {
  if (DISK_FULL.test(text)) return 'Free some space on the computer that VirtualBox runs on.';
  if (/terminated unexpectedly during startup with exit code 1 /.test(text))
    return "Load VirtualBox's kernel module on that host: /sbin/vboxconfig or modprobe vboxdrv.";
  return undefined;
}
