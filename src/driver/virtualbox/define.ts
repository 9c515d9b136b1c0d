/** Creates a machine from its plan: settings, drives, ports; and deletes it again. */
import { posix, win32 } from 'node:path';
import type { Deadline } from '../../base/deadline.ts';
import { type ApiVersion, createMachine, setUpPlatform } from './api-version.ts';
import { discardImages, type TouchedImage } from './discard-images.ts';
import { machineById } from './find-machine.ts';
import { closeImage, createDisk, createOverlay, openImage, openRemovable } from './images.ts';
import { editMachine, waitUnlocked } from './machine-lock.ts';
import { mark } from './marker.ts';
import { connectNetwork } from './network.ts';
import { type Scope, type VboxObject, withScope } from './objects.ts';
import {
  type Bus,
  type DiskPlan,
  FLOPPY_SLOT,
  OPTICAL_SLOT,
  type Slot,
  type VirtualBoxPlan,
} from './plan.ts';
import { waitForProgress } from './progress.ts';
import { describeRawImage, isRawImage } from './raw-image.ts';
import type { WebSession } from './web-session.ts';

export interface NewMachine {
  readonly name: string;
  readonly plan: VirtualBoxPlan;
  readonly version: ApiVersion;
  /** Where its settings and disks go, on the server; undefined: VirtualBox's own folder for machines. */
  readonly folder: string | undefined;
  /** Whether the server's files are this computer's. */
  readonly local: boolean;
  /** Paths of the sockets that its serial ports speak through, as many as the plan has ports. */
  readonly serialPaths: readonly string[];
}

export interface CreatedMachine {
  readonly id: string;
  /** Of its settings, disks and snapshots, on the server. */
  readonly folder: string;
}

/** Nothing stays behind if it fails. */
export async function createFrom(
  session: WebSession,
  wanted: NewMachine,
  deadline: Deadline,
): Promise<CreatedMachine> {
  const created = await withScope(session, (scope) => register(scope, wanted, deadline));
  const touched: TouchedImage[] = [];
  try {
    await editMachine(session, created.id, deadline, async (machine, scope) => {
      try {
        await plugIn(scope, machine, { ...wanted, folder: created.folder, touched }, deadline);
      } catch (error) {
        // Images that are attached when settings are discarded count as attached for ever (seen on 7.2): they are
        // saved, and go with the machine.
        await machine.call('saveSettings', {}).catch(() => {});
        throw error;
      }
    });
    return created;
  } catch (error) {
    await deleteMachine(session, created.id, created.folder).catch(() => {}); // why it failed is worth more
    await discardImages(session, touched); // behind that: until then they count as the machine's
    throw error;
  }
}

/** Its settings alone: drives can be attached to a registered machine only. */
async function register(
  scope: Scope,
  { name, plan, version, folder, serialPaths }: NewMachine,
  deadline: Deadline,
): Promise<CreatedMachine> {
  const settingsFile = folder === undefined ? '' : join(folder, `${name}.vbox`);
  const machine = await createMachine(scope, version, { name, settingsFile, osType: plan.osType });
  await machine.call('setMemorySize', { memorySize: plan.memory });
  await machine.call('setCPUCount', { CPUCount: plan.cpus });
  await setUpPlatform(scope, version, machine, plan);
  const graphics = scope.own('IGraphicsAdapter', await machine.call('getGraphicsAdapter', {}));
  await graphics.call('setGraphicsControllerType', { graphicsControllerType: 'VBoxVGA' });
  await graphics.call('setVRAMSize', { VRAMSize: plan.videoMemory });
  await graphics.call('setMonitorCount', { monitorCount: plan.displays });
  if (plan.tablet) {
    await machine.call('addUSBController', { name: 'OHCI', type: 'OHCI' });
    await machine.call('setPointingHIDType', { pointingHIDType: 'USBTablet' });
  }
  await setBootOrder(machine, plan.bootOrder);
  await connectNetwork(scope, version, machine, plan.network);
  for (const [slot, path] of serialPaths.entries()) await openSerialPort(scope, machine, slot, path);
  for (const bus of plan.buses) await addController(scope, machine, bus);
  await mark(machine);
  await machine.call('saveSettings', {}, deadline.options);
  await scope.virtualBox.call('registerMachine', { machine: machine.reference }, deadline.options);
  const file = await machine.call('getSettingsFilePath', {}, deadline.options);
  return { id: await machine.call('getId', {}), folder: directoryOf(file) };
}

