/** Media in the drives of a Parallels machine, running or off. */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import type { DriveName } from '../definition.ts';
import type { MachineMedia } from '../driver.ts';
import { openDrive, plug, setImage } from './devices.ts';
import { editMachine } from './edit.ts';
import type { MachinePower } from './power.ts';

export class ParallelsMedia implements MachineMedia {
  readonly #power: MachinePower;
  readonly #local: boolean;

  /** `local`: the service reads this computer's files. */
  constructor(power: MachinePower, { local }: { readonly local: boolean }) {
    this.#power = power;
    this.#local = local;
  }

  async insert(drive: DriveName, image: string, call?: CallOptions): Promise<void> {
    const path = this.#local ? await existing(image, drive) : image;
    await this.#power.turns.take(`inserting '${image}'`, { state: 'busy', call }, async (deadline) => {
      await this.#change(drive, deadline, path);
    });
  }

  async eject(drive: DriveName, call?: CallOptions): Promise<void> {
    await this.#power.turns.take(`ejecting ${drive}`, { state: 'busy', call }, async (deadline) => {
      await this.#change(drive, deadline);
    });
  }

  /** A running machine's drive is unplugged while its image changes: the guest sees the medium go and come. */
  async #change(drive: DriveName, deadline: Deadline, image?: string): Promise<void> {
    const { ref, powered } = this.#power;
    const { api } = ref;
    const place = readDrive(drive);
    const vm = await ref.current(deadline);
    if (powered) {
      using device = await openDrive(ref, vm, place);
      await plug(ref, device.value, false, deadline);
    }
    await editMachine(ref, deadline, async (edited) => {
      using device = await openDrive(ref, edited, place);
      if (image !== undefined) await setImage(api, device.value, image);
      await api.do('changing a drive', 'PrlVmDev_SetConnected', device.value, image !== undefined);
    });
    if (powered && image !== undefined) {
      using device = await openDrive(ref, ref.vm, place);
      await plug(ref, device.value, true, deadline);
    }
  }
}

/** Its full path. Error `io` if it cannot be read. */
export async function existing(image: string, option: string): Promise<string> {
  const path = resolve(image);
  try {
    await access(path);
    return path;
  } catch (cause) {
    throw new GuestwrightError(`${option}: cannot read '${path}': ${messageOf(cause)}`, {
      code: 'io',
      cause,
      remedy: 'Correct the path; relative ones start at the working directory.',
    });
  }
}

function readDrive(drive: DriveName): { readonly kind: 'optical' | 'floppy'; readonly index: number } {
  const [, kind, index = ''] = /^(optical|floppy)(\d*)$/.exec(drive) ?? [];
  return { kind: kind === 'floppy' ? 'floppy' : 'optical', index: Number(index || '0') };
}
