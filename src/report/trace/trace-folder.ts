/** A trace as it grows on disk: a line an event, a file a picture; what is there opens, also after a SIGKILL. */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import { maskSecrets } from '../../base/secret.ts';
import { EVENTS_FILE, RESOURCES, SOURCES, type TraceEvent } from './format.ts';

export class TraceFolder {
  /** Absolute path. */
  readonly path: string;
  readonly #events: FileHandle;
  /** Lines that wait for the write under way. */
  #pending: string[] = [];
  #writing: Promise<void> | undefined;
  readonly #files = new Map<string, Promise<void>>();
  #failure: unknown;
  /** Bytes of all files but the events, as far as they are written. */
  bytes = 0;

  private constructor(path: string, events: FileHandle) {
    this.path = path;
    this.#events = events;
  }

  /** Makes the folder, which must not exist yet. Errors `disk-full`, `io`. */
  static async create(path: string): Promise<TraceFolder> {
    try {
      await mkdir(join(path, RESOURCES), { recursive: true });
      await mkdir(join(path, SOURCES));
      return new TraceFolder(path, await open(join(path, EVENTS_FILE), 'ax'));
    } catch (error) {
      throw writeError(path, error);
    }
  }

  /** Why something could not be written; from then on nothing is: a full disk must not end what is traced. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Queues an event. While one write is under way the next ones gather, so that a flood costs few calls. */
  add(event: TraceEvent): void {
    if (this.#failure !== undefined) return;
    this.#pending.push(JSON.stringify(event));
    this.#writing ??= this.#write();
  }

  /**
   * Writes a file of that name once; `content` is asked only for the first. Gives its path in the zip. It appears with
   * all of its content or not at all.
   */
  file(name: string, content: () => Promise<Uint8Array> | Uint8Array): string {
    const path = `${RESOURCES}/${name}`;
    if (!this.#files.has(path)) this.#files.set(path, this.#writeFile(path, content));
    return path;
  }

  has(name: string): boolean {
    return this.#files.has(`${RESOURCES}/${name}`);
  }

  /** Keeps a copy of a source file for the viewer's tab, secrets masked; one that cannot be read is left out. */
  source(file: string): void {
    const name = `${SOURCES}/${createHash('sha1').update(file).digest('hex')}${extname(file)}`;
    if (this.#files.has(name)) return;
    const content = readFile(file, 'utf8').then(
      (text) => Buffer.from(maskSecrets(text)),
      () => undefined,
    );
    this.#files.set(
      name,
      this.#writeFile(name, () => content),
    );
  }

  /** Resolves when everything queued so far is on the disk, or could not be written. */
  async flush(): Promise<void> {
    for (;;) {
      const before = this.#files.size;
      await Promise.all(this.#files.values());
      await this.#writing;
      if (this.#files.size === before && !this.#writing) return;
    }
  }

  /** Writes what is queued and closes the events. Error `disk-full` or `io` if anything could not be written. */
  async close(): Promise<void> {
    await this.flush();
    await this.#events.close();
    if (this.#failure !== undefined) throw writeError(this.path, this.#failure);
  }

  async #write(): Promise<void> {
    try {
      while (this.#pending.length > 0) {
        const lines = this.#pending;
        this.#pending = [];
        await this.#events.appendFile(`${lines.join('\n')}\n`);
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#writing = undefined;
  }

  async #writeFile(
    path: string,
    content: () => Promise<Uint8Array | undefined> | Uint8Array | undefined,
  ): Promise<void> {
    try {
      const body = await content();
      if (!body || this.#failure !== undefined) return;
      const target = join(this.path, path);
      await writeFile(`${target}.partial`, body);
      await rename(`${target}.partial`, target);
      this.bytes += body.byteLength;
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#pending = [];
  }
}

/** The error of a trace that cannot be written to `path`. */
export function writeError(path: string, cause: unknown): GuestwrightError {
  const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
  return new GuestwrightError(`trace: could not write to '${path}': ${messageOf(cause)}`, {
    code: full ? 'disk-full' : 'io',
    cause,
    remedy: full ? 'Make space, or run without a trace.' : 'See the cause.',
  });
}
