/** Makes media with programs of the system: each image appears whole under its name, or not at all. */
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { runGuarded } from '../base/child-process.ts';
import { type CallOptions, withDeadline } from '../base/deadline.ts';
import { GuestwrightError } from '../base/errors.ts';
import { removeAfterDeath } from '../base/keeper.ts';
import { findProgram, installCommand } from '../base/platform.ts';

export interface MediumOptions extends CallOptions {
  /**
   * Name of the volume, which some guests look for ('cidata' is cloud-init's). Default: what the file system calls an
   * unnamed one.
   */
  readonly label?: string;
  /** Where the image goes. Default: a name made of the folder's, in `.guestwright/media` of the working directory. */
  readonly output?: string;
}

/** A program, and what brings it. */
export interface MediaTool {
  readonly program: string;
  readonly package: string;
}

/** A whole DVD takes minutes on a slow disk. In ms. */
const MEDIUM_TIMEOUT = 10 * 60_000;
const FOLDER = join('.guestwright', 'media');
/** Enough to tell folders of one name apart. */
const HASH_LENGTH = 8;

/** Gives the absolute path of the image that `make` has made in its draft. `what`: the function's name, for errors. */
export async function makeMedium(
  { what, folder, extension }: { readonly what: string; readonly folder: string; readonly extension: string },
  { output, signal, timeout }: MediumOptions,
  make: (draft: string, call: CallOptions) => Promise<void>,
): Promise<string> {
  const from = resolve(folder);
  if (!(await stat(from).catch(() => undefined))?.isDirectory()) {
    throw new GuestwrightError(`${what}: expected a folder, got '${folder}'`, {
      code: 'invalid-argument',
      remedy: 'Name the folder whose files the guest is to see.',
    });
  }
  const path = resolve(output ?? join(FOLDER, defaultName(from, extension)));
  const draft = `${path}.partial-${process.pid}-${++drafts}`;
  return await withDeadline(
    `${what} '${folder}'`,
    { signal, timeout },
    async ({ options }) => {
      removeAfterDeath(draft);
      try {
        await mkdir(dirname(path), { recursive: true });
        await make(draft, options);
        await rename(draft, path);
        return path;
      } finally {
        await rm(draft, { force: true });
      }
    },
    MEDIUM_TIMEOUT,
  );
}

let drafts = 0;

/** The same for the same folder: a snapshot that was saved with it stays fresh while the content is the same. */
function defaultName(folder: string, extension: string): string {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, HASH_LENGTH);
  return `${basename(folder)}-${hash}.${extension}`;
}

/** Runs one to its end. Errors: `not-installed` with the command that gets it, `disk-full`, `io` with its own words. */
export async function runTool(
  what: string,
  tool: MediaTool,
  args: readonly string[],
  call: CallOptions,
): Promise<void> {
  const { program } = tool;
  const path = findProgram(program);
  if (path === undefined) {
    throw new GuestwrightError(`${what} needs '${program}', which is not on the PATH`, {
      code: 'not-installed',
      remedy: `Install it: ${installCommand({ apt: tool.package, brew: tool.package })}`,
      details: { program },
    });
  }
  const { code, stdout, stderr } = await runGuarded(path, args, call);
  if (code === 0) return;
  const said = stderr.trim() || stdout.trim();
  const full = /no space left|disk quota|not enough space/i.test(said);
  throw new GuestwrightError(
    `${what}: ${program} failed${code === undefined ? '' : ` with exit code ${code}`}`,
    {
      code: full ? 'disk-full' : 'io',
      remedy: full ? 'Free space there, or name another output.' : 'See its words above.',
      output: said,
    },
  );
}
