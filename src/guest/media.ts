/** The image files that a machine definition names: listing them and making their paths absolute. */
import { isAbsolute, resolve } from 'node:path';
import type { DiskDefinition, MachineDefinition, NetworkDefinition } from '../driver/definition.ts';

/** `definition` with every image path absolute; relative ones are taken from `folder`. */
export function resolveMedia(definition: MachineDefinition, folder: string): MachineDefinition {
  const absolute = (path: string) => (isAbsolute(path) ? path : resolve(folder, path));
  const { disks, optical, floppy, kernel, network } = definition;
  return {
    ...definition,
    ...(disks && { disks: disks.map((disk) => withImage(disk, absolute)) }),
    ...(typeof optical === 'string' && { optical: absolute(optical) }),
    ...(typeof floppy === 'string' && { floppy: absolute(floppy) }),
    ...(typeof network === 'object' && { network: withTftp(network, absolute) }),
    ...(kernel && {
      kernel: {
        ...kernel,
        image: absolute(kernel.image),
        ...(kernel.initrd !== undefined && { initrd: absolute(kernel.initrd) }),
      },
    }),
  };
}

/** Every image file that the definition names, in the order of its fields. */
export function mediaOf({ disks = [], optical, floppy, kernel }: MachineDefinition): readonly string[] {
  const images = disks.map((disk) => ('image' in disk ? disk.image : undefined));
  return [...images, optical, floppy, kernel?.image, kernel?.initrd].filter(
    (path): path is string => typeof path === 'string',
  );
}

function withImage(disk: DiskDefinition, absolute: (path: string) => string): DiskDefinition {
  return 'image' in disk ? { ...disk, image: absolute(disk.image) } : disk;
}

/** Its content is no medium: it may change while the machine runs. */
function withTftp(
  network: Exclude<NetworkDefinition, string>,
  absolute: (path: string) => string,
): NetworkDefinition {
  if ('lan' in network || network.user.tftp === undefined) return network;
  return { user: { ...network.user, tftp: absolute(network.user.tftp) } };
}
