/** `guestwright hosts`: the slots of shared hosts, who holds them, and the guests there. */

import type { SlotHost } from '../driver/hosts/slot-host.ts';
import { loadDriver } from '../driver/registry.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { type HostReport, hostJson, hostLines } from './hosts-report.ts';
import { type ConfiguredHost, loadHosts } from './load-hosts.ts';
import { connectOptions, DRIVER_OPTIONS } from './machine-options.ts';
import type { CliContext, OptionSpec, Verb, VerbArguments } from './verb.ts';

/** A host named on the command line: how many slots it has nobody says. */
type NamedHost = Omit<ConfiguredHost, 'entry'> & {
  readonly entry: Partial<ConfiguredHost['entry']> & { uri: string };
};

export const hosts: Verb = {
  summary: 'Show the slots of shared hosts, who holds them, and the guests there.',
  usage: ['[--config FILE] [--json]', '--connect uri=URI [--json]'],
  positionals: [0, 0],
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
    json: { type: 'boolean', help: 'one JSON object a line and host' },
  },
  notes: 'Exit code 1 when a host does not answer.',
  async run(args, context) {
    const named = await namedHosts(args, context);
    if (named.length === 0) context.warn('guestwright: the config names no hosts');
    const reports = await Promise.all(named.map((host) => examine(host, context)));
    for (const report of reports) {
      if (args.flag('json')) context.print(hostJson(report));
      else for (const line of hostLines(report)) context.print(line);
    }
    return reports.every(({ seen }) => seen) ? EXIT.success : EXIT.failure;
  },
};

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
