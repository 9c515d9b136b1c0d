/** Debian's installer as its netboot package brings it: the same kernel with a text and with a graphical initrd. */
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DEBIAN, EMULATED_CPU, EMULATED_KERNEL_OPTIONS, type Testbed } from './testbed.ts';

/** Below about 600 MiB the installer asks nothing about languages ("low memory mode"). */
const MEMORY = '1024 MiB';

/** The folder of a frontend's kernel and initrd. */
export function installerFolder(frontend: 'text' | 'gtk'): string {
  return path.join(DEBIAN.installer, frontend, 'debian-installer/amd64');
}

/**
 * The installer from power-on. It asks for a hostname only with a network card that finds a DHCP server; without IPv6
 * it does not wait ten seconds for a router.
 */
export function debianInstaller(frontend: 'text' | 'gtk'): Testbed {
  return {
    async machine(folder) {
      const packaged = installerFolder(frontend);
      // Unpacked here it takes a second, in the emulated machine ten.
      const initrd = path.join(folder, 'initrd');
      await pipeline(
        createReadStream(path.join(packaged, 'initrd.gz')),
        createGunzip(),
        createWriteStream(initrd),
      );
      return {
        memory: MEMORY,
        network: 'user',
        display: { width: 1024, height: 768 },
        kernel: {
          image: path.join(packaged, 'linux'),
          initrd,
          commandLine: `${EMULATED_KERNEL_OPTIONS} ipv6.disable=1 ---`,
        },
        qemu: { cpu: EMULATED_CPU },
      };
    },
  };
}
