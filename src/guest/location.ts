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

/**
 * Must be called before the first `await` of the public call. Only the one frame goes through source maps: a runner's
 * mapper reads each frame's whole file, megabytes for its own, and keeps it.
 */
export function callerLocation(): SourceLocation | undefined {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = STACK_DEPTH;
  Error.prepareStackTrace = (error, sites) => {
    const site = sites.find((each) => isForeignFile(each.getFileName() ?? ''));
    if (!site) return '';
    return prepareStackTrace ? prepareStackTrace(error, [site]) : `${error}\n    at ${site}`;
  };
  try {
    return parseLocation(new Error('location').stack ?? '');
  } finally {
    Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  }
}

/** The first foreign frame of a V8 stack. */
export function parseLocation(stack: string): SourceLocation | undefined {
  for (const line of stack.split('\n').slice(1)) {
    const [, where = '', row, column] = /^\s*at (?:.*\()?(?:async )?(.+?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (!isForeignFile(where)) continue;
    const file = where.startsWith('file://') ? fileURLToPath(where) : where;
    return { file, line: Number(row), column: Number(column) };
  }
  return undefined;
}

/** Whether a path or URL of a stack frame is neither ours nor the runner's. */
function isForeignFile(where: string): boolean {
  if (where === '' || where.startsWith('node:')) return false;
  const file = forwardSlashes(where.startsWith('file://') ? fileURLToPath(where) : where);
  if (OWN_FOLDERS.some((folder) => file.startsWith(folder))) return false;
  return !/\/node_modules\/(?:@playwright|playwright|playwright-core|jiti)\//.test(file);
}

function forwardSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}
