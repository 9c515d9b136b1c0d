/** README's samples are code that runs: the examples' own files. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';

const root = new URL('../../../', import.meta.url);

for (const name of ['demo.install.ts', 'demo.test.ts']) {
  test(`README shows ${name} as it is`, async () => {
    const readme = await readFile(new URL('README.md', root), 'utf8');
    const shown = new RegExp(`\`\`\`ts\\n// ${name.replaceAll('.', '\\.')}\\n([\\s\\S]*?)\`\`\``).exec(
      readme,
    )?.[1];
    const [purpose, ...code] = (await readFile(new URL(`examples/demo/${name}`, root), 'utf8')).split('\n');
    expect(purpose).toMatch(/^\/\*\*/);
    expect(shown).toBe(code.join('\n'));
  });
}
