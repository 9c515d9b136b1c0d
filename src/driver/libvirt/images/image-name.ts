/** How images and the volumes of machines are called in a host's pool. Pure. */

export interface ImageName {
  /** SHA-256 of the content, in hex. */
  readonly hash: string;
  readonly format: 'qcow2' | 'raw';
}

/** Of the storage pool, where the user names none. */
export const DEFAULT_POOL = 'guestwright';

const IMAGE = /^image-([0-9a-f]{64})\.(qcow2|raw)$/;
const MARK = '.verified';
/** Those of a machine begin with its UUID. */
const MACHINE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-/;

export function imageVolume({ hash, format }: ImageName): string {
  return `image-${hash}.${format}`;
}

/** The volume that says that the image has arrived whole; its time of change is when the image was used last. */
export function markOf(image: string): string {
  return `${image}${MARK}`;
}

/** Undefined for other volumes. */
export function readImageName(volume: string): ImageName | undefined {
  const [, hash, format] = IMAGE.exec(volume) ?? [];
  return hash === undefined ? undefined : { hash, format: format as ImageName['format'] };
}

/** The UUID of the machine that a volume belongs to; undefined for other volumes. */
export function machineOf(volume: string): string | undefined {
  return MACHINE.exec(volume)?.[1];
}
