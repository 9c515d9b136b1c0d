/** `guestwright snapshots list|clean`: the snapshots that tests start from. */
import { join, resolve } from 'node:path';
import { formatSize } from '../base/units.ts';
import { FileHashes } from '../guest/file-hash.ts';
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
  const doomed = examined.filter(({ changes }) => args.flag('all') || changes.length > 0);
  for (const { snapshot, changes } of doomed) {
    await store.remove(snapshot.key);
    context.print(`deleted ${snapshot.key}${changes.length > 0 ? ` (${changes.join('; ')})` : ''}`);
  }
  for (const key of await store.leftovers()) {
    await store.remove(key);
    context.print(`deleted ${key} (incomplete)`);
  }
  context.print(`${examined.length - doomed.length} kept`);
  return EXIT.success;
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
  return new SnapshotStore(join(projectFolder(args, context), '.guestwright', 'snapshots'));
}

function projectFolder(args: VerbArguments, { cwd }: CliContext): string {
  return resolve(cwd, args.text('folder') ?? '.');
}
