/** The hard disks that a .vmx file names, in the order in which a BIOS counts them. */
import { GuestwrightError } from '../../../base/errors.ts';
import type { VmxFile } from './vmx-file.ts';

const PLACE = /^((?:ide|sata|scsi|nvme)\d+:\d+)\.filename$/;
const IMAGE = /\.vmdk$/i;
/** IDE's come first, then SATA's. */
const BUSES = ['ide', 'sata', 'scsi', 'nvme'];

/** The image of disk `index`, as the file names it. Error `invalid-argument` if there is no such disk. */
export function diskFile(file: VmxFile, index: number, machine: string): string {
  const disks = diskFiles(file);
  const found = disks[index];
  if (found !== undefined) return found;
  throw new GuestwrightError(`machine '${machine}': expected a disk below ${disks.length}, got ${index}`, {
    code: 'invalid-argument',
  });
}

export function diskFiles(file: VmxFile): readonly string[] {
  const places = file
    .keys()
    .flatMap((key) => PLACE.exec(key)?.[1] ?? [])
    .filter((place) => file.isTrue(`${place}.present`) && IMAGE.test(file.get(`${place}.fileName`) ?? ''));
  return places.toSorted(comparePlaces).map((place) => file.get(`${place}.fileName`) ?? '');
}

function comparePlaces(a: string, b: string): number {
  const [first, second] = [a, b].map(readPlace) as [readonly number[], readonly number[]];
  return first.map((number, at) => number - (second[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

/** Bus, controller, unit. */
function readPlace(place: string): readonly number[] {
  const [, bus = '', controller, unit] = /^([a-z]+)(\d+):(\d+)$/.exec(place) ?? [];
  return [BUSES.indexOf(bus), Number(controller), Number(unit)];
}
