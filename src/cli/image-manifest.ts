/** What lies beside an image that a run wrote: which image it is, and what it was made by. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { packageVersion } from '../base/version.ts';
import type { Host } from '../driver/driver.ts';
import type { ImageFormat } from '../driver/image-format.ts';

export interface ImageFacts {
  /** File name, without the folder: the two may move together. */
  readonly image: string;
  readonly format: ImageFormat;
  /** Bytes of the file. */
  readonly size: number;
  /** Bytes that a guest sees. */
  readonly virtualSize: number;
  /** Of the file, in hex. */
  readonly sha256: string;
}

/** What made it. */
export interface RunFacts {
  readonly script: { readonly name: string; readonly file: string; readonly sha256: string };
  readonly versions: {
    readonly guestwright: string;
    readonly driver: string;
    readonly hypervisor: string;
    readonly node: string;
  };
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Milliseconds from the run's start to its script's end. */
  readonly duration: number;
}

/** Where the manifest of the image `path` lies. */
export function manifestPath(path: string): string {
  return `${path}.json`;
}

/** As JSON text with a line end. */
export function manifestText(image: ImageFacts, run: RunFacts): string {
  return `${JSON.stringify({ ...image, ...run }, undefined, 2)}\n`;
}

/** The facts of a run whose script has passed. */
export async function runFacts(
  script: { readonly name: string; readonly path: string },
  host: Host,
  time: { readonly startedAt: Date; readonly elapsed: number },
): Promise<RunFacts> {
  const content = await readFile(script.path);
  return {
    script: {
      name: script.name,
      file: basename(script.path),
      sha256: createHash('sha256').update(content).digest('hex'),
    },
    versions: {
      guestwright: packageVersion(),
      driver: host.driver.name,
      hypervisor: host.version,
      node: process.version,
    },
    startedAt: time.startedAt.toISOString(),
    duration: Math.round(time.elapsed),
  };
}
