/** `guestwright run` as a process: what it prints, leaves behind, and how it ends. */
import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { DEMO_SCRIPT, guestwright, writeFolder } from './support/command.ts';

/** Ends at a screen that never shows. */
const HOPELESS = `
import { demoMachine, demoScreens, script, when } from 'guestwright/script';
export const machine = demoMachine;
export const screens = demoScreens;
export const install = script('hopeless', [when('boot-menu').press('Enter'), when('desktop', { timeout: '1s' })]);
`;

/** Waits at the language page until it is interrupted. */
const PATIENT = `
import { demoMachine, demoScreens, script, when } from 'guestwright/script';
export const machine = demoMachine;
export const screens = demoScreens;
export const install = script('patient', [when('boot-menu').press('Enter'), when('language'), when('desktop')]);
`;

test('the demo installs without the test runner in the process, and leaves its image and report', async () => {
  test.slow();
  const cwd = await writeFolder();
  const log = join(cwd, '..', 'modules.txt');
  await writeFile(join(cwd, '..', 'hooks.mjs'), RESOLVE_HOOK);
  await writeFile(join(cwd, '..', 'register.mjs'), REGISTER);
  await appendFile(log, '');
  const result = await guestwright(['run', DEMO_SCRIPT, '--driver', 'embedded', '--output', 'disk.img'], {
    cwd,
    env: { MODULE_LOG: log },
    nodeOptions: ['--import', join(cwd, '..', 'register.mjs')],
  });
  expect(result.exitCode).toBe(0);
  expect(result.summary).toMatchObject({ status: 'passed', image: join(cwd, 'disk.img') });
  expect(result.lines.filter(({ type }) => type === 'step-end').length).toBe(9);

  const modules = (await readFile(log, 'utf8')).split('\n');
  expect(modules.some((path) => path.endsWith('/src/guest/guest.js'))).toBe(true);
  expect(modules.filter((path) => /node_modules\/(@playwright|playwright)/.test(path))).toEqual([]);

  expect((await readdir(cwd)).sort()).toEqual(['.guestwright', 'disk.img', 'disk.img.json']);
  expect(result.temporary).toEqual([]);
  expect(await readFile(result.summary.report, 'utf8')).toContain(
    '<span class="passed">passed</span> install',
  );
  const pictures = await readdir(result.summary.filmstrip);
  expect(pictures.length).toBeGreaterThanOrEqual(9);
  expect(pictures.every((name) => /^\d{4}\.png$/.test(name))).toBe(true);
});

test('a script that fails ends with its error, its report, and with --keep its disk', async () => {
  const cwd = await writeFolder({ 'hopeless.install.ts': HOPELESS });
  const result = await guestwright(['run', 'hopeless.install.ts', '--report', 'report', '--keep'], { cwd });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toContain("screen 'desktop' did not show within 1 s");
  expect(result.summary).toMatchObject({
    status: 'failed',
    image: null,
    report: join(cwd, 'report/index.html'),
  });
  expect((await stat(join(cwd, 'report', 'disk0.img'))).size).toBe(8 * 2 ** 20);
  expect((await readdir(join(cwd, 'report', 'evidence'))).sort()).toEqual([
    'call-log.txt',
    'desktop-actual.png',
    'desktop-diff.png',
    'desktop-expected.png',
    'filmstrip.png',
    'input-log.txt',
    'serial.txt',
  ]);
  const page = await readFile(result.summary.report, 'utf8');
  expect(page).toContain('src="evidence/desktop-diff.png"');
  expect(page).toContain('page language');
  expect((await readdir(cwd)).sort()).toEqual(['.guestwright', 'hopeless.install.ts', 'report']);
  expect(result.temporary).toEqual([]);
});

test('without --keep a failed run leaves no disk', async () => {
  const cwd = await writeFolder({ 'hopeless.install.ts': HOPELESS });
  const result = await guestwright(
    ['run', 'hopeless.install.ts', '--report', 'report', '--output', 'disk.img'],
    { cwd },
  );
  expect(result.exitCode).toBe(1);
  expect(await readdir(join(cwd, 'report'))).toEqual(expect.not.arrayContaining(['disk0.img']));
  expect((await readdir(cwd)).sort()).toEqual(['.guestwright', 'hopeless.install.ts', 'report']);
});

for (const [name, signal, exitCode] of [
  ['Ctrl-C', 'SIGINT', 130],
  ['SIGTERM', 'SIGTERM', 143],
] as const) {
  test(`${name} in mid-install is one line, keeps the evidence so far and leaves nothing`, async () => {
    const cwd = await writeFolder({ 'patient.install.ts': PATIENT });
    let sent = false;
    const result = await guestwright(
      ['run', 'patient.install.ts', '--report', 'report', '--output', 'disk.img'],
      {
        cwd,
        onOutput(stdout, child) {
          if (!sent && /"type":"step-start","index":2/.test(stdout)) sent = child.kill(signal);
        },
      },
    );
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toMatch(new RegExp(`^guestwright: [^\\n]*interrupted by ${name}[^\\n]*\\n$`));
    expect(result.summary).toMatchObject({ status: 'interrupted', image: null });
    expect(await readFile(result.summary.report, 'utf8')).toContain('page language');
    expect((await readdir(result.summary.filmstrip)).length).toBeGreaterThan(0);
    expect((await readdir(cwd)).sort()).toEqual(['.guestwright', 'patient.install.ts', 'report']);
    expect(result.temporary).toEqual([]);
  });
}

