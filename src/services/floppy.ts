/** A floppy image (FAT12, 1.44 MB, long names) of a folder, made by mtools. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GuestwrightError, isGuestwrightError } from '../base/errors.ts';
import { describeValue } from '../base/units.ts';
import { type MediumOptions, makeMedium, runTool } from './media-tool.ts';

const FORMAT = { program: 'mformat', package: 'mtools' } as const;
const COPY = { program: 'mcopy', package: 'mtools' } as const;
/** The size of a floppy by its name among mtools: 2 sides of 80 tracks with 18 sectors. */
const KILOBYTES = '1440';
/** The image of the same files is the same, whenever it is made. */
const SERIAL_NUMBER = '20000101';
/** A FAT's volume name has 11 places. */
const LABEL = /^[\w-]{1,11}$/;

/**
 * Makes the image and gives its path, for `floppy` in a definition or `guest.media.insert`. Errors: `invalid-argument`, also
 * if the files do not fit, `not-installed` without mtools, `disk-full`, `io`.
 */
export async function floppyFrom(folder: string, options: MediumOptions = {}): Promise<string> {
  const { label } = options;
  if (label !== undefined && !LABEL.test(label)) {
    throw new GuestwrightError(
      `floppyFrom: label: expected 1 to 11 letters, digits, '_' or '-', got ${describeValue(label)}`,
      { code: 'invalid-argument', remedy: 'Name the volume by these.' },
    );
  }
  return await makeMedium({ what: 'floppyFrom', folder, extension: 'img' }, options, async (draft, call) => {
    const name = label === undefined ? [] : ['-v', label];
    const format = ['-C', '-f', KILOBYTES, '-N', SERIAL_NUMBER, ...name, '-i', draft, '::'];
    await runTool('floppyFrom', FORMAT, format, call);
    const from = resolve(folder);
    const files = (await readdir(from)).sort().map((entry) => join(from, entry));
    if (files.length === 0) return;
    // -s: folders too; -m: with their times; -Q: stops at the first that fails; -n: asks nobody
    await runTool('floppyFrom', COPY, ['-s', '-m', '-Q', '-n', '-i', draft, ...files, '::/'], call).catch(
      (error: unknown) => {
        throw isFull(error) ? tooLarge(folder, error) : error;
      },
    );
  });
}

/** mtools' word for the floppy; the host's full disk is another matter. */
function isFull(error: unknown): error is Error {
  return isGuestwrightError(error, 'io') && /disk full/i.test(error.message);
}

function tooLarge(folder: string, cause: Error): GuestwrightError {
  return new GuestwrightError(
    `floppyFrom: the files of '${folder}' do not fit on a floppy of ${KILOBYTES} KiB`,
    {
      code: 'invalid-argument',
      cause,
      remedy: 'Leave some out, or make a disc with isoFrom.',
    },
  );
}
