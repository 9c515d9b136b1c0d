/** Snapshots of a machine, which libvirt keeps inside of its qcow2 disks; going back to one makes another process. */
import type { CallOptions, Deadline } from '../../base/deadline.ts';
import type { MachineSnapshots } from '../driver.ts';
import { findSnapshot } from '../find-snapshot.ts';
import { REVERT, XML } from './library/constants.ts';
import type { DomainPower } from './power.ts';
import { requireInternal, requireSnapshots } from './snapshot-limits.ts';
import type { MachineStorage, Media } from './storage.ts';
import { element, nodeAt, parseXml, textElement } from './xml.ts';

interface Found {
  readonly name: string;
  /** libvirt's word: 'running', 'paused', 'shutoff'. */
  readonly state: string;
  readonly xml: string;
}

/** Writes a machine for another to start from. */
export type ExportMachine = (folder: string, deadline: Deadline) => Promise<{ readonly live: boolean }>;

export interface SnapshotParts {
  readonly power: DomainPower;
  /** Undefined: the machine is not ours. */
  readonly storage: MachineStorage | undefined;
  readonly exporting: ExportMachine;
  /** The limits that we know are QEMU's. */
  readonly isQemu: boolean;
}

export class LibvirtSnapshots implements MachineSnapshots {
  readonly #power: DomainPower;
  readonly #storage: MachineStorage | undefined;
  readonly #export: ExportMachine;
  readonly #isQemu: boolean;
  /** What lay in the drives then, by snapshot. */
  readonly #media = new Map<string, Media>();

  constructor({ power, storage, exporting, isQemu }: SnapshotParts) {
    this.#power = power;
    this.#storage = storage;
    this.#export = exporting;
    this.#isQemu = isQemu;
  }

  /** A snapshot of the same name is replaced. */
  async take(name: string, call?: CallOptions): Promise<void> {
    await this.#turn(`taking snapshot '${name}'`, call, async (deadline) => {
      const { uuid, connection, name: machine } = this.#power;
      const domain = await connection.call('domainXml', { uuid, flags: XML.secure }, deadline.options);
      if (this.#isQemu) requireSnapshots(machine, domain);
      const older = (await this.#list(deadline)).find((snapshot) => snapshot.name === name);
      if (older) await connection.call('snapshotDelete', { uuid, name }, deadline.options);
      const xml = element('domainsnapshot', {}, textElement('name', name));
      await connection.call('snapshotTake', { uuid, xml }, deadline.options);
      if (this.#storage) this.#media.set(name, this.#storage.media);
    });
  }

  async restore(name: string, call?: CallOptions): Promise<void> {
    await this.#turn(`restoring snapshot '${name}'`, call, async (deadline) => {
      const { uuid, connection, name: machine } = this.#power;
      const snapshot = await this.#find(name, deadline);
      requireInternal(machine, name, snapshot.xml);
      const revert = (flags: number) =>
        connection.call('snapshotRevert', { uuid, name, flags }, deadline.options);
      if (snapshot.state === 'shutoff') await this.#power.ending(() => revert(0));
      else await this.#power.replace(deadline, snapshot.state === 'running', () => revert(REVERT.paused));
      const media = this.#media.get(name);
      if (this.#storage && media) this.#storage.media = media;
    });
  }

  async remove(name: string, call?: CallOptions): Promise<void> {
    await this.#turn(`removing snapshot '${name}'`, call, async (deadline) => {
      await this.#find(name, deadline);
      const { uuid, connection } = this.#power;
      await connection.call('snapshotDelete', { uuid, name }, deadline.options);
      this.#media.delete(name);
    });
  }

  async list(call?: CallOptions): Promise<readonly { readonly name: string; readonly live: boolean }[]> {
    const found = await this.#list({ options: call ?? {} });
    return found.map(({ name, state }) => ({ name, live: state !== 'shutoff' }));
  }

  async export(folder: string, call?: CallOptions): Promise<{ readonly live: boolean }> {
    return await this.#turn(`saving '${this.#power.name}' to '${folder}'`, call, (deadline) =>
      this.#export(folder, deadline),
    );
  }

  async #list({ options }: { readonly options: CallOptions }): Promise<readonly Found[]> {
    const { uuid, connection } = this.#power;
    const descriptions = await connection.call('snapshotList', { uuid }, options);
    return descriptions
      .map((xml) => {
        const root = parseXml(xml);
        const created = Number(nodeAt(root, 'creationTime')?.text ?? 0);
        return {
          name: nodeAt(root, 'name')?.text ?? '',
          state: nodeAt(root, 'state')?.text ?? '',
          xml,
          created,
        };
      })
      .sort((a, b) => a.created - b.created);
  }

  async #find(name: string, deadline: Deadline): Promise<Found> {
    return findSnapshot(this.#power.name, await this.#list(deadline), name);
  }

  async #turn<T>(
    what: string,
    call: CallOptions | undefined,
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    return await this.#power.turns.take(what, { state: 'busy', call }, work);
  }
}