test('two runs in one folder do not meet', async () => {
  const cwd = await writeFolder({ 'hopeless.install.ts': HOPELESS });
  const runs = await Promise.all([1, 2].map(() => guestwright(['run', 'hopeless.install.ts'], { cwd })));
  const [first, second] = runs.map(({ summary }) => summary.report);
  expect(first).not.toBe(second);
  for (const { summary } of runs) expect(await readFile(summary.report, 'utf8')).toContain('hopeless');
});

test('a second run for the same report fails at once and says who writes it', async () => {
  const cwd = await writeFolder({ 'patient.install.ts': PATIENT });
  const args = ['run', 'patient.install.ts', '--report', 'report'];
  let second: ReturnType<typeof guestwright> | undefined;
  const first = await guestwright(args, {
    cwd,
    onOutput(stdout, child) {
      if (second || !stdout.includes('"type":"step-end"')) return;
      second = guestwright(args, { cwd });
      void second.then(() => child.kill('SIGTERM'));
    },
  });
  const refused = await second;
  expect(refused?.exitCode).toBe(1);
  expect(refused?.stderr).toMatch(/report\.lock' is held by guestwright run \(process \d+ on /);
  expect(first.summary.status).toBe('interrupted');
  expect((await readdir(cwd)).sort()).toEqual(['.guestwright', 'patient.install.ts', 'report']);
});

for (const [name, files, args, message] of [
  [
    'a script file that does not exist',
    {},
    ['x.install.ts'],
    /^guestwright run: no script 'x.install.ts' in /,
  ],
  [
    'a file without a script',
    { 'x.install.ts': 'export const a: number = 1;' },
    ['x.install.ts'],
    /^guestwright run: 'x.install.ts': expected one script; it exports none\n/,
  ],
  [
    'a script without a machine',
    { 'x.install.ts': "import { script } from 'guestwright/script';\nexport default script('x', []);" },
    ['x.install.ts'],
    /^guestwright run: 'x.install.ts' does not say which machine it needs\n/,
  ],
  [
    'an option with a wrong value',
    { 'x.install.ts': HOPELESS },
    ['x.install.ts', '--memory', 'much'],
    /^guestwright: --memory: expected bytes/,
  ],
  [
    'an unknown driver',
    { 'x.install.ts': HOPELESS },
    ['x.install.ts', '--driver', 'bochs'],
    /^guestwright: --driver: expected one of embedded, .*qemu/,
  ],
] as const) {
  test(`${name} is a mistake on the command line`, async () => {
    const cwd = await writeFolder(files);
    const result = await guestwright(['run', ...args], { cwd });
    expect(result.stderr).toMatch(message);
    expect(result.exitCode).toBe(2);
    expect((await readdir(cwd)).filter((entry) => entry !== basename('x.install.ts'))).toEqual([]);
  });
}

test("a script that imports the runner's entry is told which one to import", async () => {
  const cwd = await writeFolder({
    'x.install.ts': "import { script } from 'guestwright';\nexport default script('x', []);",
  });
  const result = await guestwright(['run', 'x.install.ts'], { cwd });
  expect(result.stderr).toContain(
    "a script imports 'guestwright', which needs the test runner\nImport from 'guestwright/script'",
  );
  expect(result.exitCode).toBe(1);
});

test('a script with a syntax error is named with the place', async () => {
  const cwd = await writeFolder({ 'x.install.ts': 'export const a: = 1;' });
  const result = await guestwright(['run', 'x.install.ts'], { cwd });
  expect(result.stderr).toMatch(
    /^guestwright: script: '.*x\.install\.ts' could not be loaded: ParseError: Unexpected token .*x\.install\.ts:1:16$/m,
  );
  expect(result.exitCode).toBe(1);
});

/** Writes down what ES modules are resolved; runs in the loader's own thread. */
const RESOLVE_HOOK = `
import { appendFileSync } from 'node:fs';
export async function resolve(specifier, context, next) {
  const result = await next(specifier, context);
  appendFileSync(process.env.MODULE_LOG, result.url + '\\n');
  return result;
}
`;

/** Also writes down what CommonJS modules were loaded. */
const REGISTER = `
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
register('./hooks.mjs', import.meta.url);
const { cache } = createRequire(import.meta.url);
process.on('exit', () => appendFileSync(process.env.MODULE_LOG, Object.keys(cache).join('\\n')));
`;
