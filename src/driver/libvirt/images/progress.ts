/** Lines for people while an image is on its way. */
import { basename } from 'node:path';
import { now } from '../../../base/deadline.ts';
import { formatSize } from '../../../base/units.ts';

/** Between two lines, in ms. */
const INTERVAL = 5000;

/** Tells at most so often, and always of the end. `doing`: such as "uploading"; `where`: the host's URI. */
export class ImageProgress {
  readonly #tell: (line: string) => void;
  readonly #what: string;
  readonly #size: number;
  #toldAt = now();

  constructor(
    tell: (line: string) => void,
    { doing, file, where, size }: { doing: string; file: string; where: string; size: number },
  ) {
    this.#tell = tell;
    this.#what = `${doing} '${basename(file)}' ${where}`;
    this.#size = size;
  }

  /** `done`: bytes. */
  at(done: number): void {
    if (done < this.#size && now() - this.#toldAt < INTERVAL) return;
    this.#toldAt = now();
    const percent = this.#size === 0 ? 100 : Math.floor((100 * done) / this.#size);
    this.#tell(`${this.#what}: ${percent} % of ${formatSize(this.#size)}`);
  }
}
