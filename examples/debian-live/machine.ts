/** The machine that the examples install: the medium in its drive, an empty disk, the mirror by user networking. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { GuestwrightError, type MachineDefinition, type Size } from 'guestwright/script';

const BUILD = path.join(import.meta.dirname, 'medium/build.sh');

export const screens = path.join(import.meta.dirname, 'screens');

/** A machine from power-on; `firmware` 'bios' unless told, a disk of 4 GiB. Error `io` if the medium was not built. */
export function liveMachine(
  options: { readonly firmware?: 'bios' | 'uefi'; readonly disk?: Size } = {},
): MachineDefinition {
  const { firmware = 'bios', disk = '4 GiB' } = options;
  return {
    memory: '2 GiB',
    cpus: 2,
    firmware,
    disks: [{ size: disk, interface: 'virtio' }],
    optical: medium(),
    network: { user: { model: 'virtio-net-pci' } },
    display: { width: 1024, height: 768 },
    pointer: 'tablet',
    agent: 'virtio',
    // The newest instructions, but page tables of four levels: what makes Linux quick in an emulator.
    qemu: { cpu: 'max,la57=off,erms=off' },
  };
}

/** The ISO's path, which has a hash of its sources in its name. */
function medium(): string {
  const iso = execFileSync(BUILD, ['--path'], { encoding: 'utf8' }).trim();
  if (existsSync(iso)) return iso;
  throw new GuestwrightError(`the medium is missing: expected ${iso}`, {
    code: 'io',
    remedy: `Build it as root on Debian 12, in some minutes: ${BUILD}`,
  });
}
