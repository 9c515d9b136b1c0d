/** What a machine's parts share: its plan, its power, its media, and a saved state to continue from. */
import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { loadAssets } from './assets.ts';
import type { DiskContent } from './disk-content.ts';
import { writeFlatImage } from './disk-file.ts';
import type { MachinePlan } from './plan.ts';
import { Power } from './power.ts';
import type { BootOrder } from './protocol.ts';
import type { Session } from './session.ts';

/** A state of a running machine in a file. */
export interface SavedState {
  readonly path: string;
  /** Ours to delete when it was continued. */
  readonly owned: boolean;
}

export class MachineCore {
  readonly name: string;
  readonly plan: MachinePlan;
  readonly power: Power;
  /** Paths of the images in the drives now. */
  readonly media: { optical: string | undefined; floppy: string | undefined };
  #bootOrder: BootOrder;
  /** What the next start continues from. */
  saved: SavedState | undefined;
  readonly #folder: () => Promise<string>;
  #files = 0;

  constructor(setup: {
    readonly name: string;
    readonly plan: MachinePlan;
    readonly disks: readonly DiskContent[];
    readonly saved?: SavedState;
    readonly folder: () => Promise<string>;
  }) {
    this.name = setup.name;
    this.plan = setup.plan;
    this.power = new Power(setup.name, setup.disks);
    this.media = { optical: setup.plan.optical, floppy: setup.plan.floppy };
    this.#bootOrder = setup.plan.bootOrder;
    this.saved = setup.saved;
    this.#folder = setup.folder;
  }

  set bootOrder(order: BootOrder) {
    this.#bootOrder = order;
  }

  /** As the BIOS gets it: without an empty optical drive, for which it would wait for seconds. */
  get bootOrder(): BootOrder {
    return this.#bootOrder.filter((device) => device !== 'optical' || this.media.optical !== undefined);
  }

  /** A path of its own among the temporary files. */
  async temporaryPath(what: string): Promise<string> {
    return join(await this.#folder(), `${this.name.replace(/[^\w.-]/g, '_')}-${++this.#files}-${what}`);
  }

  /** Switches on, continuing from the saved state if there is one. */
  async boot(deadline: Deadline): Promise<Session> {
    const { memory, serialPorts, clock, absolutePointer } = this.plan;
    const session = await this.power.boot(
      {
        assets: await loadAssets(),
        memory,
        serialPorts,
        clock,
        absolutePointer,
        bootOrder: this.bootOrder,
        optical: this.media.optical,
        floppy: this.saved ? undefined : this.media.floppy, // a state brings the floppy's content
        state: this.saved?.path,
      },
      deadline,
    );
    await this.discardSaved();
    return session;
  }

  /** Switches off and writes the disks that are written in place. */
  async powerOff(why: string, then: 'off' | 'suspended' = 'off'): Promise<void> {
    await this.power.powerOff(why, { then });
    for (const [i, disk] of this.plan.disks.entries()) {
      if (!('image' in disk) || disk.write !== 'in-place') continue;
      await writeFlatImage(this.power.disks[i] as DiskContent, await realpath(disk.image));
    }
  }

  async discardSaved(): Promise<void> {
    const { saved } = this;
    this.saved = undefined;
    if (saved?.owned) await rm(saved.path, { force: true });
  }
}
