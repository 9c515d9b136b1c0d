/** The optical and the floppy drive: media in and out, also while the machine runs. */

import { resolve } from 'node:path';
import type { CallOptions } from '../../base/deadline.ts';
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
      this.#core.media[kind] = path;
    });
  }

  async eject(drive: DriveName, call: CallOptions = {}): Promise<void> {
    const kind = kindOf(drive);
    await this.#core.power.exclusive(`ejecting ${drive}`, call, async (deadline) => {
      await this.#core.power.session?.call('eject', { drive: kind }, deadline.options);
      this.#core.media[kind] = undefined;
    });
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
