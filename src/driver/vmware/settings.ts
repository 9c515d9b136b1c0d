/** A plan as the lines of a .vmx file. Pure. */
import { type BootDevice, type Bus, FLOPPY_PLACE, OPTICAL_PLACE, type VmwarePlan } from './plan.ts';

export interface SettingsPlaces {
  readonly name: string;
  /** Image files of the disks, in the plan's order. */
  readonly disks: readonly string[];
  /** Image in the drive; undefined: an empty one, or none. */
  readonly floppy: string | undefined;
  readonly optical: string | undefined;
  /** Sockets that the machine connects its serial ports to. */
  readonly serials: readonly string[];
}

/** VMware's names, in `bios.bootOrder`. */
const BOOT_NAMES: Readonly<Record<BootDevice, string>> = {
  disk: 'hdd',
  optical: 'cdrom',
  floppy: 'floppy',
  network: 'ethernet0',
};
/** PCI bridges that everything but IDE and floppies is plugged into. */
const BRIDGES = ['pciBridge0', 'pciBridge4', 'pciBridge5', 'pciBridge6', 'pciBridge7'];
/** How many functions each bridge but the first has. */
const BRIDGE_FUNCTIONS = '8';

/** The file's keys and values, in the order in which they are written. */
export function machineSettings(plan: VmwarePlan, places: SettingsPlaces): Record<string, string> {
  return {
    'config.version': '8',
    'virtualHW.version': String(plan.hardware),
    displayName: places.name,
    guestOS: plan.guestOs,
    memsize: String(plan.memory),
    numvcpus: String(plan.cpus),
    ...(plan.uefi && { firmware: 'efi' }),
    ...bridges(),
    'vmci0.present': 'TRUE',
    ...controllers(plan),
    ...Object.assign({}, ...plan.disks.map(({ slot }, index) => disk(slot.place, places.disks[index] ?? ''))),
    ...opticalSettings(plan.optical !== undefined, places.optical),
    ...floppySettings(plan.floppy !== undefined, places.floppy),
    ...bootOrderSettings(plan.bootOrder, plan),
    ...network(plan.network),
    ...Object.assign({}, ...places.serials.map(serial)),
    ...clock(plan.clock),
    ...(plan.tablet && { 'usb.present': 'TRUE', 'usb.generic.allowHID': 'TRUE' }),
    // Nobody sits before the screen: no question, no hint, no sound.
    'msg.autoAnswer': 'TRUE',
    'hints.hideAll': 'TRUE',
    'sound.present': 'FALSE',
    'uuid.action': 'create',
    'tools.syncTime': 'FALSE',
    // What happens when the guest resets or powers off is what the guest wanted.
    'powerType.powerOff': 'hard',
    'powerType.reset': 'hard',
    'powerType.suspend': 'hard',
  };
}

/** Of the optical drive, with or without a medium. */
export function opticalSettings(present: boolean, image: string | undefined): Record<string, string> {
  if (!present) return {};
  return {
    [`${OPTICAL_PLACE}.present`]: 'TRUE',
    [`${OPTICAL_PLACE}.deviceType`]: 'cdrom-image',
    [`${OPTICAL_PLACE}.fileName`]: image ?? '',
    [`${OPTICAL_PLACE}.startConnected`]: image === undefined ? 'FALSE' : 'TRUE',
  };
}

/** A machine without a floppy drive says so: VMware's default is one. */
export function floppySettings(present: boolean, image: string | undefined): Record<string, string> {
  if (!present) return { [`${FLOPPY_PLACE}.present`]: 'FALSE' };
  return {
    [`${FLOPPY_PLACE}.present`]: 'TRUE',
    [`${FLOPPY_PLACE}.fileType`]: 'file',
    [`${FLOPPY_PLACE}.fileName`]: image ?? '',
    [`${FLOPPY_PLACE}.clientDevice`]: 'FALSE',
    [`${FLOPPY_PLACE}.startConnected`]: image === undefined ? 'FALSE' : 'TRUE',
  };
}

/** Disks are tried in the plan's order. */
export function bootOrderSettings(
  order: readonly BootDevice[],
  { disks }: Pick<VmwarePlan, 'disks'>,
): Record<string, string> {
  return {
    'bios.bootOrder': order.map((device) => BOOT_NAMES[device]).join(','),
    ...(disks.length > 0 && { 'bios.hddOrder': disks.map(({ slot }) => slot.place).join(',') }),
  };
}

function bridges(): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const name of BRIDGES) {
    settings[`${name}.present`] = 'TRUE';
    if (name === 'pciBridge0') continue;
    settings[`${name}.virtualDev`] = 'pcieRootPort';
    settings[`${name}.functions`] = BRIDGE_FUNCTIONS;
  }
  return settings;
}

function controllers({ disks }: VmwarePlan): Record<string, string> {
  const buses = new Set<Bus>(disks.map(({ slot }) => slot.bus));
  return {
    ...(buses.has('scsi') && { 'scsi0.present': 'TRUE', 'scsi0.virtualDev': 'lsilogic' }),
    ...(buses.has('sata') && { 'sata0.present': 'TRUE' }),
  };
}

function disk(place: string, image: string): Record<string, string> {
  return { [`${place}.present`]: 'TRUE', [`${place}.fileName`]: image };
}

function network(plan: VmwarePlan['network']): Record<string, string> {
  if (plan === undefined) return { 'ethernet0.present': 'FALSE' };
  const card = { 'ethernet0.present': 'TRUE', 'ethernet0.addressType': 'generated' };
  if (plan === 'nat') return { ...card, 'ethernet0.connectionType': 'nat' };
  return { ...card, 'ethernet0.connectionType': 'custom', 'ethernet0.vnet': plan.lan };
}

/** We listen, the machine connects: nothing that it sends is lost before somebody reads. */
function serial(path: string, index: number): Record<string, string> {
  return {
    [`serial${index}.present`]: 'TRUE',
    [`serial${index}.fileType`]: 'pipe',
    [`serial${index}.fileName`]: path,
    [`serial${index}.pipe.endPoint`]: 'client',
    [`serial${index}.tryNoRxLoss`]: 'TRUE',
    [`serial${index}.startConnected`]: 'TRUE',
  };
}

/** A pinned clock starts at its moment at power-on; nothing sets it after that. */
function clock(start: VmwarePlan['clock']): Record<string, string> {
  if (start === 'host') return {};
  const settings: Record<string, string> = { 'rtc.startTime': String(start), 'rtc.diffFromUTC': '0' };
  for (const moment of [
    'continue',
    'restore',
    'resume.disk',
    'shrink',
    'tools.startup',
    'tools.enable',
    'resume.host',
  ])
    settings[`time.synchronize.${moment}`] = 'FALSE';
  return settings;
}
