/** Traces that killed runs left in a project: made into zips by the next run, the newest of which stay. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { recoverTrace } from './finish.ts';

/** Zips kept: somebody may look for the last crash, not for all of them. */
const MOST_KEPT = 10;
const ZIP = '.zip';

/** Recovers every folder in `root` whose process is gone; what cannot be recovered stays as it is. Never rejects. */
export async function recoverAbandoned(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const recovered: string[] = [];
  for (const entry of entries.filter((each) => each.isDirectory())) {
    const folder = join(root, entry.name);
    const done = await recoverTrace(folder, folder + ZIP).then(
      () => true,
      () => false, // another process writes or recovers it, or it is no trace
    );
    if (done) recovered.push(folder + ZIP);
  }
  await deleteOldest(root);
  return recovered;
}

async function deleteOldest(root: string): Promise<void> {
  const names = (await readdir(root).catch(() => [])).filter((name) => name.endsWith(ZIP));
  const aged = await Promise.all(
    names.map(async (name) => {
      const path = join(root, name);
      return {
        path,
        at: await stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      };
    }),
  );
  const doomed = aged.sort((a, b) => b.at - a.at).slice(MOST_KEPT);
  for (const { path } of doomed) await rm(path, { force: true });
}
