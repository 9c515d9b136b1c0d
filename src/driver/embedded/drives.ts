/** The optical and the floppy drive: media in and out, also while the machine runs. */

import { resolve } from 'node:path';
import type { CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { DriveName } from '../definition.ts';
import type { MachineMedia } from '../driver.ts';
import { flatImageSize } from './disk-file.ts';
import type { MachineCore } from './machine-core.ts';

export class Drives implements MachineMedia {
  readonly #core: MachineCore;

  constructor(core: MachineCore) {
    this.#core = core;
  }

  async insert(drive: DriveName, image: string, call: CallOptions = {}): Promise<void> {
    const kind = kindOf(drive);
    const path = resolve(image);
    await this.#core.power.exclusive(`inserting into ${drive}`, call, async (deadline) => {
      await flatImageSize(path);
      await this.#core.power.session?.call('insert', { drive: kind, image: path }, deadline.options);
      await this.#changed(kind, path, deadline);
    });
  }

  async eject(drive: DriveName, call: CallOptions = {}): Promise<void> {
    const kind = kindOf(drive);
    await this.#core.power.exclusive(`ejecting ${drive}`, call, async (deadline) => {
      await this.#core.power.session?.call('eject', { drive: kind }, deadline.options);
      await this.#changed(kind, undefined, deadline);
    });
  }

  /** The boot order follows: an empty optical drive is left out of it. */
  async #changed(drive: 'optical' | 'floppy', path: string | undefined, deadline: Deadline): Promise<void> {
    const { media, power } = this.#core;
    media[drive] = path;
    await power.session?.call('bootOrder', this.#core.bootOrder, deadline.options);
  }
}

/** There is one drive of each kind. */
function kindOf(drive: DriveName): 'optical' | 'floppy' {
  if (drive === 'optical' || drive === 'optical0') return 'optical';
  if (drive === 'floppy' || drive === 'floppy0') return 'floppy';
  throw new GuestwrightError(`drive: expected 'optical' or 'floppy', got '${drive}'`, {
    code: 'invalid-argument',
    remedy: 'The embedded emulator has one drive of each kind.',
  });
}
