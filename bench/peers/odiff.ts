/** odiff's server: compares two PNG files, as it is made for, and decodes them each time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ODiffServer } from 'odiff-bin';
import type { Picture } from '../../src/frame/picture.ts';
import { writeReferencePng } from '../../src/frame/png.ts';

export class Odiff implements Disposable {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'odiff-'));
  readonly #server = new ODiffServer();
  #files = 0;

  /** Writes `picture` once; gives its file. */
  async keep(picture: Picture): Promise<string> {
    const file = path.join(this.#folder, `${this.#files++}.png`);
    await writeReferencePng(file, picture);
    return file;
  }

  /** Whether odiff takes both for the same, at its default threshold. */
  async same(one: string, other: string): Promise<boolean> {
    const { match } = await this.#server.compare(one, other, path.join(this.#folder, 'difference.png'));
    return match;
  }

  [Symbol.dispose](): void {
    this.#server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
