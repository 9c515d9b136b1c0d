/** Media in the drives of a machine that is not ours: the one thing of its definition that we change. */
import { resolve } from 'node:path';
import { type CallOptions, type Deadline, withDeadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { DriveName } from '../definition.ts';
import type { MachineMedia } from '../driver.ts';
import type { HostStorage } from './host-storage.ts';
import { UPDATE, XML } from './library/constants.ts';
import type { DomainPower } from './power.ts';
import { formatOf } from './storage.ts';
import { element, nodeAt, nodesAt, parseXml, type XmlNode } from './xml.ts';

const DEVICES: Readonly<Record<string, string>> = { optical: 'cdrom', floppy: 'floppy' };

export class BorrowedMedia implements MachineMedia {
  readonly #power: DomainPower;
  readonly #storage: HostStorage;

  constructor(power: DomainPower, storage: HostStorage) {
    this.#power = power;
    this.#storage = storage;
  }

  async insert(drive: DriveName, image: string, call: CallOptions = {}): Promise<void> {
    await withDeadline(`inserting '${image}'`, call, async (deadline) => {
      const path = resolve(image);
      const format = await formatOf(path);
      const file = this.#storage.direct ? { path, format } : await this.#storage.base(path, format, deadline);
      await this.#change(drive, file, deadline);
    });
  }

  async eject(drive: DriveName, call: CallOptions = {}): Promise<void> {
    await withDeadline(`ejecting ${drive}`, call, (deadline) => this.#change(drive, undefined, deadline));
  }

  async #change(
    drive: DriveName,
    file: { readonly path: string; readonly format: string } | undefined,
    deadline: Deadline,
  ): Promise<void> {
    const { uuid, connection, powered } = this.#power;
    const disk = await this.#find(drive, deadline);
    const { attributes: target = {} } = nodeAt(disk, 'target') ?? {};
    const xml = element(
      'disk',
      { type: 'file', device: disk.attributes.device },
      element('driver', { name: 'qemu', type: file?.format ?? 'raw' }),
      file && element('source', { file: file.path }),
      element('target', { dev: target.dev, bus: target.bus }),
      nodeAt(disk, 'readonly') && element('readonly'),
    );
    const flags = powered ? UPDATE.live | UPDATE.force : UPDATE.config;
    await connection.call('domainUpdateDevice', { uuid, xml, flags }, deadline.options);
  }

  async #find(drive: DriveName, deadline: Deadline): Promise<XmlNode> {
    const { uuid, connection, name } = this.#power;
    const domain = parseXml(
      await connection.call('domainXml', { uuid, flags: XML.secure }, deadline.options),
    );
    const [, kind = '', index = '0'] = /^(optical|floppy)(\d*)$/.exec(drive) ?? [];
    const drives = nodesAt(domain, 'devices', 'disk').filter(
      ({ attributes }) => attributes.device === DEVICES[kind],
    );
    const found = drives[Number(index || 0)];
    if (found) return found;
    throw new GuestwrightError(`machine '${name}' has no drive '${drive}'`, {
      code: 'invalid-argument',
      remedy: 'Only its owner can add one.',
    });
  }
}
