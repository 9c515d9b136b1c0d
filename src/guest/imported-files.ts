/** The project's own files that a script imports, directly or through others: the default inputs of a snapshot. */
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';

/** `from './a.ts'`, `import './a.ts'`, `import('./a.ts')`, `require('./a')`: relative ones only. */
const RELATIVE_IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;
const EXTENSIONS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];
/** TypeScript sources are often imported under the name that they are built to. */
const SOURCE_OF_BUILT = [
  [/\.js$/, '.ts'],
  [/\.mjs$/, '.mts'],
  [/\.cjs$/, '.cts'],
] as const;

/** `file` and every file that it imports by a relative path, absolute, each once, in order of discovery. */
export async function importedFiles(file: string): Promise<readonly string[]> {
  const found = [resolve(file)];
  for (let i = 0; i < found.length; i++) {
    const path = found[i] as string;
    const source = path.endsWith('.json') ? '' : await readFile(path, 'utf8').catch(() => '');
    for (const [, , specifier] of source.matchAll(RELATIVE_IMPORT)) {
      const target = resolveImport(dirname(path), specifier as string);
      if (target !== undefined && !target.includes(`${sep}node_modules${sep}`) && !found.includes(target)) {
        found.push(target);
      }
    }
  }
  return found;
}

function resolveImport(folder: string, specifier: string): string | undefined {
  const base = resolve(folder, specifier);
  const built = SOURCE_OF_BUILT.map(([ending, source]) => base.replace(ending, source));
  const candidates = [
    ...EXTENSIONS.map((extension) => base + extension),
    ...built,
    ...EXTENSIONS.slice(1).map((extension) => join(base, `index${extension}`)),
  ];
  return candidates.find((path) => existsSync(path) && statSync(path).isFile());
}
