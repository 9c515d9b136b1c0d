/** Copies of machines, full or linked, which are ours. */
import type { Deadline } from '../../base/deadline.ts';
import { type ApiVersion, createMachine } from './api-version.ts';
import { type CreatedMachine, deleteMachine, directoryOf, join, openSerialPort } from './define.ts';
import { machineThen } from './find-machine.ts';
import { copyFloppies } from './floppy.ts';
import { mark } from './marker.ts';
import { connectNetwork } from './network.ts';
import { type Scope, type VboxObject, withScope } from './objects.ts';
import type { NetworkPlan } from './plan.ts';
import { waitForProgress } from './progress.ts';
import type { WebSession } from './web-session.ts';

export interface WantedClone {
  readonly name: string;
  readonly version: ApiVersion;
  /** Of its settings and disks, on the server; undefined: VirtualBox's own folder for machines. */
  readonly folder: string | undefined;
  /** Whether the server's files are this computer's. */
  readonly local: boolean;
  /** Sockets of its serial ports; the others lead nowhere, as two machines cannot share what they lead to. */
  readonly serialPaths: readonly string[];
  /** Ports of the host cannot be shared either: forwards are made anew from this. */
  readonly network: NetworkPlan | undefined;
  /** Id of the snapshot that is copied; undefined: the machine as it is. */
  readonly snapshot: string | undefined;
  readonly linked: boolean;
}

/** VirtualBox gives every machine so many. */
const SERIAL_PORTS = 4;

/** Nothing stays behind if it fails. */
export async function cloneMachine(
  session: WebSession,
  sourceId: string,
  wanted: WantedClone,
  deadline: Deadline,
): Promise<CreatedMachine> {
  const created = await withScope(session, (scope) => copy(scope, sourceId, wanted, deadline));
  try {
    // A full copy has floppies of its own.
    if (wanted.linked && wanted.local) await copyFloppies(session, created.id, created.folder, deadline);
    return created;
  } catch (error) {
    await deleteMachine(session, created.id, created.folder).catch(() => {}); // why it failed is worth more
    throw error;
  }
}

async function copy(
  scope: Scope,
  sourceId: string,
  wanted: WantedClone,
  deadline: Deadline,
): Promise<CreatedMachine> {
  const source = await machineThen(scope, sourceId, wanted.snapshot, deadline);
  const { name, version, folder } = wanted;
  const settingsFile = folder === undefined ? '' : join(folder, `${name}.vbox`);
  const target = await createMachine(scope, version, { name, settingsFile, osType: 'Other' });
  try {
    const options = wanted.linked ? (['Link'] as const) : [];
    const args = { target: target.reference, mode: 'MachineState', options } as const;
    const progress = await source.call('cloneTo', args, deadline.options);
    await waitForProgress(scope.session, `copying to '${name}'`, progress, deadline);
    await makeOurs(scope, target, wanted);
    await target.call('saveSettings', {}, deadline.options);
    await scope.virtualBox.call('registerMachine', { machine: target.reference }, deadline.options);
    const file = await target.call('getSettingsFilePath', {}, deadline.options);
    return { id: await target.call('getId', {}, deadline.options), folder: directoryOf(file) };
  } catch (error) {
    await target.call('deleteConfig', { media: [] }).catch(() => {}); // why it failed is worth more
    throw error;
  }
}

async function makeOurs(
  scope: Scope,
  target: VboxObject<'IMachine'>,
  { version, serialPaths, network }: WantedClone,
): Promise<void> {
  await mark(target);
  for (let slot = 0; slot < SERIAL_PORTS; slot++) {
    const path = serialPaths[slot];
    if (path === undefined) await cutSerialPort(scope, target, slot);
    else await openSerialPort(scope, target, slot, path);
  }
  const adapter = scope.own('INetworkAdapter', await target.call('getNetworkAdapter', { slot: 0 }));
  const nat = scope.own('INATEngine', await adapter.call('getNATEngine', {}));
  for (const redirect of await nat.call('getRedirects', {})) {
    const [name = ''] = redirect.split(',');
    await nat.call('removeRedirect', { name });
  }
  if (network) await connectNetwork(scope, version, target, network);
}

async function cutSerialPort(scope: Scope, target: VboxObject<'IMachine'>, slot: number): Promise<void> {
  const port = scope.own('ISerialPort', await target.call('getSerialPort', { slot }));
  await port.call('setHostMode', { hostMode: 'Disconnected' });
}
