/** Media in the drives of a machine that is off: VIX changes none of a running one. */
import { join, resolve } from 'node:path';
import type { CallOptions } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import { unsupported } from '../capabilities.ts';
import type { DriveName } from '../definition.ts';
import type { MachineMedia } from '../driver.ts';
import { requireFile } from '../require-file.ts';
import { copyFloppy } from './disks.ts';
import type { MachinePower } from './power.ts';
import type { VmxFile } from './vmx/vmx-file.ts';
import { editVmx } from './vmx/vmx-on-disk.ts';

interface Drive {
  readonly kind: 'optical' | 'floppy';
  /** Which of its kind, from 0. */
  readonly index: number;
}

const OPTICAL_TYPE = /^((?:ide|sata|scsi|nvme)\d+:\d+)\.devicetype$/;

export class VmwareMedia implements MachineMedia {
  readonly #power: MachinePower;
  readonly #vmx: string;
  readonly #folder: string | undefined;
  #copies = 0;

  /** `folder`: of a machine of ours, which gets copies of floppies. */
  constructor(power: MachinePower, vmx: string, folder: string | undefined) {
    this.#power = power;
    this.#vmx = vmx;
    this.#folder = folder;
  }

  async insert(drive: DriveName, image: string, call?: CallOptions): Promise<void> {
    const { kind } = readDrive(drive);
    await this.#change(`inserting '${image}'`, drive, call, async () => {
      await requireFile(resolve(image), `machine.${kind}`);
      if (kind === 'optical' || this.#folder === undefined) return resolve(image);
      return await copyFloppy(image, join(this.#folder, `floppy-in-${++this.#copies}.img`));
    });
  }

  async eject(drive: DriveName, call?: CallOptions): Promise<void> {
    await this.#change(`ejecting ${drive}`, drive, call, async () => undefined);
  }

  async #change(
    what: string,
    drive: DriveName,
    call: CallOptions | undefined,
    prepare: () => Promise<string | undefined>,
  ): Promise<void> {
    await this.#power.turns.take(what, { state: 'busy', call }, async () => {
      if (!(await this.#power.isOffNow())) {
        throw unsupported(
          'vmware',
          'media.running',
          'Stop the machine first: VIX changes no media of a running one.',
        );
      }
      const image = await prepare();
      await editVmx(this.#vmx, (file) =>
        mount(file, place(file, drive, this.#power.name), readDrive(drive), image),
      );
    });
  }
}

function mount(file: VmxFile, at: string, { kind }: Drive, image: string | undefined): void {
  if (image === undefined) {
    file.set(`${at}.startConnected`, 'FALSE');
    return;
  }
  if (kind === 'optical') file.set(`${at}.deviceType`, 'cdrom-image');
  else file.set(`${at}.fileType`, 'file');
  file.set(`${at}.fileName`, image);
  file.set(`${at}.startConnected`, 'TRUE');
}

/** Where the drive is plugged in. They are numbered in the order of their places. */
function place(file: VmxFile, drive: DriveName, name: string): string {
  const { kind, index } = readDrive(drive);
  const found = kind === 'floppy' ? floppies(file) : opticals(file);
  const at = found[index];
  if (at !== undefined) return at;
  throw new GuestwrightError(`machine '${name}' has no drive '${drive}'`, {
    code: 'invalid-argument',
    remedy: "Give the definition 'optical' or 'floppy': an image, or null for an empty drive.",
  });
}

function opticals(file: VmxFile): readonly string[] {
  return file
    .keys()
    .flatMap((key) => OPTICAL_TYPE.exec(key)?.[1] ?? [])
    .filter((at) => file.isTrue(`${at}.present`) && /^cdrom/i.test(file.get(`${at}.deviceType`) ?? ''))
    .sort();
}

function floppies(file: VmxFile): readonly string[] {
  return ['floppy0', 'floppy1'].filter((at) => file.isTrue(`${at}.present`));
}

function readDrive(drive: DriveName): Drive {
  const [, kind, index = ''] = /^(optical|floppy)(\d*)$/.exec(drive) ?? [];
  return { kind: kind === 'floppy' ? 'floppy' : 'optical', index: Number(index === '' ? '0' : index) };
}
