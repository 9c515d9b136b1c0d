/** The boot order as QEMU's boot indices, at start and while it runs. */
import type { CallOptions } from '../../base/deadline.ts';
import type { QmpConnection } from '../qmp/connection.ts';
import { IDS } from './ids.ts';
import type { BootDevice, MachinePlan } from './plan.ts';

const FLOPPY_CONTROLLER = 'child<isa-fdc>';
const DEVICE_FOLDERS = ['/machine/unattached', '/machine/peripheral-anon'];

/** The boot index of every bootable device, -1 for what `order` leaves out. */
export function bootIndices(
  order: readonly BootDevice[],
  has: {
    readonly disks: number;
    readonly optical: boolean;
    readonly floppy: boolean;
    readonly network: boolean;
  },
): ReadonlyMap<string, number> {
  const devices: Record<BootDevice, readonly string[]> = {
    disk: Array.from({ length: has.disks }, (_, index) => IDS.disk(index)),
    optical: has.optical ? [IDS.optical] : [],
    floppy: has.floppy ? [IDS.floppy] : [],
    network: has.network ? [IDS.nic] : [],
  };
  const indices = new Map<string, number>(Object.values(devices).flatMap((ids) => ids.map((id) => [id, -1])));
  for (const [index, id] of [...new Set(order)].flatMap((device) => devices[device]).entries())
    indices.set(id, index);
  return indices;
}

/** The boot devices that `plan` has. */
export function bootable(plan: MachinePlan): Parameters<typeof bootIndices>[1] {
  return {
    disks: plan.diskInterfaces.length,
    optical: plan.hasOptical,
    floppy: plan.hasFloppy,
    network: plan.network !== undefined,
  };
}

/** Changes the order of a running QEMU: it takes effect at the next reset. */
export async function changeBootOrder(
  qmp: QmpConnection,
  plan: MachinePlan,
  call?: CallOptions,
): Promise<void> {
  const indices = [...bootIndices(plan.bootOrder, bootable(plan))];
  const properties = await Promise.all(
    indices.map(async ([id, index]) => ({ index, ...(await bootProperty(qmp, id, call)) })),
  );
  // Two devices must not have one index, not even for a moment.
  for (const { path, property } of properties)
    await qmp.execute('qom-set', { path, property, value: -1 }, call);
  for (const { path, property, index } of properties) {
    if (index >= 0) await qmp.execute('qom-set', { path, property, value: index }, call);
  }
}

/** A floppy drive's index is its controller's, which has no name of ours on a PC. */
async function bootProperty(qmp: QmpConnection, id: string, call?: CallOptions) {
  if (id !== IDS.floppy) return { path: `/machine/peripheral/${id}`, property: 'bootindex' };
  for (const folder of DEVICE_FOLDERS) {
    const devices = await qmp.execute('qom-list', { path: folder }, call);
    const controller = devices.find(({ type }) => type === FLOPPY_CONTROLLER);
    if (controller) return { path: `${folder}/${controller.name}`, property: 'bootindexA' };
  }
  throw new Error('the floppy controller is missing in a machine that has a floppy drive');
}
