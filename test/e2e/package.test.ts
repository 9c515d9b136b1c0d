/** The package as users get it: packed, installed into a fresh project beside its own Playwright, and run there. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runNode, runProgram } from './support/run-process.ts';

const ROOT = dirname(createRequire(import.meta.url).resolve('guestwright/package.json'));
/** Installing takes its time on a cold cache. In ms. */
const INSTALL_TIMEOUT = 180_000;

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    types: ['node'],
    lib: ['es2023', 'esnext.disposable', 'dom'], // Playwright's own types want a browser's,
    allowImportingTsExtensions: true,
    exactOptionalPropertyTypes: true,
  },
  include: ['**/*.ts'],
});

/** What a user writes, and what must not compile. */
const TYPES = `
import { expect, refine, test, type GuestwrightOptions } from 'guestwright';
import { script, when } from 'guestwright/script';

export const options: Partial<GuestwrightOptions> = { driver: { name: 'qemu', binary: 'x' }, from: 'installed' };
test.use(refine({ memory: '128 MiB' }));
test('types', async ({ guest, page, newGuest }) => {
  await expect(guest).toShow(['a', 'b'], { timeout: '5s' });
  await expect(guest.serial).not.toReceive(/x/);
  await expect(page).toHaveTitle('x');
  await (await newGuest({ layout: 'de' })).keyboard.press('Control+Alt+Delete');
  // @ts-expect-error a serial port shows nothing
  await expect(guest.serial).toShow('a');
  // @ts-expect-error a page is no guest
  await expect(page).toShow('a');
  // @ts-expect-error no such key
  await guest.keyboard.press('Entre');
  refine({ memory: '128MiB' });
  // @ts-expect-error a size has a binary unit
  refine({ memory: '128MB' });
});
export default script('x', [when('a').press('Enter', 2)]);
`;

test('the packed package runs in a fresh project with one Playwright, and its types resolve', async () => {
  test.setTimeout(INSTALL_TIMEOUT);
  const folder = test.info().outputPath('project');
  await mkdir(folder, { recursive: true });
  const packed = await runProgram(
    'npm',
    ['pack', ROOT, '--ignore-scripts', '--json', '--pack-destination', folder],
    { cwd: folder },
  );
  const [{ filename, files }] = JSON.parse(packed.stdout) as [
    { filename: string; files: { path: string }[] },
  ];
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'dist/src/cli/main.js',
      'dist/fixtures/index.d.ts',
      'guests/hypo/hypo.img',
      'screens/desktop.png',
      'LICENSE',
      'NOTICE',
    ]),
  );
  expect(paths.filter((path) => /^(src|test|fixtures|bench)\//.test(path))).toEqual([]);

  const init = await runNode([join(ROOT, 'dist/src/cli/main.js'), 'init'], { cwd: folder });
  expect(init.exitCode).toBe(0);
  await writeFile(join(folder, 'tsconfig.json'), TSCONFIG);
  await writeFile(join(folder, 'types.ts'), TYPES);
  await writeFile(join(folder, '.npmrc'), 'omit-lockfile-registry-resolved=true\n');
  const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const wanted = ['@playwright/test', '@types/node', 'typescript'].map(
    (name) => `${name}@${devDependencies[name]}`,
  );
  const installed = await runProgram(
    'npm',
    [
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--save-dev',
      join(folder, filename),
      ...wanted,
    ],
    { cwd: folder },
  );
  expect(installed.exitCode, installed.stderr).toBe(0);

  const listed = await runProgram('npm', ['ls', 'playwright-core', '--all', '--parseable'], { cwd: folder });
  expect(new Set(listed.stdout.trim().split('\n'))).toEqual(
    new Set([join(folder, 'node_modules', 'playwright-core')]),
  );
  expect(await readdir(join(folder, 'node_modules', 'guestwright'))).not.toContain('node_modules');

  const compiled = await runNode([join(folder, 'node_modules/typescript/bin/tsc')], { cwd: folder });
  expect(compiled.stdout).toBe('');
  expect(compiled.exitCode).toBe(0);

  const ran = await runNode(
    [join(folder, 'node_modules/@playwright/test/cli.js'), 'test', '--reporter=line'],
    { cwd: folder },
  );
  expect(ran.exitCode).toBe(0);
  expect(ran.stdout).toContain('1 passed');

  const command = await runNode(
    [join(folder, 'node_modules/guestwright/dist/src/cli/main.js'), 'run', 'tests/first.install.ts'],
    { cwd: folder },
  );
  expect(command.exitCode).toBe(0);
  expect(command.stdout.trim().split('\n').at(-1)).toContain('"status":"passed"');
});
