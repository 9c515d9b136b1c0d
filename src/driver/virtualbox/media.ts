/** Media in the drives of a VirtualBox machine, running or off. */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { DriveName } from '../definition.ts';
import type { MachineMedia } from '../driver.ts';
import { closeImage, openRemovable } from './images.ts';
import { editMachine } from './machine-lock.ts';
import { Scope, type VboxObject } from './objects.ts';
import type { MachinePower } from './power.ts';

interface Drive {
  /** Which of its kind, from 0. */
  readonly index: number;
  readonly kind: 'DVD' | 'Floppy';
}

/** Where a drive is plugged in, as VirtualBox's calls want it. */
interface Place {
  readonly name: string;
  readonly controllerPort: number;
  readonly device: number;
}

export class VirtualBoxMedia implements MachineMedia {
  readonly #power: MachinePower;
  readonly #folder: string | undefined;
  /** Images that the server may still have on its list, by location. */
  readonly #ejected = new Map<string, 'DVD' | 'Floppy'>();

  /** `folder`: where a machine of ours has its files, if that is on this computer: floppies are copied there. */
  constructor(power: MachinePower, folder: string | undefined) {
    this.#power = power;
    this.#folder = folder;
  }

  async insert(drive: DriveName, image: string, call?: CallOptions): Promise<void> {
    await this.#power.turns.take(`inserting '${image}'`, { state: 'busy', call }, async (deadline) => {
      await this.#mount(drive, image, deadline);
    });
  }

  /** The guest may have locked the drive: it is forced. */
  async eject(drive: DriveName, call?: CallOptions): Promise<void> {
    await this.#power.turns.take(`ejecting ${drive}`, { state: 'busy', call }, async (deadline) => {
      await this.#mount(drive, undefined, deadline);
    });
  }

  async #mount(drive: DriveName, image: string | undefined, deadline: Deadline): Promise<void> {
    const { web, id } = this.#power;
    const { kind } = readDrive(drive);
    const change = async (machine: VboxObject<'IMachine'>, scope: Scope) => {
      const place = await this.#place(scope, machine, drive, deadline);
      const before = scope.ownOptional(
        'IMedium',
        await machine.call('getMedium', place, deadline.options).catch(() => ''),
      );
      const old = before && (await before.call('getLocation', {}, deadline.options));
      const medium =
        image === undefined
          ? undefined
          : await openRemovable(scope, { location: image, kind }, this.#folder, deadline);
      const args = { ...place, medium: medium?.reference ?? '', force: true };
      await machine.call('mountMedium', args, deadline.options);
      return old;
    };
    const old = this.#power.powered
      ? await this.#changeRunning(change)
      : await editMachine(web, id, deadline, change);
    if (old !== undefined) this.#ejected.set(old, kind);
    await this.forgetEjected();
  }

  /** Takes ejected images off the server's list: it holds some until the machine that had them is off. */
  async forgetEjected(): Promise<void> {
    for (const [location, kind] of this.#ejected) {
      if (!(await closeImage(this.#power.web, location, kind))) continue;
      this.#ejected.delete(location);
      const copied = kind === 'Floppy' && this.#folder !== undefined && dirname(location) === this.#folder;
      if (copied) await rm(location, { force: true });
    }
  }

  async #changeRunning<T>(change: (machine: VboxObject<'IMachine'>, scope: Scope) => Promise<T>): Promise<T> {
    using scope = new Scope(this.#power.web);
    const { machine } = this.#power.running();
    const result = await change(machine, scope);
    await machine.call('saveSettings', {});
    return result;
  }

  /** The drives of a machine are numbered in the order in which it lists them. */
  async #place(
    scope: Scope,
    machine: VboxObject<'IMachine'>,
    drive: DriveName,
    deadline: Deadline,
  ): Promise<Place> {
    const { index, kind } = readDrive(drive);
    const attachments = await machine.call('getMediumAttachments', {}, deadline.options);
    for (const { medium } of attachments) scope.ownOptional('IMedium', medium);
    const found = attachments.filter(({ type }) => type === kind)[index];
    if (found) return { name: found.controller, controllerPort: found.port, device: found.device };
    throw new GuestwrightError(`machine '${this.#power.name}' has no drive '${drive}'`, {
      code: 'invalid-argument',
      remedy: "Give the definition 'optical' or 'floppy': an image, or null for an empty drive.",
    });
  }
}

function readDrive(drive: DriveName): Drive {
  const [, kind, index = '0'] = /^(optical|floppy)(\d*)$/.exec(drive) ?? [];
  return { kind: kind === 'floppy' ? 'Floppy' : 'DVD', index: Number(index === '' ? '0' : index) };
}
