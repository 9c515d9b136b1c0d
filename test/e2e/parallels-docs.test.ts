/** The example of docs/parallels.md is code that runs. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'guestwright';
import { startParallels } from '../support/parallels/testbed.ts';
import { runNode } from './support/run-process.ts';

const root = new URL('../../', import.meta.url);

test('parallels.mjs of the docs runs as it is', async () => {
  await using testbed = await startParallels();
  const docs = await readFile(new URL('docs/parallels.md', root), 'utf8');
  const [, code = ''] = /```js\n\/\/ parallels\.mjs\n([\s\S]*?)```/.exec(docs) ?? [];
  const result = await runNode(['--input-type=module', '-e', code], {
    cwd: root.pathname,
    env: { ...testbed.service.env, PARALLELS_LIBRARY: testbed.library },
  });
  expect(result.stderr).toBe('');
  expect(result.stdout).toMatch(/^Parallels .*: running at the boot menu\n$/);
  expect(await testbed.service.call('list')).toEqual([]);
});
