import { spawnSync } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { runCommand } from '../../../src/cli/command.ts';
import { PUBLIC_BOOT_COMMANDS } from '../../data/packer/boot-commands.ts';
import { recordingContext } from './support/cli-context.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** In a template string, so that no reference of JavaScript is meant. */
const DOLLAR = '$';
const DATA = join(ROOT, 'test/data/packer');

/** Converts a template of ours, or one with this text; what was printed, and the script. */
async function converted(file: string, options: readonly string[] = [], text?: string) {
  const context = recordingContext();
  if (text === undefined) await copyFile(join(DATA, file), join(context.cwd, file));
  else await writeFile(join(context.cwd, file), text);
  const code = await runCommand(['convert', 'packer', file, ...options], context);
  const name = file.replace(/\.(pkr|pkrvars)?\.?(hcl|json)$/, '');
  const script = await readFile(join(context.cwd, `${name}.install.ts`), 'utf8').catch(() => '');
  return { code, script, context, told: [...context.printed, ...context.warned].join('\n') };
}

test('an HCL2 template becomes a script with a screen for every wait', async () => {
  const { code, script, told } = await converted('debian.pkr.hcl', ['--source', 'qemu.debian']);
  expect(told).toBe(
    'wrote debian.install.ts: record screen-1, screen-2, screen-3\nin screens, by guestwright record or screen add',
  );
  expect(code).toBe(0);
  expect(script).toBe(`/** Converted by \`guestwright convert packer\` from debian.pkr.hcl, qemu.debian. */
import { join } from 'node:path';
import { bootCommand, script, when } from 'guestwright/script';

// Packer waited blindly where these steps wait for screens: record them, and drop those that need none.
export const screens = join(import.meta.dirname, 'screens');

// Where the guest finds what Packer served from the template's http_directory.
const { HTTP_IP = '10.0.2.2', HTTP_PORT = '8000' } = process.env;
const values = { HTTPIP: HTTP_IP, HTTPPort: HTTP_PORT };

const TEXT_1 =
  'auto url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg hostname=web domain=example.org $\{HOME} "quoted" ';
const TEXT_2 = '<leftShiftOn><tab><wait2><tab><leftShiftOff>';

export const install = script('debian', [
  when('screen-1', { timeout: '30s' }).press('Escape'),
  when('screen-2', { timeout: '30s' }).run(bootCommand(TEXT_1, { values })).press('Enter'),
  when('screen-3', { timeout: '8m' })
    .type('root')
    .press('Enter')
    .press('Tab', 2)
    .press('Alt+F2')
    .run(bootCommand(TEXT_2)),
]);
`);
});

test('a JSON template is read with its user variables, and those of the command line', async () => {
  const { script } = await converted('centos.json', ['--source', 'qemu', '--var', 'ks=other.cfg']);
  expect(script).toContain("'/other.cfg'".slice(1, -1));
  expect(script).toContain("when('screen-2', { timeout: '50s' }).type('root').press('Enter')");
});

test('a file of values is read too', async () => {
  const text = 'boot_command = ["<wait>e<leftCtrlOn>x<leftCtrlOff>"]\nboot_wait = "1m"\n';
  const { script } = await converted('rocky.pkrvars.hcl', [], text);
  expect(script).toContain(
    "export const install = script('rocky', [when('screen-1', { timeout: '6m' }).type('e').press('Control+x')]);",
  );
});

for (const [what, file, options, message] of [
  ['several boot commands', 'debian.pkr.hcl', ['--var', 'mirror=m'], 'debian.pkr.hcl has 2 boot commands'],
  [
    'a source that is none',
    'centos.json',
    ['--source', 'qemo'],
    "centos.json has no boot command 'qemo' (did you mean 'qemu'?)",
  ],
  [
    'a user variable without a value',
    'centos.json',
    ['--source', 'vm'],
    "centos.json: boot_command needs the user variable 'password', which has no value",
  ],
] as const) {
  test(`${what}: an error that says what to give`, async () => {
    const { code, told } = await converted(file, options);
    expect(told).toContain(message);
    expect(told).toMatch(/--source \w|--var \w/);
    expect(code).not.toBe(0);
  });
}

for (const [text, message] of [
  ['boot_command = ["a', 'x.pkr.hcl:1: string does not end'],
  ['boot_command = ["<entr>"]', "boot command, line 1, column 1: '<entr>' is no key"],
  [
    `boot_command = ["${DOLLAR}{upper(var.x)}"]`,
    "x.pkr.hcl:1: boot_command: only Packer evaluates 'upper ( var . x )'",
  ],
  [
    `\nboot_command = ["${DOLLAR}{var.x}"]`,
    "x.pkr.hcl:2: boot_command needs 'var.x', which has no value here",
  ],
  ['boot_command = [["a"]]', 'x.pkr.hcl:1: boot_command: expected a list of strings'],
  ['memory = 5', 'x.pkr.hcl: no boot_command found'],
] as const) {
  test(`${JSON.stringify(text)} is refused: ${message}`, async () => {
    const { code, told } = await converted('x.pkr.hcl', [], text);
    expect(told).toContain(message);
    expect(code).not.toBe(0);
  });
}

test('a script that exists stays unless --force is given', async () => {
  const { context } = await converted('centos.json', ['--source', 'qemu']);
  const again = ['convert', 'packer', 'centos.json', '--source', 'qemu'];
  expect(await runCommand(again, context)).not.toBe(0);
  expect(context.warned.join()).toContain("'centos.install.ts' exists");
  expect(await runCommand([...again, '--force'], context)).toBe(0);
});

test('what public templates become is formatted and compiles', async () => {
  test.slow(); // the compiler reads all of the package
  const context = recordingContext();
  for (const [index, { command, variables = {} }] of PUBLIC_BOOT_COMMANDS.entries()) {
    const template = { variables, builders: [{ type: 'qemu', boot_command: command }] };
    await writeFile(join(context.cwd, `t${index}.json`), JSON.stringify(template));
    expect(await runCommand(['convert', 'packer', `t${index}.json`], context), context.warned.join()).toBe(0);
    const script = await readFile(join(context.cwd, `t${index}.install.ts`), 'utf8');
    const formatted = spawnSync(
      join(ROOT, 'node_modules/.bin/biome'),
      ['check', '--write', '--stdin-file-path=examples/converted.install.ts'],
      { cwd: ROOT, input: script, encoding: 'utf8' },
    );
    expect(formatted.stdout).toBe(script);
  }
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { noEmit: true, paths: { 'guestwright/script': [join(ROOT, 'src/index.ts')] } },
    include: ['*.install.ts'],
    exclude: [],
  };
  await writeFile(join(context.cwd, 'tsconfig.json'), JSON.stringify(config));
  const compiled = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], {
    cwd: context.cwd,
    encoding: 'utf8',
  });
  expect(compiled.stdout).toBe('');
  expect(compiled.status).toBe(0);
});
