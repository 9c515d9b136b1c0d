/** What failed in the child, as an error of ours: by the library's own text and number. */
import { type ErrorCode, GuestwrightError } from '../../base/errors.ts';
import { ERROR } from './library/constants.ts';
import type { Failure } from './protocol.ts';

const CODES: Readonly<Record<number, ErrorCode>> = {
  [ERROR.noSupport]: 'unsupported',
  [ERROR.noDomain]: 'unknown-machine',
  [ERROR.authentication]: 'authentication',
  [ERROR.noSnapshot]: 'snapshot',
  [ERROR.operationInvalid]: 'machine-state',
};

const REMEDIES: Partial<Record<ErrorCode, string>> = {
  unsupported: 'This hypervisor or transport lacks it: leave it out, or use another host.',
  'unknown-machine': 'See `guestwright machines` or `virsh list --all` for those that there are.',
  authentication: 'See who may connect there, and with what: libvirt asks for nothing that we could give.',
  'connection-lost': 'See that libvirtd runs on the host and that the host can be reached.',
};

/** `operation` was asked of the host at `uri`. `opening`: there was no connection before. */
export function failureError(
  failure: Failure,
  { operation, uri, opening = false }: { operation: string; uri: string; opening?: boolean },
): GuestwrightError {
  if (failure.kind === 'ours') {
    const { code, message, remedy } = failure;
    return new GuestwrightError(message, {
      code: code as ErrorCode,
      ...(remedy !== undefined && { remedy }),
    });
  }
  if (failure.kind === 'other') {
    return new GuestwrightError(`libvirt at ${uri}: ${operation}: ${failure.message}`, { code: 'io' });
  }
  const { symbol, code: number, domain, message, alive } = failure;
  const code = alive ? (CODES[number] ?? 'hypervisor') : (lostCode(number) ?? 'connection-lost');
  const what = opening ? `cannot connect to ${uri}` : `libvirt at ${uri}: ${operation}`;
  const remedy = REMEDIES[code];
  return new GuestwrightError(`${what}: ${message}`, {
    code,
    ...(remedy !== undefined && { remedy }),
    details: { libvirt: number, domain, symbol, alive },
  });
}

/** A connection that could not be opened may have been refused for a reason of its own. */
function lostCode(number: number): ErrorCode | undefined {
  return number === ERROR.authentication ? 'authentication' : undefined;
}

/** libvirt's own number of the error (virErrorNumber); undefined for other errors. */
export function libvirtCode(error: unknown): number | undefined {
  const { details } = error instanceof GuestwrightError ? error : { details: undefined };
  return typeof details?.libvirt === 'number' ? details.libvirt : undefined;
}
