/** A Linux guest from what is installed here: Debian's installer kernel, busybox and QEMU's guest agent. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { MachineDefinition } from 'guestwright';

/** Of Debian's package debian-installer-12-netboot-amd64. */
const INSTALLER = '/usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64';
/** In the order in which they need each other. */
const MODULES = [
  ...[
    'virtio',
    'virtio_ring',
    'virtio_pci_legacy_dev',
    'virtio_pci_modern_dev',
    'virtio_pci',
    'virtio_console',
  ],
  ...['failover', 'net_failover', 'virtio_net'],
];
const AGENT = '/usr/sbin/qemu-ga';
const AGENT_PORT = 'org.qemu.guest_agent.0';

/** What the guest writes to its first serial port when the agent is about to listen. */
export const READY = 'tiny-linux ready';

const INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in ${MODULES.join(' ')}; do
  [ -f /modules/$module.ko ] && insmod /modules/$module.ko
done
ip link set lo up
if [ -d /sys/class/net/eth0 ]; then
  ip addr add 10.0.2.15/24 dev eth0
  ip link set eth0 up
fi
mkdir -p /www
echo 'hello from the guest' > /www/index.html
httpd -p 80 -h /www
port=$(dirname $(grep -l ${AGENT_PORT} /sys/class/virtio-ports/*/name))
echo '${READY}' > /dev/ttyS0
exec qemu-ga -m virtio-serial -p /dev/$(basename $port) -t /tmp > /dev/ttyS0 2>&1
`;

/** Builds the guest's files in `folder`; about 4 MB. */
export function tinyLinux(folder: string): MachineDefinition {
  const root = join(folder, 'root');
  for (const name of ['bin', 'proc', 'sys', 'dev', 'tmp', 'run', 'var/run', 'modules']) {
    mkdirSync(join(root, name), { recursive: true });
  }
  copyFileSync('/bin/busybox', join(root, 'bin/busybox'));
  copyFileSync(AGENT, join(root, 'bin/qemu-ga'));
  for (const library of librariesOf(AGENT)) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    copyFileSync(library, join(root, library));
  }
  copyModules(join(folder, 'installer'), join(root, 'modules'));
  writeFileSync(join(root, 'init'), INIT);
  chmodSync(join(root, 'init'), 0o755);
  const initrd = join(folder, 'initrd.gz');
  shell(`cd '${root}' && find . | cpio --quiet -o -H newc | gzip -1 > '${initrd}'`);
  rmSync(root, { recursive: true });
  return {
    memory: '256 MiB',
    agent: true,
    kernel: { image: join(INSTALLER, 'linux'), initrd, commandLine: 'quiet console=ttyS0' },
  };
}

function librariesOf(program: string): readonly string[] {
  const lines = execFileSync('ldd', [program], { encoding: 'utf8' });
  return [...lines.matchAll(/(?:=>\s*|^\s*)(\/\S+)/gm)].map(([, path]) => path as string);
}

/** Out of the installer's initrd, which fits its kernel. */
function copyModules(scratch: string, to: string): void {
  mkdirSync(scratch, { recursive: true });
  const patterns = MODULES.map((name) => `'*/${name}.ko'`).join(' ');
  shell(`cd '${scratch}' && zcat '${INSTALLER}/initrd.gz' | cpio --quiet -id ${patterns}`);
  for (const file of readdirSync(scratch, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.ko')) copyFileSync(join(scratch, file), join(to, basename(file)));
  }
  rmSync(scratch, { recursive: true });
}

function shell(command: string): void {
  execFileSync('/bin/sh', ['-c', command]);
}
