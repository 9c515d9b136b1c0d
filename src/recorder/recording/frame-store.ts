/** The frozen frames of a recording: written at once as PNG files named after their pixels, read again when needed. */
import { createHash } from 'node:crypto';
import { access, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Picture } from '../../frame/picture.ts';
import { encodePng, readReferencePng } from '../../frame/png.ts';
import type { FrameId } from './model.ts';
import { writeWhole } from './write-whole.ts';

/** Pictures kept in memory: the last ones are asked for again and again. 16 of 1024x768 are 48 MB. */
const KEPT_PICTURES = 16;

export class FrameStore {
  readonly folder: string;
  readonly #kept = new Map<FrameId, Picture>();
  /** Frames that could not be written yet: they stay in memory until they are. */
  readonly #unwritten = new Map<FrameId, Picture>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The id of `picture`, which is kept from now on; it must not change any more. Not written before `flush`. */
  add(picture: Picture): FrameId {
    const { width, height, data } = picture;
    const hash = createHash('sha256').update(`${width}x${height} `).update(data).digest('hex');
    const id = hash.slice(0, 24);
    if (!this.#kept.has(id)) this.#unwritten.set(id, picture);
    this.#keep(id, picture);
    return id;
  }

  /** Writes what is not on disk yet. Errors `disk-full`, `io`: what could not be written is tried again. */
  async flush(): Promise<void> {
    if (this.#unwritten.size === 0) return;
    for (const [id, picture] of [...this.#unwritten]) {
      const path = this.path(id);
      const there = await access(path).then(
        () => true,
        () => false,
      );
      if (!there) await writeWhole(path, await encodePng(picture));
      this.#unwritten.delete(id);
    }
  }

  async load(id: FrameId): Promise<Picture> {
    const known = this.#unwritten.get(id) ?? this.#kept.get(id);
    if (known) return known;
    const picture = await readReferencePng(this.path(id));
    this.#keep(id, picture);
    return picture;
  }

  /** The frame as a PNG file's bytes. */
  async png(id: FrameId): Promise<Buffer> {
    const unwritten = this.#unwritten.get(id);
    return unwritten ? await encodePng(unwritten) : await readFile(this.path(id));
  }

  /** Removes the files of all frames but `used`. */
  async keepOnly(used: ReadonlySet<FrameId>): Promise<void> {
    for (const known of [this.#unwritten, this.#kept]) {
      for (const id of [...known.keys()]) if (!used.has(id)) known.delete(id);
    }
    const files = await readdir(this.folder).catch(() => []);
    for (const file of files) {
      if (!used.has(file.replace(/\.png$/, ''))) await rm(join(this.folder, file), { force: true });
    }
  }

  path(id: FrameId): string {
    return join(this.folder, `${id}.png`);
  }

  #keep(id: FrameId, picture: Picture): void {
    this.#kept.delete(id);
    this.#kept.set(id, picture);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_PICTURES) return;
      this.#kept.delete(oldest);
    }
  }
}
