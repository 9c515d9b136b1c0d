/** Media in the drives of a QEMU machine, running or off. */
import type { CallOptions, Deadline } from '../../base/deadline.ts';
import { GuestwrightError } from '../../base/errors.ts';
import type { DriveName } from '../definition.ts';
import type { MachineMedia } from '../driver.ts';
import type { QmpConnection } from '../qmp/connection.ts';
import { nodeOptions } from './block-devices.ts';
import { IDS } from './ids.ts';
import type { MachinePower } from './power.ts';
import type { MachineStorage, Medium, RemovableDrive } from './storage.ts';

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
    const [from, to] = [before[drive], after[drive]];
    if (from?.node !== to?.node) await change(qmp, drive, { from, to }, deadline.options);
  }
}

/** A guest may have locked the drive; a floppy drive has no tray, which QEMU accepts. */
async function change(
  qmp: QmpConnection,
  drive: RemovableDrive,
  { from, to }: { from: Medium | undefined; to: Medium | undefined },
  call: CallOptions,
): Promise<void> {
  const id = IDS[drive];
  await qmp.execute('blockdev-open-tray', { id, force: true }, call);
  if (from) {
    await qmp.execute('blockdev-remove-medium', { id }, call);
    await qmp.execute('blockdev-del', { 'node-name': from.node }, call);
  }
  if (!to) return;
  const optical = drive === 'optical';
  await qmp.execute(
    'blockdev-add',
    nodeOptions(to.node, to.file, { readOnly: optical, private: !optical }),
    call,
  );
  await qmp.execute('blockdev-insert-medium', { id, 'node-name': to.node }, call);
  await qmp.execute('blockdev-close-tray', { id }, call);
}
