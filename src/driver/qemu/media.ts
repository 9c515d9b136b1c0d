/** Media in the drives of a QEMU machine, running or off. */
import type { CallOptions } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { DriveName } from '../definition.ts';
import type { MachineMedia } from '../driver.ts';
import { IDS } from './command-line.ts';
import type { MachinePower } from './power.ts';
import type { MachineStorage, RemovableDrive } from './storage.ts';

export class QemuMedia implements MachineMedia {
  readonly #power: MachinePower;
  readonly #storage: MachineStorage;

  constructor(power: MachinePower, storage: MachineStorage) {
    this.#power = power;
    this.#storage = storage;
  }

  async insert(drive: DriveName, image: string, call?: CallOptions): Promise<void> {
    const kind = this.#drive(drive);
    await this.#power.turns.take(`inserting '${image}'`, { state: 'busy', call }, async (deadline) => {
      const { file } = await this.#storage.load(kind, image, deadline.options);
      if (!this.#power.powered) return;
      await this.#power.monitor().execute(
        'blockdev-change-medium',
        {
          id: IDS[kind],
          filename: file.path,
          format: file.format,
          force: true,
          'read-only-mode': kind === 'optical' ? 'read-only' : 'read-write',
        },
        deadline.options,
      );
    });
  }

  /** The guest may have locked the drive: a person would use the emergency hole, we force it. */
  async eject(drive: DriveName, call?: CallOptions): Promise<void> {
    const kind = this.#drive(drive);
    await this.#power.turns.take(`ejecting ${drive}`, { state: 'busy', call }, async (deadline) => {
      this.#storage.unload(kind);
      if (this.#power.powered)
        await this.#power.monitor().execute('eject', { id: IDS[kind], force: true }, deadline.options);
    });
  }

  #drive(drive: DriveName): RemovableDrive {
    const { plan, name } = this.#power;
    if (/^optical0?$/.test(drive) && plan.hasOptical) return 'optical';
    if (/^floppy0?$/.test(drive) && plan.hasFloppy) return 'floppy';
    throw new GuestwrightError(`machine '${name}' has no drive '${drive}'`, {
      code: 'invalid-argument',
      remedy: "Give the definition 'optical' or 'floppy': an image, or null for an empty drive.",
    });
  }
}
