/** Compiles a C file of the tests into a shared library, in a folder of the test. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Path of the library. `defines`: such as `OLD=1`. */
export function compileLibrary(
  source: string,
  folder: string,
  { name = 'libtiny.so', args = [] }: { readonly name?: string; readonly args?: readonly string[] } = {},
): string {
  const path = join(folder, name);
  const flags = ['-shared', '-fPIC', '-Wall', '-Werror', '-pthread', '-o', path, ...args, source];
  execFileSync('cc', flags, { stdio: 'pipe' });
  return path;
}

/** The library that every test of the layer uses. */
export const TINY = join(import.meta.dirname, 'tiny.c');
