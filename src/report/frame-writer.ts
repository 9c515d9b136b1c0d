/** Writes frames as numbered PNGs, one after the other in the background; a picture that repeats is written once. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GuestwrightError, messageOf } from '../base/errors.ts';
import type { Frame } from '../frame/frame.ts';
import { encodePng } from '../frame/png.ts';

/** Digits of a file's number, so that names sort by time. */
const NUMBER_WIDTH = 4;

export class FrameWriter {
  readonly #folder: string;
  #written = 0;
  #last: { readonly frame: Frame; readonly name: string } | undefined;
  #tail: Promise<void> = Promise.resolve();
  #failure: unknown;

  /** `folder` must exist. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Queues the frame, whose memory must be its own, and tells its file's name at once. */
  add(frame: Frame): string {
    if (this.#last && samePicture(this.#last.frame, frame)) return this.#last.name;
    const name = `${String(++this.#written).padStart(NUMBER_WIDTH, '0')}.png`;
    this.#last = { frame, name };
    this.#tail = this.#tail.then(async () => {
      try {
        await writeFile(join(this.#folder, name), await encodePng(frame));
      } catch (error) {
        this.#failure ??= error; // a full disk must not end the run; `flush` tells
      }
    });
    return name;
  }

  /** Resolves when all frames are on the disk. Error `disk-full` or `io` if one could not be written. */
  async flush(): Promise<void> {
    await this.#tail;
    if (this.#failure === undefined) return;
    const full = (this.#failure as NodeJS.ErrnoException).code === 'ENOSPC';
    throw new GuestwrightError(
      `report: could not write a picture to '${this.#folder}': ${messageOf(this.#failure)}`,
      {
        code: full ? 'disk-full' : 'io',
        cause: this.#failure,
        remedy: full ? 'Make space, or put the report elsewhere.' : 'See the cause.',
      },
    );
  }
}

function samePicture(a: Frame, b: Frame): boolean {
  return a.width === b.width && a.height === b.height && Buffer.compare(a.data, b.data) === 0;
}
