/** `guestwright convert packer`: an install script of a Packer template's boot command. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { GuestwrightError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { scriptPath } from '../recorder/recording/emit.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { bootScript } from './packer/boot-script.ts';
import type { BootEntry, BootSource } from './packer/boot-source.ts';
import { bootSources } from './packer/template.ts';
import type { CliContext, Verb } from './verb.ts';

export const convert: Verb = {
  summary: "Make an install script of a Packer template's boot command.",
  usage: ['packer FILE [--source NAME] [--var NAME=VALUE ...] [--name SCRIPT] [--folder DIR]'],
  positionals: [2, 2],
  options: {
    source: {
      type: 'string',
      value: 'NAME',
      help: 'which source or builder, if several have a boot command',
    },
    var: { type: 'string', value: 'NAME=VALUE', multiple: true, help: 'a variable of the template' },
    name: { type: 'string', value: 'SCRIPT', help: "of SCRIPT.install.ts (default: the template's name)" },
    folder: { type: 'string', value: 'DIR', help: 'where the script goes (default .)' },
    force: { type: 'boolean', help: 'replace a script that exists' },
  },
  notes: [
    'FILE is a template in HCL2 (.pkr.hcl), a file of values with a boot command (.pkrvars.hcl) or a template in JSON.',
    'Where the boot command waits, the script waits for a screen: record those, or drop the steps that need none.',
  ].join('\n'),
  async run(args, context) {
    const [tool, file = ''] = args.positionals;
    if (tool !== 'packer') throw usageError(`guestwright convert: expected packer, got '${tool}'`);
    const text = await read(file, context);
    const shown = basename(file);
    const variables = Object.fromEntries(args.texts('var').map(readVariable));
    const boot = choose(bootSources({ file: shown, text, variables }), args.text('source'), shown);
    const name = args.text('name') ?? shown.replace(/(?:\.pkr(?:vars)?)?\.(?:hcl|json)$/i, '');
    const { source, screens } = bootScript(boot, shown, name);
    const folder = resolve(context.cwd, args.text('folder') ?? '.');
    const path = scriptPath(folder, name);
    await write(path, source, args.flag('force'), context);
    context.print(`wrote ${relative(context.cwd, path)}: record ${screens.join(', ')}`);
    context.print(
      `in ${relative(context.cwd, join(folder, 'screens'))}, by guestwright record or screen add`,
    );
    return EXIT.success;
  },
};

/** The one of that name; else the only one, or one of several that are the same. */
function choose(entries: readonly BootEntry[], wanted: string | undefined, file: string): BootSource {
  const names = entries.map(({ name }) => name);
  const remedy = `Choose one: --source ${names.join(', --source ')}.`;
  const chosen = wanted === undefined ? entries : entries.filter(({ name }) => name === wanted);
  const sources = chosen.flatMap((entry) => entry.read() ?? []);
  const [source] = sources;
  const different = new Set(sources.map(({ command, bootWait }) => JSON.stringify([command, bootWait])));
  if (source && (wanted !== undefined || different.size === 1)) return source;
  const which = wanted === undefined ? '' : ` '${wanted}'${didYouMean(wanted, names)}`;
  const problem = source ? `${different.size} boot commands` : `no boot command${which}`;
  throw usageError(`guestwright convert: ${file} has ${problem}`, remedy);
}

function readVariable(text: string): [string, string] {
  const [, name, value] = /^([\w-]+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw usageError(`guestwright convert: --var: expected NAME=VALUE, got '${text}'`);
}

async function read(file: string, { cwd }: CliContext): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    const options = { code: 'io', cause: error, remedy: 'Name a Packer template.' } as const;
    throw new GuestwrightError(`guestwright convert: '${file}' cannot be read`, options);
  }
}

async function write(path: string, text: string, force: boolean, { cwd }: CliContext): Promise<void> {
  await mkdir(resolve(path, '..'), { recursive: true });
  try {
    await writeFile(path, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new GuestwrightError(
      `guestwright convert: '${relative(cwd, path)}' ${exists ? 'exists' : 'cannot be written'}`,
      {
        code: exists ? 'invalid-argument' : 'io',
        cause: error,
        remedy: exists
          ? 'Give --force to replace it, or another --name.'
          : 'See that the folder can be written to.',
      },
    );
  }
}
