/** Failures of the library as our errors. */
import { GuestwrightError, isGuestwrightError } from '../../base/errors.ts';
import { KNOWN_ERRORS } from './abi/errors.ts';

/** The error for a result code; `text` is the library's own word for it. */
export function prlError(what: string, result: number, text: string): GuestwrightError {
  const unsigned = result >>> 0;
  const known = KNOWN_ERRORS[unsigned];
  const name = known?.name ?? hex(unsigned);
  return new GuestwrightError(`${what}: ${text.trim() || 'Parallels refused'} (${name})`, {
    code: known?.code ?? 'hypervisor',
    ...(known?.remedy !== undefined && { remedy: known.remedy }),
    details: { result: hex(unsigned), name },
  });
}

/** The result code that an error of ours stands for, unsigned; undefined for other errors. */
export function resultOf(error: unknown): number | undefined {
  const result = isGuestwrightError(error) ? error.details.result : undefined;
  return typeof result === 'string' ? Number(result) : undefined;
}

/** Whether the service went away; another log-in may help. */
export function isLost(error: unknown): boolean {
  return isGuestwrightError(error, 'connection-lost') && resultOf(error) !== undefined;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
