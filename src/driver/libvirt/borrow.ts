/** Takes a machine of the host's that is not ours: under a lock, joined if it runs, left as it is when we go. */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { acquireLock } from '../../base/lock.ts';
import { unsupported } from '../capabilities.ts';
import { QemuAgent } from '../qemu/agent.ts';
import { DomainAgent } from './agent.ts';
import { BorrowedMedia } from './borrowed-media.ts';
import { Desktops } from './desktops.ts';
import { NIC } from './forwards.ts';
import type { LibvirtHost } from './host.ts';
import { XML } from './library/constants.ts';
import { LibvirtMachine } from './machine.ts';
import { DomainPower } from './power.ts';
import { LibvirtSnapshots } from './snapshots.ts';
import { machineState } from './state.ts';
import { nodesAt, parseXml } from './xml.ts';

/** Letters of a hash that tell two machines apart. */
const HASH_LENGTH = 16;

/** Errors: `unknown-machine`, `machine-in-use` with the name of who has it. */
export async function borrowMachine(
  host: LibvirtHost,
  name: string,
  onDispose: () => void,
  deadline: Deadline,
): Promise<LibvirtMachine> {
  const { connection, options } = host;
  const info = await connection.call('domainFind', { name }, deadline.options);
  const { uuid } = info;
  const hash = createHash('sha256').update(uuid).digest('hex').slice(0, HASH_LENGTH);
  const lock = await acquireLock(join(tmpdir(), `guestwright-libvirt-${hash}.lock`), {
    owner: options.owner,
    ...deadline.options,
  });
  try {
    const domain = parseXml(
      await connection.call('domainXml', { uuid, flags: XML.secure }, deadline.options),
    );
    const power = new DomainPower({ name, uuid, plan: undefined, connection, streams: host.streams });
    if (machineState(info).state !== 'off') power.join();
    const tablet = nodesAt(domain, 'devices', 'input').some(({ attributes }) => attributes.type === 'tablet');
    return new LibvirtMachine({
      host,
      power,
      desktops: new Desktops(power, {
        monitor: host.isQemu,
        shared: host.storage.direct && options.frames === 'auto',
        vnc: options.frames === 'vnc' ? options.uri : undefined,
        queues: { keyboard: 'ps2', pointer: tablet ? 'usb' : 'ps2' },
      }),
      snapshots: new LibvirtSnapshots({
        power,
        storage: undefined,
        exporting: async () => {
          throw theirs(name, 'is not written to files');
        },
        isQemu: host.isQemu,
      }),
      media: new BorrowedMedia(power, host.storage),
      agent: new QemuAgent(() => new DomainAgent(host.streams, uuid)),
      borrowed: true,
      uri: options.uri,
      boot: (until) => power.boot(until, { owned: false }),
      setBootOrder: async () => {
        throw theirs(name, 'keeps its boot order');
      },
      setNetworkLink: async (up, until) => {
        if (!host.isQemu) throw unsupported('libvirt', 'network');
        await power.monitor().execute('set_link', { name: NIC, up }, until.options);
      },
      exportDisk: async () => {
        throw theirs(name, 'keeps its disks to itself');
      },
      end: async () => {
        onDispose();
        await lock[Symbol.asyncDispose]();
      },
    });
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

function theirs(name: string, what: string): GuestwrightError {
  return new GuestwrightError(`machine '${name}' is not ours and ${what}`, {
    code: 'unsupported',
    remedy: 'Define a machine for it.',
  });
}
