/** Finds UEFI firmware where distributions put it; each machine gets its own copy of the variable store. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GuestwrightError } from '../../base/errors.ts';
import { firmwareFolders, installCommand } from '../../base/platform.ts';

/** Raw images: the code, read only, and the empty variable store to copy from. */
export interface FirmwareFiles {
  readonly code: string;
  readonly variables: string;
}

/** Names by architecture, in the order of preference: 4 MiB images before the older 2 MiB ones. */
const NAMES: Readonly<Record<string, readonly (readonly [code: string, variables: string])[]>> = {
  x86_64: [
    ['OVMF_CODE_4M.fd', 'OVMF_VARS_4M.fd'],
    ['OVMF_CODE.4m.fd', 'OVMF_VARS.4m.fd'],
    ['OVMF_CODE.fd', 'OVMF_VARS.fd'],
    ['edk2-x86_64-code.fd', 'edk2-i386-vars.fd'],
  ],
  aarch64: [
    ['AAVMF_CODE.fd', 'AAVMF_VARS.fd'],
    ['QEMU_CODE.fd', 'QEMU_VARS.fd'],
    ['edk2-aarch64-code.fd', 'edk2-arm-vars.fd'],
  ],
};

const PACKAGES: Readonly<Record<string, string>> = { x86_64: 'ovmf', aarch64: 'qemu-efi-aarch64' };

/** The firmware for a QEMU binary. Error `not-installed`. */
export function findFirmware(binary: string, folders: readonly string[] = firmwareFolders()): FirmwareFiles {
  const architecture = /qemu-system-(\w+)$/.exec(binary)?.[1] ?? 'x86_64';
  for (const folder of folders) {
    for (const [code, variables] of NAMES[architecture] ?? []) {
      const files = { code: join(folder, code), variables: join(folder, variables) };
      if (existsSync(files.code) && existsSync(files.variables)) return files;
    }
  }
  throw new GuestwrightError(`firmware: no UEFI image for ${architecture} found`, {
    code: 'not-installed',
    remedy: `Install it: ${installCommand({ apt: PACKAGES[architecture] ?? 'ovmf', brew: 'qemu' })}`,
    details: { searched: [...folders] },
  });
}
