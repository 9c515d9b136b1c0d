/** Media in the drives of a QEMU machine, running or off. */
import type { CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { DriveName } from '../definition.ts';
import type { MachineMedia } from '../driver.ts';
import type { QmpConnection } from '../qmp/connection.ts';
import type { ImageFile } from './block-devices.ts';
import { IDS } from './ids.ts';
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
      const { media } = this.#storage;
      const medium = await this.#storage.load(kind, image, deadline.options);
      await this.#mount({ ...media, [kind]: medium }, deadline);
    });
  }

  /** The guest may have locked the drive: a person would use the emergency hole, we force it. */
  async eject(drive: DriveName, call?: CallOptions): Promise<void> {
    const kind = this.#drive(drive);
    await this.#power.turns.take(`ejecting ${drive}`, { state: 'busy', call }, async (deadline) => {
      await this.#mount({ ...this.#storage.media, [kind]: undefined }, deadline);
    });
  }

  async #mount(media: MachineStorage['media'], deadline: Deadline): Promise<void> {
    if (this.#power.powered) await mountMedia(this.#power.monitor(), this.#storage.media, media, deadline);
    this.#storage.media = media;
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

/** Changes what lies in the drives of a running QEMU from `before` to `after`. */
export async function mountMedia(
  qmp: QmpConnection,
  before: MachineStorage['media'],
  after: MachineStorage['media'],
  deadline: Deadline,
): Promise<void> {
  for (const drive of ['optical', 'floppy'] as const) {
    const file = after[drive]?.file;
    if (file?.path === before[drive]?.file.path) continue;
    const id = IDS[drive];
    if (file) await qmp.execute('blockdev-change-medium', mediumOf(drive, file), deadline.options);
    else await qmp.execute('eject', { id, force: true }, deadline.options);
  }
}

function mediumOf(drive: RemovableDrive, { path, format }: ImageFile) {
  const mode = drive === 'optical' ? 'read-only' : 'read-write';
  return { id: IDS[drive], filename: path, format, force: true, 'read-only-mode': mode } as const;
}
