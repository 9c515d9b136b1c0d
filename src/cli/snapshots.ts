/** `guestwright snapshots list|clean`: the snapshots that tests start from. */
import { join, resolve } from 'node:path';
import { isGuestwrightError } from '../base/errors.ts';
import { acquireLock } from '../base/lock.ts';
import { formatSize } from '../base/units.ts';
import { FileHashes } from '../guest/file-hash.ts';
import { lockPathOfKey } from '../guest/snapshot-lock.ts';
import { changesSince } from '../guest/snapshot-parts.ts';
import { SnapshotStore, type StoredSnapshot, snapshotSize } from '../guest/snapshot-store.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import type { CliContext, Verb, VerbArguments } from './verb.ts';

export const snapshots: Verb = {
  summary: 'List the snapshots that tests start from, or delete the stale ones.',
  usage: ['list [--folder DIR] [--json]', 'clean [--folder DIR] [--all]'],
  positionals: [1, 1],
  options: {
    folder: { type: 'string', value: 'DIR', help: "the project's folder, where its config is (default .)" },
    all: { type: 'boolean', help: 'clean: delete fresh ones too' },
    json: { type: 'boolean', help: 'list: one JSON object a line' },
  },
  notes: 'A snapshot is stale when a medium or an input that it was made from has changed or is gone.',
  async run(args, context) {
    const [action] = args.positionals;
    if (action === 'list') return await list(args, context);
    if (action === 'clean') return await clean(args, context);
    throw usageError(`guestwright snapshots: expected list or clean, got '${action}'`);
  },
};

interface Listed {
  readonly snapshot: StoredSnapshot;
  readonly changes: readonly string[];
}

async function list(args: VerbArguments, context: CliContext): Promise<number> {
  for (const { snapshot, changes } of await examine(args, context)) {
    const { name, driver, savedAt, live } = snapshot.manifest;
    const bytes = await snapshotSize(snapshot);
    const stale = changes.length > 0 ? changes.join('; ') : undefined;
    if (args.flag('json')) {
      context.print(JSON.stringify({ key: snapshot.key, name, driver, savedAt, live, bytes, changes }));
    } else {
      const state = stale === undefined ? 'fresh' : `stale: ${stale}`;
      context.print(
        `${name}\t${driver}\t${live ? 'running' : 'off'}\t${formatSize(bytes)}\t${savedAt}\t${state}`,
      );
    }
  }
  return EXIT.success;
}

async function clean(args: VerbArguments, context: CliContext): Promise<number> {
  const store = storeOf(args, context);
  const examined = await examine(args, context);
  const home = homeOf(args, context);
  const doomed = examined.filter(({ changes }) => args.flag('all') || changes.length > 0);
  let kept = examined.length - doomed.length;
  for (const { snapshot, changes } of doomed) {
    const why = changes.length > 0 ? ` (${changes.join('; ')})` : '';
    const deleted = await whileNobodyWrites(home, snapshot.key, context, async () => {
      await store.remove(snapshot.key);
      context.print(`deleted ${snapshot.key}${why}`);
    });
    if (!deleted) kept++;
  }
  for (const key of await store.leftovers()) {
    await whileNobodyWrites(home, key, context, async () => {
      if (!(await store.leftovers()).includes(key)) return; // it was completed before we had the lock
      await store.remove(key);
      context.print(`deleted ${key} (incomplete)`);
    });
  }
  context.print(`${kept} kept`);
  return EXIT.success;
}

/** Does `work` under the lock of the snapshot's name; while somebody else holds it says so and does nothing. */
async function whileNobodyWrites(
  home: string,
  key: string,
  { signal, print }: CliContext,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    const owner = 'guestwright snapshots clean';
    await using _lock = await acquireLock(lockPathOfKey(home, key), { owner, signal });
    await work();
    return true;
  } catch (error) {
    if (!isGuestwrightError(error, 'machine-in-use')) throw error;
    print(`left ${key}: ${error.shortMessage}`);
    return false;
  }
}

async function examine(args: VerbArguments, context: CliContext): Promise<readonly Listed[]> {
  const folder = projectFolder(args, context);
  const hashes = new FileHashes(join(folder, '.guestwright', 'hashes.json'));
  const examined: Listed[] = [];
  for (const snapshot of await storeOf(args, context).list()) {
    examined.push({ snapshot, changes: await changesSince(snapshot.manifest, folder, hashes) });
  }
  return examined;
}

function storeOf(args: VerbArguments, context: CliContext): SnapshotStore {
  return new SnapshotStore(join(homeOf(args, context), 'snapshots'));
}

function homeOf(args: VerbArguments, context: CliContext): string {
  return join(projectFolder(args, context), '.guestwright');
}

function projectFolder(args: VerbArguments, { cwd }: CliContext): string {
  return resolve(cwd, args.text('folder') ?? '.');
}