const BOOT_DEVICES = { disk: 'HardDisk', optical: 'DVD', floppy: 'Floppy', network: 'Network' } as const;
/** VirtualBox's boot order has so many positions. */
const BOOT_POSITIONS = 4;

export async function setBootOrder(
  machine: VboxObject<'IMachine'>,
  order: VirtualBoxPlan['bootOrder'],
): Promise<void> {
  for (let position = 1; position <= BOOT_POSITIONS; position++) {
    const device = order[position - 1];
    await machine.call('setBootOrder', { position, device: device ? BOOT_DEVICES[device] : 'Null' });
  }
}

export async function openSerialPort(
  scope: Scope,
  machine: VboxObject<'IMachine'>,
  slot: number,
  path: string,
): Promise<void> {
  const port = scope.own('ISerialPort', await machine.call('getSerialPort', { slot }));
  // We listen, the machine connects: nothing that it sends is lost before somebody reads.
  await port.call('setPath', { path });
  await port.call('setServer', { server: false });
  await port.call('setHostMode', { hostMode: 'HostPipe' });
  await port.call('setEnabled', { enabled: true });
}

const CONTROLLER_TYPES = { IDE: 'PIIX4', SATA: 'IntelAhci', SCSI: 'LsiLogic' } as const;

async function addController(scope: Scope, machine: VboxObject<'IMachine'>, bus: Bus): Promise<void> {
  const added = await machine.call('addStorageController', { name: bus, connectionType: bus });
  const controller = scope.own('IStorageController', added);
  if (bus === 'IDE' || bus === 'SATA' || bus === 'SCSI')
    await controller.call('setControllerType', { controllerType: CONTROLLER_TYPES[bus] });
}

/** Where images go, and a list of those that were made or opened on the way. */
interface Workplace {
  readonly folder: string;
  readonly local: boolean;
  readonly touched: TouchedImage[];
}

async function plugIn(
  scope: Scope,
  machine: VboxObject<'IMachine'>,
  { plan, ...place }: Workplace & { readonly plan: VirtualBoxPlan },
  deadline: Deadline,
): Promise<void> {
  const { folder, local, touched } = place;
  for (const [index, disk] of plan.disks.entries()) {
    const medium = await makeDisk(scope, disk, `disk${index}`, place, deadline);
    await attach(machine, disk.slot, 'HardDisk', medium, deadline);
  }
  for (const [drive, slot, kind] of [
    [plan.optical, OPTICAL_SLOT, 'DVD'],
    [plan.floppy, FLOPPY_SLOT, 'Floppy'],
  ] as const) {
    if (drive === undefined) continue;
    const image = { location: drive ?? '', kind };
    const medium =
      drive === null ? undefined : await openRemovable(scope, image, local ? folder : undefined, deadline);
    if (medium) touched.push({ location: await medium.call('getLocation', {}), kind, made: false });
    await attach(machine, slot, kind, medium, deadline);
  }
}

async function makeDisk(
  scope: Scope,
  disk: DiskPlan,
  name: string,
  { folder, local, touched }: Workplace,
  deadline: Deadline,
): Promise<VboxObject<'IMedium'>> {
  const ours = join(folder, `${name}.vdi`);
  const ourImage = { location: ours, kind: 'HardDisk', made: true } as const;
  if ('size' in disk) {
    touched.push(ourImage);
    return await createDisk(scope, ours, disk.size, deadline);
  }
  const write = disk.write === 'in-place';
  // What the server takes a raw image for is its own business where we cannot look into it.
  const isRaw = local && (await isRawImage(disk.image));
  const location = isRaw ? await describeRawImage(disk.image, folder, `${name}-base`) : disk.image;
  const image = await openImage(scope, { location, kind: 'HardDisk', write }, deadline);
  touched.push({ location, kind: 'HardDisk', made: false });
  if (write) return image;
  touched.push(ourImage);
  return await createOverlay(scope, image, ours, deadline);
}

