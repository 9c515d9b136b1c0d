/** `guestwright init`: a config, a first test and script that run at once, and a folder for screens. */
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { packageVersion } from '../base/version.ts';
import { EXIT } from './exit-codes.ts';
import type { Verb } from './verb.ts';

export const init: Verb = {
  summary:
    'Start a project: a config, a first script and test, and a screens folder. Files that exist are kept.',
  usage: ['[DIR]'],
  positionals: [0, 1],
  options: {},
  async run(args, context) {
    const folder = resolve(context.cwd, args.positionals[0] ?? '.');
    const files = await templates(folder);
    for (const [name, content] of Object.entries(files)) {
      context.print(`${(await writeNew(join(folder, name), content)) ? 'wrote' : 'kept '} ${name}`);
    }
    context.print('next: npm install --save-dev guestwright @playwright/test && npx playwright test');
    return EXIT.success;
  },
};

/** The files of a new project. Sources are ES modules: `.mts` where package.json does not say so for `.ts`. */
async function templates(folder: string): Promise<Readonly<Record<string, string>>> {
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  const isModule = manifest === undefined || (JSON.parse(manifest) as { type?: string }).type === 'module';
  const ts = isModule ? 'ts' : 'mts';
  return {
    'package.json': PACKAGE,
    [`playwright.config.${ts}`]: CONFIG,
    [`tests/first.install.${ts}`]: SCRIPT,
    [`tests/first.test.${ts}`]: TEST.replace('SCRIPT_FILE', `./first.install.${ts}`),
    'screens/.gitkeep': '',
    '.gitignore': 'node_modules/\n.guestwright/\ntest-results/\nplaywright-report/\n',
  };
}

async function writeNew(path: string, content: string): Promise<boolean> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) return false;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { flag: 'wx' });
  return true;
}

const PACKAGE = `${JSON.stringify(
  {
    private: true,
    type: 'module',
    scripts: { test: 'playwright test' },
    devDependencies: { '@playwright/test': '>=1.50', guestwright: `^${packageVersion()}` },
  },
  undefined,
  2,
)}\n`;

const CONFIG = `import { defineConfig } from '@playwright/test';
import type { GuestwrightOptions } from 'guestwright';

export default defineConfig<GuestwrightOptions>({
  testDir: 'tests',
  reporter: [['list'], ['html', { open: 'never' }]],
  use: { screens: './screens' },
  projects: [
    { name: 'embedded', use: { driver: 'embedded' } },
    // { name: 'qemu', use: { driver: 'qemu' } },
  ],
});
`;

const SCRIPT = `// The bundled guest's boot menu and its first page; replace it by the system that you install.
import { demoMachine, demoScreens, script, when } from 'guestwright/script';

export const machine = demoMachine;
export const screens = demoScreens;

export const install = script('first steps', [when('boot-menu').press('Enter'), when('language')]);
`;

const TEST = `import { expect, test } from 'guestwright';
import { install, machine, screens } from 'SCRIPT_FILE';

test.use({ machine, screens });

test('gets to the language page', async ({ guest }) => {
  await guest.power.on();
  await guest.run(install);
  await expect(guest).toShow('language');
});
`;
