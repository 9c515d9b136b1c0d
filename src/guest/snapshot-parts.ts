/** Collects what a snapshot depends on from the files as they are now. */
import { isAbsolute, relative, resolve } from 'node:path';
import type { MachineDefinition } from '../driver/definition.ts';
import type { FileHashes } from './file-hash.ts';
import { mediaOf } from './media.ts';
import { changesBetween, type SnapshotParts } from './snapshot-key.ts';

export interface PartsRequest {
  readonly name: string;
  readonly driver: string;
  readonly version: string;
  /** As declared; relative paths are taken from `folder`. */
  readonly definition: MachineDefinition;
  /** Absolute, or relative to `folder`. */
  readonly inputs: readonly string[];
}

/** The parts of a snapshot saved now, files named relative to `folder`, the project's. */
export async function collectParts(
  { name, driver, version, definition, inputs }: PartsRequest,
  folder: string,
  hashes: FileHashes,
): Promise<SnapshotParts> {
  return {
    name,
    driver,
    version,
    definition,
    media: await hashAll(mediaOf(definition), folder, hashes),
    inputs: await hashAll(inputs, folder, hashes),
  };
}

/** What has changed since `saved` was saved: its files as they are now, and the definition and version if given. */
export async function changesSince(
  saved: SnapshotParts,
  folder: string,
  hashes: FileHashes,
  now: { readonly definition?: MachineDefinition; readonly version?: string } = {},
): Promise<readonly string[]> {
  const { definition = saved.definition, version = saved.version } = now;
  const media = await hashAll(mediaOf(definition), folder, hashes);
  const inputs = await hashAll(Object.keys(saved.inputs), folder, hashes);
  return changesBetween(saved, { ...saved, definition, version, media, inputs });
}

async function hashAll(
  paths: readonly string[],
  folder: string,
  hashes: FileHashes,
): Promise<Readonly<Record<string, string>>> {
  const hashed: Record<string, string> = {};
  for (const path of paths) hashed[portableName(path, folder)] = await hashes.of(resolve(folder, path));
  return hashed;
}

/** Relative to the project where it lies inside, with forward slashes, so that a checkout may move. */
function portableName(path: string, folder: string): string {
  const inside = relative(folder, resolve(folder, path));
  const name = inside.startsWith('..') || isAbsolute(inside) ? resolve(folder, path) : inside;
  return name.replaceAll('\\', '/');
}
