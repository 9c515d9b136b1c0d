/** A Linux guest that serves a page on port 80: Debian's installer kernel and busybox. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineDefinition } from 'guestwright';

/** Of Debian's package debian-installer-12-netboot-amd64. */
const INSTALLER = '/usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64';
/** In the order in which they need each other. */
const MODULES = [
  ...['virtio', 'virtio_ring', 'virtio_pci_legacy_dev', 'virtio_pci_modern_dev', 'virtio_pci'],
  ...['failover', 'net_failover', 'virtio_net'],
];

/** What the guest writes to its serial port once it serves. */
export const READY = 'web server ready';
/** What it serves. */
export const PAGE = 'hello from the guest\n';

/** QEMU's user network gives the guest this address. */
const INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in ${MODULES.join(' ')}; do
  file=$(find /lib -name $module.ko)
  [ -n "$file" ] && insmod $file
done
ip addr add 10.0.2.15/24 dev eth0
ip link set eth0 up
httpd -p 80 -h /www
echo '${READY}' > /dev/ttyS0
while :; do sleep 1000; done
`;

/** Builds the guest's files in `folder`. */
export function webServerGuest(folder: string): MachineDefinition {
  const root = join(folder, 'root');
  for (const name of ['bin', 'proc', 'sys', 'dev', 'www']) mkdirSync(join(root, name), { recursive: true });
  copyFileSync('/bin/busybox', join(root, 'bin/busybox'));
  writeFileSync(join(root, 'www/index.html'), PAGE);
  writeFileSync(join(root, 'init'), INIT);
  chmodSync(join(root, 'init'), 0o755);
  const initrd = join(folder, 'initrd');
  const modules = MODULES.map((name) => `'*/${name}.ko'`).join(' ');
  shell(`cd '${root}' && zcat '${INSTALLER}/initrd.gz' | cpio --quiet -id ${modules}`);
  shell(`cd '${root}' && find . | cpio --quiet -o -H newc > '${initrd}'`);
  return {
    memory: '256 MiB',
    network: { user: { forwards: [{ guest: 80 }], model: 'virtio-net-pci' } },
    kernel: { image: join(INSTALLER, 'linux'), initrd, commandLine: 'quiet console=ttyS0' },
  };
}

function shell(command: string): void {
  execFileSync('/bin/sh', ['-c', command]);
}
