/** The formats of disk images that are written for others, and which one a file's name asks for. */
import { extname } from 'node:path';

/** `raw`: the disk's bytes. The others are sparse; `qcow2` is compressed too. */
export type ImageFormat = 'raw' | 'qcow2' | 'vmdk' | 'vdi';

/** What a driver writes that does not say. */
export const COMMON_FORMATS: readonly ImageFormat[] = ['raw', 'qcow2'];

const BY_EXTENSION: Readonly<Record<string, ImageFormat>> = {
  '.raw': 'raw',
  '.img': 'raw',
  '.qcow2': 'qcow2',
  '.vmdk': 'vmdk',
  '.vdi': 'vdi',
};

/** The ends of names that ask for a format, for messages. */
export const IMAGE_EXTENSIONS: readonly string[] = Object.keys(BY_EXTENSION);

/** The format that the name of `path` asks for; undefined if it asks for none that we know. */
export function imageFormatOf(path: string): ImageFormat | undefined {
  return BY_EXTENSION[extname(path).toLowerCase()];
}
