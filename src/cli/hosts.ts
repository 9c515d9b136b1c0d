/** `guestwright hosts [prune]`: the slots of shared hosts, who holds them, the guests there; and tidying them. */

import { messageOf } from '../base/errors.ts';
import { type Duration, parseDuration } from '../base/units.ts';
import type { SlotHost } from '../driver/hosts/slot-host.ts';
import { loadDriver } from '../driver/registry.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { type HostReport, hostJson, hostLines, prunedLines } from './hosts-report.ts';
import { type ConfiguredHost, loadHosts } from './load-hosts.ts';
import { connectOptions, DRIVER_OPTIONS } from './machine-options.ts';
import type { CliContext, OptionSpec, Verb, VerbArguments } from './verb.ts';

/** Images of last week's branch are still wanted. */
const DEFAULT_AGE = '7d';
/** In ms. */
const DAY = 24 * 60 * 60_000;

/** A host named on the command line: how many slots it has nobody says. */
type NamedHost = Omit<ConfiguredHost, 'entry'> & {
  readonly entry: Partial<ConfiguredHost['entry']> & { uri: string };
};

export const hosts: Verb = {
  summary: 'Show the slots of shared hosts, who holds them, and the guests there; remove what nobody needs.',
  usage: ['[--config FILE | --connect uri=URI] [--json]', 'prune [--older-than AGE] [--dry-run] [...]'],
  positionals: [0, 1],
  options: {
    config: {
      type: 'string',
      value: 'FILE',
      help: 'the Playwright config that names the hosts (default: playwright.config.* here)',
    },
    connect: {
      ...(DRIVER_OPTIONS.connect as OptionSpec),
      help: 'one host instead, such as uri=qemu:///system',
    },
    'older-than': {
      type: 'string',
      value: 'AGE',
      help: `prune: images that nobody used for so long, such as 12h (default ${DEFAULT_AGE})`,
    },
    'dry-run': { type: 'boolean', help: 'prune: only say what would be removed' },
    json: { type: 'boolean', help: 'one JSON object a line and host' },
  },
  notes:
    'prune removes guests whose slot nobody holds any more, disks without their machine, and images by age: those that a ' +
    'machine uses, or that were used in the last 10 minutes, stay. Exit code 1 when a host does not answer.',
  async run(args, context) {
    const [action] = args.positionals;
    if (action !== undefined && action !== 'prune')
      throw usageError(`guestwright hosts: expected prune or nothing, got '${action}'`);
    const named = await namedHosts(args, context);
    if (named.length === 0) context.warn('guestwright: the config names no hosts');
    if (action === 'prune') return await pruneAll(named, args, context);
    const reports = await Promise.all(named.map((host) => examine(host, context)));
    for (const report of reports) {
      if (args.flag('json')) context.print(hostJson(report));
      else for (const line of hostLines(report)) context.print(line);
    }
    return reports.every(({ seen }) => seen) ? EXIT.success : EXIT.failure;
  },
};

async function pruneAll(
  named: readonly NamedHost[],
  args: VerbArguments,
  context: CliContext,
): Promise<number> {
  const { signal } = context;
  const request = { olderThan: ageOf(args), dryRun: args.flag('dry-run') };
  let failed = false;
  for (const host of named) {
    const { uri } = host.entry;
    try {
      await using opened = await open(host, signal);
      const pruned = await opened.prune(request, { signal });
      if (args.flag('json')) context.print(JSON.stringify({ uri, ...request, ...pruned }));
      else for (const line of prunedLines(uri, pruned, request)) context.print(line);
    } catch (problem) {
      signal.throwIfAborted();
      failed = true;
      context.warn(`guestwright: ${uri}: ${messageOf(problem)}`);
    }
  }
  return failed ? EXIT.failure : EXIT.success;
}

function ageOf(args: VerbArguments): number {
  const text = args.text('older-than') ?? DEFAULT_AGE;
  const days = /^(\d+)d$/.exec(text)?.[1];
  try {
    return days === undefined ? parseDuration(text as Duration, '--older-than') : Number(days) * DAY;
  } catch {
    throw usageError(`--older-than: expected an age such as 7d or 12h, got '${text}'`);
  }
}

async function namedHosts(args: VerbArguments, { cwd }: CliContext): Promise<readonly NamedHost[]> {
  const { uri, ...options } = connectOptions(args);
  if (typeof uri === 'string') return [{ entry: { uri }, driver: 'libvirt', options, baseFolder: cwd }];
  if (args.texts('connect').length > 0) throw usageError('--connect: expected uri=URI among the options');
  return await loadHosts(args.text('config'), cwd);
}

async function examine(host: NamedHost, { signal }: CliContext): Promise<HostReport> {
  const { uri, slots, labels = [] } = host.entry;
  try {
    await using opened = await open(host, signal);
    const [locks, guests] = await Promise.all([opened.locks({ signal }), opened.guests({ signal })]);
    return { uri, slots, labels, seen: { locks, guests } };
  } catch (problem) {
    signal.throwIfAborted();
    return { uri, slots, labels, seen: undefined, problem };
  }
}

async function open(
  { entry, driver, options, baseFolder }: NamedHost,
  signal: AbortSignal,
): Promise<SlotHost> {
  const { slotHost } = await loadDriver(driver);
  if (!slotHost)
    throw usageError(`guestwright hosts: driver '${driver}' has no hosts that several computers share`);
  return await slotHost({ ...options, uri: entry.uri }, { signal, baseFolder });
}
