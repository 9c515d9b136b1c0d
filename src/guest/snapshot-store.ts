/** Snapshots that tests start from: one folder each below `.guestwright/snapshots/`, complete once its manifest is there. */
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GuestwrightError, messageOf } from '../base/errors.ts';
import { type SnapshotParts, snapshotKey } from './snapshot-key.ts';

/** What a snapshot's folder says about itself. */
export interface SnapshotManifest extends SnapshotParts {
  readonly format: typeof FORMAT;
  /** Of a running guest: what starts from it starts running. */
  readonly live: boolean;
  /** ISO date. */
  readonly savedAt: string;
}

export interface StoredSnapshot {
  readonly key: string;
  /** Absolute path. */
  readonly folder: string;
  readonly manifest: SnapshotManifest;
}

/** Goes up when older folders cannot be read any more; they count as absent then. */
const FORMAT = 1;
const MANIFEST = 'manifest.json';
/** Every test gets an overlay of its own, so nobody writes here after the manifest. */
const READ_ONLY_FILE = 0o444;
const READ_ONLY_FOLDER = 0o555;
const WRITABLE_FOLDER = 0o755;

/** The snapshots of one project. Writers take the project's lock first. */
export class SnapshotStore {
  readonly root: string;

  /** `root` is the folder that holds one folder per snapshot; it need not exist. */
  constructor(root: string) {
    this.root = root;
  }

  /** All complete snapshots, the newest first. */
  async list(): Promise<readonly StoredSnapshot[]> {
    const keys = await readdir(this.root).catch(() => []);
    const found = await Promise.all(keys.map((key) => this.#read(key)));
    return found
      .filter((snapshot) => snapshot !== undefined)
      .sort((a, b) => (a.manifest.savedAt < b.manifest.savedAt ? 1 : -1));
  }

  /** The snapshot made of exactly these parts, or undefined. */
  async exact(parts: SnapshotParts): Promise<StoredSnapshot | undefined> {
    return await this.#read(snapshotKey(parts));
  }

  /** The snapshots of that name and driver, the newest first. */
  async named(name: string, driver: string): Promise<readonly StoredSnapshot[]> {
    return (await this.list()).filter(({ manifest }) => manifest.name === name && manifest.driver === driver);
  }

  /**
   * Makes the folder, has `fill` write the machine into it, and seals it read-only. A failed `fill` leaves nothing.
   * Error `snapshot` if the folder cannot be written, `disk-full` if there is no space.
   */
  async write(
    parts: SnapshotParts,
    fill: (folder: string) => Promise<{ readonly live: boolean }>,
  ): Promise<StoredSnapshot> {
    const key = snapshotKey(parts);
    const folder = join(this.root, key);
    await this.remove(key); // an older one, or what a killed process left half-written
    try {
      await mkdir(folder, { recursive: true });
      const { live } = await fill(folder);
      const manifest: SnapshotManifest = {
        ...parts,
        format: FORMAT,
        live,
        savedAt: new Date().toISOString(),
      };
      await seal(folder, manifest);
      return { key, folder, manifest };
    } catch (error) {
      await this.remove(key);
      throw storeError(parts.name, error);
    }
  }

  /** Deletes a snapshot, complete or not. */
  async remove(key: string): Promise<void> {
    const folder = join(this.root, key);
    await makeWritable(folder);
    await rm(folder, { recursive: true, force: true });
  }

  /** Folders without a manifest: what a killed process left. */
  async leftovers(): Promise<readonly string[]> {
    const keys = await readdir(this.root).catch(() => []);
    const complete = new Set((await this.list()).map(({ key }) => key));
    return keys.filter((key) => !complete.has(key));
  }

  async #read(key: string): Promise<StoredSnapshot | undefined> {
    const folder = join(this.root, key);
    const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const manifest = JSON.parse(text) as SnapshotManifest;
    return manifest.format === FORMAT ? { key, folder, manifest } : undefined;
  }
}

/** Bytes that the snapshot takes on the disk. */
export async function snapshotSize({ folder }: StoredSnapshot): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The manifest comes last and at once: a reader sees a complete snapshot or none. */
async function seal(folder: string, manifest: SnapshotManifest): Promise<void> {
  const draft = join(folder, `${MANIFEST}.draft`);
  await writeFile(draft, `${JSON.stringify(manifest, undefined, 2)}\n`);
  await rename(draft, join(folder, MANIFEST));
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) await chmod(join(entry.parentPath, entry.name), READ_ONLY_FILE);
  }
  await chmod(folder, READ_ONLY_FOLDER);
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, WRITABLE_FOLDER).catch(() => {}); // absent is fine: there is nothing to delete then
}

function storeError(name: string, error: unknown): unknown {
  if (error instanceof GuestwrightError) return error;
  const full = (error as NodeJS.ErrnoException).code === 'ENOSPC';
  return new GuestwrightError(`snapshot '${name}': could not be written: ${messageOf(error)}`, {
    code: full ? 'disk-full' : 'snapshot',
    cause: error,
    remedy: full ? "Make space, for instance with 'guestwright snapshots clean'." : 'See the cause.',
  });
}
