/** A machine that we define on a host: persistent while we live, and gone with us. */
import type { Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { MachineDefinition } from '../definition.ts';
import { guestNote } from '../hosts/guest-note.ts';
import { ownMarker } from '../owner-marker.ts';
import { QemuAgent } from '../qemu/agent.ts';
import { inputQueues } from '../qemu/plan.ts';
import { DomainAgent } from './agent.ts';
import { Desktops } from './desktops.ts';
import { domainXml } from './domain-xml.ts';
import { exportDisk } from './export-disk.ts';
import { exportMachine } from './export-machine.ts';
import { NIC } from './forwards.ts';
import type { LibvirtHost } from './host.ts';
import type { ResumeMachine } from './import-machine.ts';
import { UNDEFINE } from './library/constants.ts';
import { LibvirtMachine } from './machine.ts';
import { LibvirtMedia } from './media.ts';
import type { LibvirtPlan } from './plan.ts';
import { DomainPower } from './power.ts';
import type { OperationCall } from './protocol.ts';
import { LibvirtSnapshots } from './snapshots.ts';
import { MachineStorage } from './storage.ts';
import { graphicsElement } from './vnc/graphics-element.ts';

export interface NewMachine {
  readonly name: string;
  readonly uuid: string;
  readonly plan: LibvirtPlan;
  readonly definition: MachineDefinition;
  /** Makes its volumes. */
  readonly fill: (storage: MachineStorage, deadline: Deadline) => Promise<void>;
  /** Instead of its first start, for a machine whose memory was saved. */
  readonly resume: ResumeMachine | undefined;
  readonly onDispose: () => void;
}

const EVERYTHING = UNDEFINE.managedSave | UNDEFINE.snapshots | UNDEFINE.nvram;

/** Defines it and gives it, off. What was made is removed again if that fails. */
export async function makeMachine(
  host: LibvirtHost,
  { name, uuid, plan: firstPlan, definition, fill, resume: firstResume, onDispose }: NewMachine,
  deadline: Deadline,
): Promise<LibvirtMachine> {
  const { connection, options } = host;
  let plan = firstPlan;
  let resume = firstResume;
  const makeWill = () => connection.setWill(uuid, lastWill(uuid, storage));
  const storage = new MachineStorage(host.storage, uuid, makeWill);
  const power = new DomainPower({ name, uuid, plan, connection, streams: host.streams });
  const end = async (until: Deadline) => {
    await power.end(until).catch(unlessGone);
    await connection.call('domainUndefine', { uuid, flags: EVERYTHING }, until.options).catch(unlessGone);
    await storage.remove(until);
    connection.setWill(uuid, []);
    onDispose();
  };
  const owner = ownMarker({ id: uuid, settingsFile: '' });
  const note = guestNote(options.slot);
  const graphics = options.frames === 'vnc' ? graphicsElement(options.uri, options.vncListen) : undefined;
  const define = async (until: Deadline) => {
    const type = await host.domainType(plan, until);
    const { files, kernel } = storage;
    const xml = domainXml(plan, { name, uuid, note, owner, type, files, kernel, graphics });
    await connection.call('domainDefine', { xml }, until.options);
  };
  try {
    makeWill();
    await fill(storage, deadline);
    await define(deadline);
  } catch (error) {
    power.leave();
    await end(deadline).catch(() => {}); // why it failed is worth more
    throw error;
  }
  return new LibvirtMachine({
    host,
    power,
    desktops: new Desktops(power, {
      monitor: true,
      shared: host.storage.direct && options.frames === 'auto',
      vnc: options.frames === 'vnc' ? options.uri : undefined,
      queues: inputQueues({ ...plan, clock: '' }),
    }),
    snapshots: new LibvirtSnapshots({
      power,
      storage,
      exporting: (folder, until) => exportMachine({ power, storage, host: host.storage }, folder, until),
      isQemu: true,
    }),
    media: new LibvirtMedia(power, storage, () => plan),
    agent: new QemuAgent(() => {
      power.requirePower();
      if (plan.agent) return new DomainAgent(host.streams, uuid);
      throw new GuestwrightError('the machine has no channel for a guest agent', {
        code: 'unsupported',
        remedy: 'Give its definition `agent: true`.',
      });
    }),
    borrowed: false,
    uri: options.uri,
    boot: async (until) => {
      if (resume) await resume({ power, storage, note, owner, graphics }, until);
      else await power.boot(until);
      resume = undefined;
    },
    setBootOrder: async (bootOrder, until) => {
      plan = { ...plan, bootOrder };
      await define(until);
    },
    setNetworkLink: async (up, until) => {
      if (!definition.network || definition.network === 'none') throw withoutNetwork(name);
      await power.monitor().execute('set_link', { name: NIC, up }, until.options);
    },
    exportDisk: (index, path, format, until) =>
      exportDisk({ power, storage, host: host.storage }, { index, path, format }, until),
    end,
  });
}

/** What the child does when it finds us gone. */
function lastWill(uuid: string, { volumes }: MachineStorage): readonly OperationCall[] {
  return [
    { operation: 'domainDestroy', args: { uuid } },
    { operation: 'domainUndefine', args: { uuid, flags: EVERYTHING } },
    ...volumes.map((volume) => ({ operation: 'volumeDelete', args: volume }) as const),
  ];
}

function withoutNetwork(name: string): GuestwrightError {
  return new GuestwrightError(`machine '${name}' has no network`, {
    code: 'invalid-argument',
    remedy: "Give its definition network: 'user'.",
  });
}

/** It was never defined, or is gone already. */
function unlessGone(error: unknown): void {
  if ((error as { code?: string }).code !== 'unknown-machine') throw error;
}
