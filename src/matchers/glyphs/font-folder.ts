/** Fonts in a folder beside the reference screens: learned ones, and console fonts that were copied there. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GuestwrightError } from '../../base/errors.ts';
import type { GlyphFont } from './font.ts';
import { parsePsf } from './psf.ts';

/** Below the folder of the screens. */
export const FONT_FOLDER = 'fonts';
const FONT_FILE = /^(.+)\.psfu?(?:\.gz)?$/;

/** Reads its fonts once. */
export class FontFolder {
  readonly folder: string;
  #fonts: Promise<readonly GlyphFont[]> | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The fonts in the order of their names; none if the folder does not exist. Throws `invalid-font`. */
  async load(): Promise<readonly GlyphFont[]> {
    this.#fonts ??= this.#read();
    return await this.#fonts;
  }

  async #read(): Promise<readonly GlyphFont[]> {
    const files = (await this.#list()).filter((file) => FONT_FILE.test(file)).sort();
    return await Promise.all(
      files.map(async (file) =>
        parsePsf(await readFile(join(this.folder, file)), FONT_FILE.exec(file)?.[1] ?? file),
      ),
    );
  }

  async #list(): Promise<string[]> {
    try {
      return await readdir(this.folder);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new GuestwrightError(`the folder of fonts ${this.folder} could not be read`, {
        code: 'io',
        cause,
        remedy: 'See that it is a folder that you may read.',
      });
    }
  }
}
