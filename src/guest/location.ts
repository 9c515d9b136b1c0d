/** Where the user's code called us: the first stack frame outside this package and the runner. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFolder } from '../base/version.ts';

export interface SourceLocation {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Deep enough to pass our own frames and those of a test runner. */
const STACK_DEPTH = 40;
/** Where our own frames lie: as built, and under their sources' names where the runner applies source maps. */
const OWN_FOLDERS = ['dist', 'src', 'fixtures'].map((name) =>
  forwardSlashes(`${join(packageFolder(), name)}/`),
);

/** Must be called before the first `await` of the public call. */
export function callerLocation(): SourceLocation | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = STACK_DEPTH;
  const { stack } = new Error('location');
  Error.stackTraceLimit = limit;
  return parseLocation(stack ?? '');
}

/** The first foreign frame of a V8 stack. */
export function parseLocation(stack: string): SourceLocation | undefined {
  for (const line of stack.split('\n').slice(1)) {
    const [, where = '', row, column] = /^\s*at (?:.*\()?(?:async )?(.+?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (where === '' || where.startsWith('node:')) continue;
    const file = where.startsWith('file://') ? fileURLToPath(where) : where;
    if (!isForeign(forwardSlashes(file))) continue;
    return { file, line: Number(row), column: Number(column) };
  }
  return undefined;
}

function isForeign(file: string): boolean {
  if (OWN_FOLDERS.some((folder) => file.startsWith(folder))) return false;
  return !/\/node_modules\/(?:@playwright|playwright|playwright-core|jiti)\//.test(file);
}

function forwardSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}
