/** Where a library is looked for: a path that was named, or the usual places, with folders of versions. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths that exist for a pattern whose segments may have one `*` each, newest version first; the pattern if none does. */
export async function expandPlace(pattern: string): Promise<readonly string[]> {
  if (!pattern.includes('*')) return [pattern];
  const segments = pattern.split('/');
  let found = [segments[0] === '' ? '/' : (segments[0] ?? '')];
  for (const segment of segments.slice(1)) {
    const next: string[] = [];
    for (const folder of found) {
      if (!segment.includes('*')) next.push(join(folder, segment));
      else next.push(...(await matching(folder, segment)));
    }
    found = next;
  }
  return found.length > 0 ? found : [pattern];
}

async function matching(folder: string, segment: string): Promise<readonly string[]> {
  const [before = '', after = ''] = segment.split('*');
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after),
  );
  const newestFirst = new Intl.Collator('en', { numeric: true });
  return names.sort((a, b) => newestFirst.compare(b, a)).map((name) => join(folder, name));
}
