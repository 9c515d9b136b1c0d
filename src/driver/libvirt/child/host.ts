/** What the child tells of the host itself. */
import { Out } from '../../ffi/types.ts';
import type { Session } from './session.ts';

export interface HostFacts {
  /** Such as 'QEMU', 'TEST' or 'Xen'. */
  readonly type: string;
  /** The hypervisor's version, such as '7.2.22'. */
  readonly version: string;
  /** libvirt's own on the host. */
  readonly libvirt: string;
  readonly hostname: string;
}

export interface NodeFacts {
  readonly model: string;
  /** Bytes. */
  readonly memory: number;
  readonly cpus: number;
}

/** virNodeInfo: char model[32]; unsigned long memory (KiB); unsigned int cpus, mhz, nodes, sockets, cores, threads. */
const NODE_INFO = { size: 64, modelRoom: 32, memoryAt: 32, cpusAt: 40 } as const;
const KIB = 1024;

export const hostOperations = {
  hostFacts: async (session: Session, _: object): Promise<HostFacts> => {
    const { connection } = session;
    const [version, library] = [new Out('u64'), new Out('u64')];
    await session.int('virConnectGetVersion', connection, version);
    await session.int('virConnectGetLibVersion', connection, library);
    return {
      type: (await session.call('virConnectGetType', connection)) ?? '',
      version: dotted(version.value),
      libvirt: dotted(library.value),
      hostname: await session.text('virConnectGetHostname', connection),
    };
  },

  hostNode: async (session: Session, _: object): Promise<NodeFacts> => {
    const info = new Uint8Array(new ArrayBuffer(NODE_INFO.size));
    await session.int('virNodeGetInfo', session.connection, info);
    const view = new DataView(info.buffer);
    return {
      model: Buffer.from(info.subarray(0, NODE_INFO.modelRoom)).toString().replace(/\0.*$/s, ''),
      memory: Number(view.getBigUint64(NODE_INFO.memoryAt, true)) * KIB,
      cpus: view.getUint32(NODE_INFO.cpusAt, true),
    };
  },

  /** libvirt's `<capabilities>`: architectures, emulators, whether KVM works. */
  hostCapabilities: async (session: Session, _: object): Promise<string> =>
    await session.text('virConnectGetCapabilities', session.connection),

  /** libvirt's `<domainCapabilities>` of one kind of guest: firmware, devices. */
  domainCapabilities: async (
    session: Session,
    {
      architecture,
      machine,
      type,
    }: { readonly architecture: string; readonly machine: string; readonly type: string },
  ): Promise<string> =>
    await session.text(
      'virConnectGetDomainCapabilities',
      session.connection,
      null,
      architecture,
      machine,
      type,
      0,
    ),
};

/** libvirt counts a version as major * 1,000,000 + minor * 1,000 + release. */
function dotted(version: bigint): string {
  const number = Number(version);
  return `${Math.floor(number / 1e6)}.${Math.floor(number / 1000) % 1000}.${number % 1000}`;
}
