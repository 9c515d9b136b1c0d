/** The version of this package, from its package.json. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'guestwright';

/** The package's folder: from src/ in the checkout, from dist/src/ when built. */
export function packageFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (readPackage(folder)?.name === NAME) return folder;
    if (folder === dirname(folder))
      throw new Error(`package.json of ${NAME} not found above ${import.meta.url}`);
  }
}

export function packageVersion(): string {
  return readPackage(packageFolder())?.version ?? '';
}

function readPackage(folder: string): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name?: string;
      version?: string;
    };
  } catch {
    return undefined;
  }
}
