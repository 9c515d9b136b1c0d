/** The programs and files that must be installed, and the one command that gets them. */
import { GuestwrightError } from '../../base/errors.ts';
import { findProgram, installCommand } from '../../base/platform.ts';
import type { MissingRequirement } from '../driver.ts';
import { DEFAULT_BINARY } from './plan.ts';

const PACKAGES = { apt: 'qemu-system-x86 qemu-utils ovmf', brew: 'qemu' } as const;

/** What the driver lacks here, undefined if nothing. */
export function missingRequirement(binary: string = DEFAULT_BINARY): MissingRequirement | undefined {
  const missing = [binary, 'qemu-img'].filter((program) => findProgram(program) === undefined);
  if (missing.length === 0) return undefined;
  return {
    missing: `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not on the PATH`,
    remedy: installCommand(PACKAGES),
  };
}

/** The error for a program that is not there. */
export function notInstalled(program: string): GuestwrightError {
  return new GuestwrightError(`driver 'qemu' needs '${program}', which is not on the PATH`, {
    code: 'not-installed',
    remedy: `Install it: ${installCommand(PACKAGES)}`,
    details: { program },
  });
}

/** Full path of a QEMU program. Error `not-installed`. */
export function requireProgram(program: string): string {
  const path = findProgram(program);
  if (path === undefined) throw notInstalled(program);
  return path;
}
