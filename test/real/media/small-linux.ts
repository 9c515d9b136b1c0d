/** A small real Linux: Debian's installer kernel with an initrd of busybox and QEMU's guest agent. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { chmod, copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { MachineDefinition } from 'guestwright';
import { installerFolder } from './debian-installer.ts';
import { DEBIAN, EMULATED_CPU, EMULATED_KERNEL_OPTIONS, type Testbed } from './testbed.ts';

const run = promisify(execFile);
const INIT = path.join(import.meta.dirname, 'small-linux.init.sh');
/** What init mounts on, and where programs expect to write. */
const EMPTY_FOLDERS = ['proc', 'sys', 'dev', 'tmp', 'run', 'var', 'etc'];
/** The drivers of the agent's virtio channel are modules of the installer's initrd. */
const VIRTIO_MODULES = '*/drivers/virtio/virtio*.ko';
const CONSOLE_MODULE = '*/drivers/char/virtio_console.ko';
/** Of QEMU's usual card. */
const NETWORK_MODULE = '*/drivers/net/ethernet/intel/e1000/e1000.ko';

/** What this Linux is given beside its shells. */
export interface SmallLinuxOptions {
  /** Its card is eth0, without an address. */
  readonly network?: MachineDefinition['network'];
}

/** Its shells wait on the screen's console and on the first serial port, the agent on that channel. */
export function smallLinux(agent: 'isa-serial' | 'virtio', { network }: SmallLinuxOptions = {}): Testbed {
  return {
    async machine(folder) {
      const root = path.join(folder, 'root');
      const initrd = path.join(folder, 'initrd');
      await makeRoot(root);
      if (agent === 'virtio') await addModules(root, [VIRTIO_MODULES, CONSOLE_MODULE]);
      if (network !== undefined) await addModules(root, [NETWORK_MODULE]);
      await pack(root, initrd);
      return {
        memory: '256 MiB',
        agent,
        ...(network !== undefined && { network }),
        kernel: {
          image: path.join(installerFolder('text'), 'linux'),
          initrd,
          commandLine: `${EMULATED_KERNEL_OPTIONS} console=ttyS0 console=tty0 agent=${agent}`,
        },
        qemu: { cpu: EMULATED_CPU },
      };
    },
  };
}

async function makeRoot(root: string): Promise<void> {
  for (const name of EMPTY_FOLDERS) await mkdir(path.join(root, name), { recursive: true });
  await copyFile(INIT, path.join(root, 'init'));
  await chmod(path.join(root, 'init'), 0o755);
  await place(root, DEBIAN.busybox, '/bin/busybox');
  await place(root, DEBIAN.guestAgent, DEBIAN.guestAgent);
  for (const library of await librariesOf(DEBIAN.guestAgent)) await place(root, library, library);
}

/** Copies a file, or what a link points to, to a path inside the new root. */
async function place(root: string, from: string, to: string): Promise<void> {
  const target = path.join(root, to);
  await mkdir(path.dirname(target), { recursive: true });
  await copyFile(from, target);
}

async function librariesOf(program: string): Promise<string[]> {
  const { stdout } = await run('ldd', [program]);
  return stdout.match(/\/\S+/g) ?? [];
}

async function addModules(root: string, patterns: readonly string[]): Promise<void> {
  const packaged = path.join(installerFolder('text'), 'initrd.gz');
  const wanted = patterns.map((pattern) => `'${pattern}'`).join(' ');
  const unpack = `zcat '${packaged}' | cpio --extract --make-directories --quiet ${wanted}`;
  await run('sh', ['-c', unpack], { cwd: root });
}

async function pack(root: string, initrd: string): Promise<void> {
  const cpio = spawn('cpio', ['--create', '--format=newc', '--quiet'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const names = await readdir(root, { recursive: true });
  cpio.stdin.end(names.join('\n'));
  const [[code]] = await Promise.all([once(cpio, 'close'), pipeline(cpio.stdout, createWriteStream(initrd))]);
  if (code !== 0) throw new Error(`cpio ended with code ${code}`);
}
