/** QEMU seen through its VNC server alone: a machine of the vnc driver whose power is QEMU's, with QEMU's serial port. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CallOptions,
  type Capability,
  type Driver,
  type Host,
  loadDriver,
  type Machine,
  type MachineDefinition,
  registerDriver,
} from 'guestwright';

/** The name of the driver under which tests run on such machines. */
export const VNC_ON_QEMU = 'vnc-on-qemu';

/** What the peer adds to the vnc driver: machines of our own, and a way to ask the guest. */
const OF_THE_PEER: readonly Capability[] = ['define', 'serial'];

export interface QemuPeer extends AsyncDisposable {
  /** Off; the VNC server comes and goes with its power. */
  readonly qemu: Machine;
  /** Of the VNC server. */
  readonly address: string;
  /** Options of the vnc driver to connect with. */
  readonly connect: Readonly<Record<string, unknown>>;
}

/** `vnc` goes behind `-vnc unix:PATH`. */
export async function qemuPeer(
  definition: MachineDefinition,
  { vnc = '', args = [], call = {} }: { vnc?: string; args?: readonly string[]; call?: CallOptions } = {},
): Promise<QemuPeer> {
  const folder = await mkdtemp(join(tmpdir(), 'qemu-')); // a Unix socket's path must be short
  const socket = join(folder, 'vnc.sock');
  const host = await (await loadDriver('qemu')).connect({}, call);
  const end = async () => {
    await host[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const more = ['-vnc', `unix:${socket}${vnc}`, ...args];
    const qemu = await host.define({ ...definition, qemu: { ...definition.qemu, args: more } }, call);
    const address = `unix:${socket}`;
    const power = {
      on: (options: CallOptions) => qemu.start(options),
      off: (options: CallOptions) => qemu.stop(options),
      reset: (options: CallOptions) => qemu.reset(options),
      state: async () => ((await qemu.state()).state === 'off' ? 'off' : 'on'),
    };
    return { qemu, address, connect: { address, machine: qemu.name, power }, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

registerDriver(VNC_ON_QEMU, async () => {
  const vnc = await loadDriver('vnc');
  const driver: Driver = {
    name: VNC_ON_QEMU,
    capabilities: new Set([...vnc.capabilities, ...OF_THE_PEER]),
    probe: async () => undefined,
    connect: async () => host,
  };
  const host: Host = {
    driver,
    version: 'QEMU behind VNC',
    machines: async () => [],
    machine: () => Promise.reject(new Error('this host has only machines that tests define')),
    define: (definition, call) => define(vnc, host, definition, call),
    defineFrom: () => Promise.reject(new Error('a VNC server has no snapshots')),
    [Symbol.asyncDispose]: async () => {},
  };
  return driver;
});

async function define(
  vnc: Driver,
  host: Host,
  definition: MachineDefinition,
  call?: CallOptions,
): Promise<Machine> {
  const peer = await qemuPeer(definition, call ? { call } : {});
  try {
    const viewed = await vnc.connect(peer.connect, call);
    const machine = await viewed.machine(peer.qemu.name, call);
    const dispose = async () => {
      await viewed[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
    };
    return withParts(machine, {
      host,
      borrowed: false,
      facts: peer.qemu.facts,
      serial: (index?: number) => peer.qemu.serial(index),
      [Symbol.asyncDispose]: dispose,
    });
  } catch (error) {
    await peer[Symbol.asyncDispose]();
    throw error;
  }
}

/** `machine` with some members of another. */
function withParts(machine: Machine, parts: Partial<Machine>): Machine {
  return new Proxy(machine, {
    get(target, key) {
      if (Reflect.has(parts, key)) return Reflect.get(parts, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
