/** The built page's files, by the names that it has them under: no request ever becomes a path. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { GuestwrightError } from '../../base/errors.ts';
import { packageFolder } from '../../base/version.ts';

export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array;
  /** Its name holds a digest of its content: it may be kept. */
  readonly lasting: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** Vite puts what it names by content there. */
const ASSETS = 'assets';

/** Where `npm run build` puts the page. */
export function pageFolder(): string {
  return join(packageFolder(), 'dist', 'page');
}

/** By request path, such as `/` and `/assets/index-1a2b3c.js`. Error `not-installed` if the page was not built. */
export async function readPageFiles(folder: string = pageFolder()): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  try {
    files.set('/', await readPageFile(join(folder, 'index.html'), false));
    for (const name of await readdir(join(folder, ASSETS)))
      files.set(`/${ASSETS}/${name}`, await readPageFile(join(folder, ASSETS, name), true));
  } catch (cause) {
    throw new GuestwrightError(`the recorder's page is not in '${folder}'`, {
      code: 'not-installed',
      remedy: 'In a checkout run: npm run build. Else install guestwright again.',
      cause,
    });
  }
  return files;
}

async function readPageFile(path: string, lasting: boolean): Promise<PageFile> {
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  return { type, body: await readFile(path), lasting };
}
