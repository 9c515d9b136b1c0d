/** `guestwright screenshot`: one frame of a machine as a PNG, to look at or for `screen add`. */
import { resolve } from 'node:path';
import { isGuestwrightError } from '../base/errors.ts';
import { type Duration, parseDuration } from '../base/units.ts';
import type { MachineDefinition } from '../driver/definition.ts';
import type { Host } from '../driver/driver.ts';
import type { Frame } from '../frame/frame.ts';
import { writeReferencePng } from '../frame/png.ts';
import { createGuest } from '../guest/create-guest.ts';
import { toBeStill } from '../guest/expectations.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { connectHost, DRIVER_OPTIONS, MACHINE_OPTIONS, readMachine } from './machine-options.ts';
import type { CliContext, Verb, VerbArguments } from './verb.ts';

const DEFAULT_OUTPUT = 'frame.png';
const DEFAULT_STILL = '2s';

export const screenshot: Verb = {
  summary: "Write a machine's screen to a PNG.",
  usage: [
    'NAME [--driver NAME] [--connect KEY=VALUE ...] [-o FILE]',
    '[--driver NAME] [machine options] [--still DURATION] [-o FILE]',
  ],
  positionals: [0, 1],
  options: {
    output: { type: 'string', short: 'o', value: 'FILE', help: `where to (default ${DEFAULT_OUTPUT})` },
    still: {
      type: 'string',
      value: 'DURATION',
      help: `a started machine's screen must not change for so long (default ${DEFAULT_STILL})`,
    },
    timeout: { type: 'string', value: 'DURATION', help: 'how long to wait for that (default 30s)' },
    ...DRIVER_OPTIONS,
    ...MACHINE_OPTIONS,
  },
  notes:
    'With a NAME: of a machine that runs (see guestwright machines). Without: starts one, waits until its screen is still, and deletes it.',
  async run(args, context) {
    const [name] = args.positionals;
    const definition = await readMachine(args, context.cwd);
    const isDescribed = Object.keys(definition).length > 0;
    if ((name === undefined) !== isDescribed) {
      throw usageError(
        'guestwright screenshot: expected the name of a machine that runs, or machine options for a new one, not both',
      );
    }
    const still = readDuration(args, 'still', DEFAULT_STILL);
    const timeout = readDuration(args, 'timeout', '30s');
    await using host = await connectHost(args, context);
    const frame =
      name === undefined
        ? await captureStarted(host, definition, { still, timeout }, context)
        : await captureRunning(host, name, context);
    const path = resolve(context.cwd, args.text('output') ?? DEFAULT_OUTPUT);
    await writeReferencePng(path, frame);
    context.print(`${path}: ${frame.width}x${frame.height}`);
    return EXIT.success;
  },
};

async function captureRunning(host: Host, name: string, { signal }: CliContext): Promise<Frame> {
  await using machine = await host.machine(name, { signal });
  await using desktop = await machine.openDesktop({ signal });
  return await desktop.capture({ signal });
}

async function captureStarted(
  host: Host,
  definition: MachineDefinition,
  { still, timeout }: { readonly still: number; readonly timeout: number },
  { signal, cwd }: CliContext,
): Promise<Frame> {
  await using machine = await host.define(definition, { signal });
  await using guest = await createGuest({ machine, definition, screens: resolve(cwd, 'screens') });
  await guest.power.on({ signal });
  const outcome = await toBeStill(guest, { for: still, timeout, signal });
  if (outcome.kind !== 'passed') throw outcome.error;
  return await guest.capture({ signal });
}

function readDuration(args: VerbArguments, option: string, fallback: Duration): number {
  try {
    return parseDuration((args.text(option) as Duration | undefined) ?? fallback, `--${option}`);
  } catch (error) {
    throw isGuestwrightError(error) ? usageError(error.shortMessage) : error;
  }
}
