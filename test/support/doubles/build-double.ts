/** Compiles a double with cc, once for each content of its sources. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');
const DOUBLES = join(ROOT, 'testbeds/doubles');
const BUILT = join(ROOT, '.cache/doubles');
/**
 * `-fvisibility=hidden`: what is not marked as exported is not part of the API that it stands in for. Paths that are too
 * long for their buffers are cut: no such file is found.
 */
const FLAGS = [
  '-std=gnu11',
  '-O1',
  '-g',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wno-format-truncation',
  '-fPIC',
  '-fvisibility=hidden',
  '-pthread',
];

/** What is built, from which folder, and how. */
const DOUBLE_KINDS = {
  parallels: { folder: 'parallels', file: 'libprl_sdk.so', flags: [] },
  virtuozzo: { folder: 'parallels', file: 'libprl_sdk.so.9', flags: ['-DVIRTUOZZO'] },
  vix: { folder: 'vix', file: 'libvixAllProducts.so', flags: [] },
} as const satisfies Record<string, { folder: string; file: string; flags: readonly string[] }>;

export type DoubleKind = keyof typeof DOUBLE_KINDS;

/** The path of the shared library. `flags` are the compiler's, such as `-fsanitize=address`. */
export async function buildDouble(kind: DoubleKind, flags: readonly string[] = []): Promise<string> {
  const { folder, file, flags: own } = DOUBLE_KINDS[kind];
  const sources = [...(await sourcesIn(DOUBLES)), ...(await sourcesIn(join(DOUBLES, folder)))];
  const args = [...FLAGS, ...own, ...flags];
  const key = createHash('sha256').update(args.join(' '));
  for (const source of sources) key.update(source).update(await readFile(source));
  const target = join(BUILT, key.digest('hex').slice(0, 16));
  const library = join(target, file);
  if (await exists(library)) return library;
  await mkdir(target, { recursive: true });
  const made = `${library}.${process.pid}`;
  const code = sources.filter((source) => source.endsWith('.c'));
  await promisify(execFile)('cc', [...args, '-shared', '-o', made, ...code, '-ldl']);
  await rename(made, library); // another worker may have been faster: the same bytes
  return library;
}

/** C files and headers right in `folder`, in a fixed order. */
async function sourcesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => /\.[ch]$/.test(name)).sort();
  return names.map((name) => join(folder, name));
}

async function exists(path: string): Promise<boolean> {
  return await readFile(path).then(
    () => true,
    () => false,
  );
}
