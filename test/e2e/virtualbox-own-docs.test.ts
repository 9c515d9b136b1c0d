/** The example of docs/virtualbox.md is code that runs. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'guestwright';
import { startTestbed } from '../support/virtualbox/testbed.ts';
import { runNode } from './support/run-process.ts';

const root = new URL('../../', import.meta.url);

test('virtualbox.mjs of the docs runs as it is', async () => {
  await using testbed = await startTestbed();
  const docs = await readFile(new URL('docs/virtualbox.md', root), 'utf8');
  const [, code = ''] = /```js\n\/\/ virtualbox\.mjs\n([\s\S]*?)```/.exec(docs) ?? [];
  const result = await runNode(['--input-type=module', '-e', code], {
    cwd: root.pathname,
    env: { VIRTUALBOX_URL: testbed.url },
  });
  expect(result.stderr).toBe('');
  expect(result.stdout).toMatch(/^VirtualBox 7\.\S+: running at the boot menu\n$/);
  expect(await testbed.run('VBoxManage list vms')).toBe('');
});
