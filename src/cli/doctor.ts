/** `guestwright doctor`: what is missing on this computer, and the one command that gets it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageFolder, packageVersion } from '../base/version.ts';
import { driverNames, loadDriver } from '../driver/registry.ts';
import { usageError } from './arguments.ts';
import { clean } from './clean.ts';
import { EXIT } from './exit-codes.ts';
import { DRIVER_OPTIONS } from './machine-options.ts';
import type { CliContext, OptionSpec, Verb } from './verb.ts';

interface Finding {
  readonly subject: string;
  /** Undefined when all is there. */
  readonly missing?: string;
  readonly remedy?: string;
  /** What was found. */
  readonly found?: string;
}

export const doctor: Verb = {
  summary: 'Say what is missing on this computer and how to get it; clean up after runs that were killed.',
  usage: ['[--driver NAME] [--json]', '--clean DRIVER [--connect KEY=VALUE ...] [--json]'],
  positionals: [0, 0],
  options: {
    driver: {
      ...DRIVER_OPTIONS.driver,
      type: 'string',
      help: 'look at this driver only; missing it is a failure',
    },
    clean: {
      type: 'string',
      value: 'DRIVER',
      help: 'remove the machines that ended processes of ours left on its host, and no others',
    },
    connect: DRIVER_OPTIONS.connect as OptionSpec,
    json: { type: 'boolean', help: 'one JSON object a line' },
  },
  notes:
    'Exit code 1 when Node is too old, when no driver (or not the named one) can run, or when something could not be ' +
    'cleaned.',
  async run(args, context) {
    const cleaned = args.text('clean');
    if (cleaned !== undefined) return await clean(cleaned, args, context);
    if (args.texts('connect').length > 0) throw usageError('--connect: belongs to --clean DRIVER here');
    const wanted = args.text('driver');
    const node = checkNode();
    const drivers = await Promise.all((wanted === undefined ? driverNames() : [wanted]).map(checkDriver));
    const findings = [node, checkPeer(context.cwd), ...drivers];
    for (const finding of findings)
      context.print(args.flag('json') ? JSON.stringify(finding) : format(finding));
    const usable = node.missing === undefined && drivers.some(({ missing }) => missing === undefined);
    return usable ? EXIT.success : EXIT.failure;
  },
};

function format({ subject, missing, remedy, found }: Finding): string {
  if (missing === undefined) return `ok       ${subject}: ${found ?? 'ready'}`;
  return `missing  ${subject}: ${missing}${remedy === undefined ? '' : `\n         get it with: ${remedy}`}`;
}

async function checkDriver(name: string): Promise<Finding> {
  const requirement = await (await loadDriver(name)).probe();
  return requirement
    ? { subject: `driver ${name}`, ...requirement }
    : { subject: `driver ${name}`, found: 'ready' };
}

function checkNode(): Finding {
  const wanted = readPackage(join(packageFolder(), 'package.json')).engines?.node?.replace('>=', '') ?? '';
  const subject = 'Node';
  if (atLeast(process.versions.node, wanted)) return { subject, found: process.versions.node };
  return {
    subject,
    missing: `expected ${wanted} or later, got ${process.versions.node}`,
    remedy: 'nvm install 20',
  };
}

/** The runner is a peer: `guestwright run` works without it, tests do not. */
function checkPeer(cwd: CliContext['cwd']): Finding {
  const subject = `@playwright/test (for tests; guestwright is ${packageVersion()})`;
  const wanted = readPackage(join(packageFolder(), 'package.json')).peerDependencies?.['@playwright/test'];
  const lowest = wanted?.replace('>=', '') ?? '';
  const remedy = 'npm install --save-dev @playwright/test';
  try {
    const { version = '' } = readPackage(
      createRequire(join(cwd, 'package.json')).resolve('@playwright/test/package.json'),
    );
    if (atLeast(version, lowest)) return { subject, found: version };
    return { subject, missing: `expected ${lowest} or later, got ${version}`, remedy };
  } catch {
    return { subject, missing: `not installed in ${cwd}`, remedy };
  }
}

interface PackageFacts {
  readonly version?: string;
  readonly engines?: { readonly node?: string };
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function readPackage(path: string): PackageFacts {
  return JSON.parse(readFileSync(path, 'utf8')) as PackageFacts;
}

/** Compares 'major.minor.patch' number by number; a missing number counts as 0. */
function atLeast(version: string, lowest: string): boolean {
  const [have, want] = [version, lowest].map((text) =>
    text.split('.').map((part) => Number.parseInt(part, 10) || 0),
  );
  for (let i = 0; i < 3; i++) {
    const difference = (have?.[i] ?? 0) - (want?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
