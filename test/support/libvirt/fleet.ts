/** Several libvirt hosts and the computer that reaches them, each in a network of its own, joined by cables that can be cut. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestbedShell } from '../testbed-shell.ts';
import { type LibvirtHost, PROJECT, startLibvirtHost, TailLog } from './host.ts';
import { type FleetAuthority, makeFleetAuthority } from './pki.ts';
import { prepareSsh } from './ssh.ts';

/** How a host of the fleet is reached. */
export type Transport = 'tls' | 'tcp' | 'ssh';

export interface FleetHost extends LibvirtHost {
  /** Reaches it from the fleet's own network only: see `Fleet.within`. */
  readonly uri: string;
  readonly address: string;
  /** The cable is pulled: nothing arrives any more, and nobody is told. */
  cutLink(): Promise<void>;
  mendLink(): Promise<void>;
}

export interface Fleet extends AsyncDisposable {
  readonly hosts: readonly FleetHost[];
  /** What starts a program in the fleet's network: command and first arguments, the program follows. */
  readonly within: readonly string[];
}

/** One host for each transport. */
export async function startFleet(transports: readonly Transport[]): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), 'lv-'));
  // It ends with its standard input, when we are killed too, and then removes the folder.
  const network = new TestbedShell('unshare', ['--net', 'bash'], { log: new TailLog() });
  const hosts: FleetHost[] = [];
  const end = async () => {
    await Promise.all(hosts.map((host) => host[Symbol.asyncDispose]()));
    await network.end();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await network.run(`trap 'rm -rf ${folder}' EXIT; ip link set lo up`);
    const within = ['nsenter', `--net=/proc/${(await network.run('echo $$')).trim()}/ns/net`];
    const authority = await makeFleetAuthority(folder);
    const starting = transports.map((transport, index) =>
      startHost({ transport, number: index + 1, authority, network, within }),
    );
    for (const started of await Promise.allSettled(starting)) {
      if (started.status === 'fulfilled') hosts.push(started.value);
    }
    await Promise.all(starting);
    return { hosts, within, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

interface HostPlan {
  readonly transport: Transport;
  readonly number: number;
  readonly authority: FleetAuthority;
  readonly network: TestbedShell<TailLog>;
  readonly within: readonly string[];
}

async function startHost({ transport, number, authority, network, within }: HostPlan): Promise<FleetHost> {
  const [cable, address] = [`host${number}`, `10.0.${number}.2`];
  let uri = '';
  const host = await startLibvirtHost({
    within: { command: within, args: [cable, `${address}/24`, PROJECT] },
    prepare: async (folder) => {
      await network.run(`ip address add 10.0.${number}.1/24 dev ${cable}`);
      const door = await DOORS[transport](folder, address, authority);
      uri = door.uri;
      return [...door.settings, ...KEEPALIVE];
    },
  });
  if (transport === 'ssh') await host.run('start_sshd');
  const link = async (state: 'up' | 'down') => {
    await network.run(`ip link set ${cable} ${state}`);
  };
  return {
    ...host,
    get log() {
      return host.log;
    },
    uri,
    address,
    cutLink: () => link('down'),
    mendLink: () => link('up'),
  };
}

/** A client that is gone without a word is noticed in 4 s instead of 30 s, and its guests end. */
const KEEPALIVE = ['keepalive_interval = 1', 'keepalive_count = 3'];

/** Lines of libvirtd.conf and the URI that belongs to them. */
interface Door {
  readonly settings: readonly string[];
  readonly uri: string;
}

const DOORS: Readonly<
  Record<Transport, (folder: string, address: string, authority: FleetAuthority) => Promise<Door>>
> = {
  tls: async (folder, address, authority) => {
    const files = await authority.hostFiles(folder, address);
    const settings = [`listen_addr = "${address}"`, 'listen_tls = 1', 'listen_tcp = 0', ...files];
    return { settings, uri: `qemu+tls://${address}/session?pkipath=${authority.clientFolder}` };
  },
  tcp: async (_folder, address) => {
    const settings = [`listen_addr = "${address}"`, 'listen_tls = 0', 'listen_tcp = 1', 'auth_tcp = "none"'];
    return { settings, uri: `qemu+tcp://${address}/session` };
  },
  ssh: async (folder, address, authority) => {
    const clientFolder = join(authority.clientFolder, `ssh-${address}`);
    return { settings: [], uri: await prepareSsh({ folder, address, clientFolder }) };
  },
};

/** All domains that a host's daemon knows, locks of slots included, as it lists them; '' for none. */
export async function domainsOf(host: LibvirtHost): Promise<string> {
  return (await host.run('virsh -q -c "qemu:///session?socket=$SOCKET" list --all')).trim();
}
