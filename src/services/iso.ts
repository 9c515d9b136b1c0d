/** A disc image (ISO 9660 with Joliet and Rock Ridge names) of a folder, made by xorriso. */
import { resolve } from 'node:path';
import { GuestwrightError } from '../base/errors.ts';
import { describeValue } from '../base/units.ts';
import { type MediumOptions, makeMedium, runTool } from './media-tool.ts';

export interface IsoOptions extends MediumOptions {
  /**
   * Boots a PC's BIOS from this file of the folder (El Torito without emulation), such as GRUB's `eltorito.img`, which
   * gets its place on the disc written into it: it is changed in the image, not in the folder.
   */
  readonly boot?: string;
}

const TOOL = { program: 'xorriso', package: 'xorriso' } as const;
/** ISO 9660 section 8.4.7: a volume's name has 32 places. */
const LABEL = /^[\w. -]{1,32}$/;
/** No boot loader of our time wants less than a CD's sector: four of 512 bytes. */
const BOOT_SECTORS = '4';
/** The image of the same files is the same, whenever it is made. */
const VOLUME_DATE = '2000010100000000';

/**
 * Makes the image and gives its path, for `optical` in a definition or `guest.media.insert`. Files belong to root and may
 * be read by all. Errors: `invalid-argument`, `not-installed` without xorriso, `disk-full`, `io`.
 */
export async function isoFrom(folder: string, options: IsoOptions = {}): Promise<string> {
  const { label, boot } = options;
  if (label !== undefined && !LABEL.test(label)) {
    throw new GuestwrightError(
      `isoFrom: label: expected 1 to 32 letters, digits, '_', '-', '.' or spaces, got ${describeValue(label)}`,
      { code: 'invalid-argument', remedy: 'Name the volume by these.' },
    );
  }
  return await makeMedium({ what: 'isoFrom', folder, extension: 'iso' }, options, async (draft, call) => {
    const args = [
      ...['-as', 'mkisofs', '-quiet', '-J', '-joliet-long', '-r'],
      ...[`--modification-date=${VOLUME_DATE}`, '--set_all_file_dates', 'set_to_mtime'],
      ...(label === undefined ? [] : ['-V', label]),
      ...(boot === undefined
        ? []
        : ['-b', boot, '-no-emul-boot', '-boot-load-size', BOOT_SECTORS, '-boot-info-table']),
      ...['-o', draft, resolve(folder)],
    ];
    await runTool('isoFrom', TOOL, args, call);
  });
}
