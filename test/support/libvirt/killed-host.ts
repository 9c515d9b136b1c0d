/** A program with a libvirt host: a guest on it and the daemon stopped; it tells where and waits to be killed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLibvirtHost } from './host.ts';

const GUEST = `<domain type='qemu'><name>left-behind</name><memory unit='MiB'>16</memory>
 <os><type arch='x86_64' machine='pc'>hvm</type></os></domain>`;

const host = await startLibvirtHost();
const definition = join(host.folder, 'guest.xml');
await writeFile(definition, GUEST);
await host.run(`virsh -q -c '${host.uri}' create ${definition} >&2`);
await host.run('kill -STOP $DAEMON');
process.stdout.write(`${host.folder}\n`);
setInterval(() => {}, 1000); // the pipe to a program whose output has no more readers keeps nobody alive