async function attach(
  machine: VboxObject<'IMachine'>,
  { bus, port, device }: Slot,
  type: 'HardDisk' | 'DVD' | 'Floppy',
  medium: VboxObject<'IMedium'> | undefined,
  deadline: Deadline,
): Promise<void> {
  const place = { name: bus, controllerPort: port, device, type } as const;
  if (medium) await machine.call('attachDevice', { ...place, medium: medium.reference }, deadline.options);
  else await machine.call('attachDeviceWithoutMedium', place, deadline.options);
}

/** Where its settings lie, on the server. */
export async function machineFolder(session: WebSession, id: string, deadline: Deadline): Promise<string> {
  return await withScope(session, async (scope) => {
    const machine = await machineById(scope, id, deadline);
    return directoryOf(await machine.call('getSettingsFilePath', {}, deadline.options));
  });
}

/** Unregisters a machine that is off and unlocked, and deletes what lies in its folder: images of the user's stay. */
export async function deleteMachine(
  session: WebSession,
  id: string,
  folder: string,
  deadline?: Deadline,
): Promise<void> {
  await withScope(session, async (scope) => {
    const call = deadline?.options;
    const machine = scope.own('IMachine', await scope.virtualBox.call('findMachine', { nameOrId: id }, call));
    const images = await imagesOf(scope, machine);
    if (deadline) await waitUnlocked(machine, deadline); // its process may have ended just now
    const media = await machine.call('unregister', { cleanupMode: 'DetachAllReturnHardDisksOnly' }, call);
    const owned = media.map((reference) => scope.own('IMedium', reference));
    const ours: string[] = [];
    for (const medium of owned) {
      if (isWithin(folder, await medium.call('getLocation', {}, call))) ours.push(medium.reference);
    }
    const progress = await machine.call('deleteConfig', { media: ours }, call);
    if (deadline) await waitForProgress(session, 'deleting a machine', progress, deadline);
    else await scope.own('IProgress', progress).call('waitForCompletion', { timeout: DELETE_TIMEOUT });
    for (const { location, kind } of images)
      if (kind !== 'HardDisk' || !isWithin(folder, location)) await closeImage(session, location, kind);
  });
}

/** In ms. */
const DELETE_TIMEOUT = 10_000;

async function imagesOf(
  scope: Scope,
  machine: VboxObject<'IMachine'>,
): Promise<readonly { readonly location: string; readonly kind: 'HardDisk' | 'DVD' | 'Floppy' }[]> {
  const attachments = await machine.call('getMediumAttachments', {});
  const images = attachments.map(async ({ medium, type }) => {
    if (medium === '' || !(type === 'HardDisk' || type === 'DVD' || type === 'Floppy')) return [];
    const image = scope.own('IMedium', medium);
    const base = type === 'HardDisk' ? scope.own('IMedium', await image.call('getBase', {})) : image;
    return [{ location: await base.call('getLocation', {}), kind: type }];
  });
  return (await Promise.all(images)).flat();
}

/** The server may run on another kind of system than we do. */
function pathOf(folder: string): typeof posix {
  return /^[A-Za-z]:\\|^\\\\/.test(folder) ? win32 : posix;
}

export function join(folder: string, name: string): string {
  return pathOf(folder).join(folder, name);
}

export function directoryOf(file: string): string {
  return pathOf(file).dirname(file);
}

function isWithin(folder: string, file: string): boolean {
  const path = pathOf(folder).relative(folder, file);
  return path !== '' && !path.startsWith('..') && !pathOf(folder).isAbsolute(path);
}
