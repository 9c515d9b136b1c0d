/** Starts a machine of ours where another one's memory was saved. */
import { join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { privateFolder } from '../../base/temporary.ts';
import type { DomainFiles } from './domain-disks.ts';
import type { SavedMachine } from './export-machine.ts';
import type { HostStorage } from './host-storage.ts';
import { SAVE } from './library/constants.ts';
import type { DomainPower } from './power.ts';
import { rewriteSaveImage } from './save-image.ts';
import type { MachineStorage } from './storage.ts';
import { nodeAt, nodesAt, parseXml, writeXml, type XmlNode } from './xml.ts';

/** Who the restored domain is. */
export interface Restored {
  readonly power: DomainPower;
  readonly storage: MachineStorage;
  readonly note: string;
  readonly owner: string;
  /** As of `graphicsElement`. */
  readonly graphics: string | undefined;
}

/** Instead of the first start. Needs a turn. */
export type ResumeMachine = (restored: Restored, deadline: Deadline) => Promise<void>;

/** Undefined when the machine was off. */
export function continueSaved(
  host: HostStorage,
  { memory }: SavedMachine,
  folder: string,
): ResumeMachine | undefined {
  if (!memory) return undefined;
  return async ({ power, storage, note, owner, graphics }, deadline) => {
    await using scratch = await privateFolder();
    const image = join(scratch.path, 'memory');
    const identity = { name: power.name, uuid: power.uuid, note, owner, files: storage.files, graphics };
    await rewriteSaveImage(join(folder, memory.file), image, (xml) => renamed(xml, identity));
    const volume = storage.newVolume('memory', 'save');
    const { path } = await host.upload(volume.name, image, deadline);
    await power.replace(deadline, memory.running, () =>
      power.connection.call('domainRestore', { path, flags: SAVE.paused }, deadline.options),
    );
    await storage.drop(volume, deadline);
  };
}

interface Identity {
  readonly name: string;
  readonly uuid: string;
  readonly note: string;
  readonly owner: string;
  readonly files: DomainFiles;
  readonly graphics: string | undefined;
}

/** The XML of a saved domain as another machine's: its name, its files, its owner. */
export function renamed(xml: string, { name, uuid, note, owner, files, graphics }: Identity): string {
  const domain = parseXml(xml);
  setText(nodeAt(domain, 'name'), name);
  setText(nodeAt(domain, 'uuid'), uuid);
  setText(nodeAt(domain, 'description'), note);
  setText(nodeAt(domain, 'metadata', 'gw:owner'), owner);
  const devices = nodeAt(domain, 'devices');
  if (devices) remove(devices, 'graphics'); // of who saved it
  if (graphics !== undefined) devices?.children.push(parseXml(graphics));
  const rest = [...files.disks];
  for (const disk of nodesAt(domain, 'devices', 'disk')) {
    const { device } = disk.attributes;
    const file = device === 'floppy' ? files.floppy : device === 'cdrom' ? files.optical : rest.shift();
    const source = nodeAt(disk, 'source');
    if (source && file) Object.assign(source.attributes, { file: file.path });
    // The chain below it is another one: libvirt finds out itself.
    remove(disk, 'backingStore');
  }
  return writeXml(domain);
}

function setText(node: XmlNode | undefined, text: string): void {
  if (node) node.text = text;
}

function remove(node: XmlNode, name: string): void {
  node.children.splice(0, node.children.length, ...node.children.filter((child) => child.name !== name));
}
