/** Media in the drives of a machine of ours, running or off. */
import type { CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { DriveName } from '../definition.ts';
import type { MachineMedia } from '../driver.ts';
import { driveElement, type RemovableDrive } from './domain-disks.ts';
import { UPDATE } from './library/constants.ts';
import type { LibvirtPlan } from './plan.ts';
import type { DomainPower } from './power.ts';
import type { MachineStorage, Medium } from './storage.ts';

export class LibvirtMedia implements MachineMedia {
  readonly #power: DomainPower;
  readonly #storage: MachineStorage;
  readonly #plan: () => LibvirtPlan;

  constructor(power: DomainPower, storage: MachineStorage, plan: () => LibvirtPlan) {
    this.#power = power;
    this.#storage = storage;
    this.#plan = plan;
  }

  async insert(drive: DriveName, image: string, call?: CallOptions): Promise<void> {
    const kind = this.#drive(drive);
    await this.#power.turns.take(`inserting '${image}'`, { state: 'busy', call }, async (deadline) => {
      await this.#change(kind, await this.#storage.load(kind, image, deadline), deadline);
    });
  }

  /** The guest may have locked the drive: a person would use the emergency hole, we force it. */
  async eject(drive: DriveName, call?: CallOptions): Promise<void> {
    const kind = this.#drive(drive);
    await this.#power.turns.take(`ejecting ${drive}`, { state: 'busy', call }, async (deadline) => {
      await this.#change(kind, undefined, deadline);
    });
  }

  async #change(drive: RemovableDrive, medium: Medium | undefined, deadline: Deadline): Promise<void> {
    const { uuid, connection, powered } = this.#power;
    const xml = driveElement(this.#plan(), drive, medium?.file);
    const flags = UPDATE.config | (powered ? UPDATE.live | UPDATE.force : 0);
    await connection.call('domainUpdateDevice', { uuid, xml, flags }, deadline.options);
    this.#storage.media = { ...this.#storage.media, [drive]: medium };
  }

  #drive(drive: DriveName): RemovableDrive {
    const { hasOptical, hasFloppy } = this.#plan();
    if (/^optical0?$/.test(drive) && hasOptical) return 'optical';
    if (/^floppy0?$/.test(drive) && hasFloppy) return 'floppy';
    throw new GuestwrightError(`machine '${this.#power.name}' has no drive '${drive}'`, {
      code: 'invalid-argument',
      remedy: "Give the definition 'optical' or 'floppy': an image, or null for an empty drive.",
    });
  }
}
