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
import {
  chooseDriver,
  connectHost,
  DRIVER_OPTIONS,
  defineMachine,
  MACHINE_OPTIONS,
  readMachine,
} from './machine-options.ts';
import { findsMachines, onlyMachine } from './only-machine.ts';
import type { CliContext, Verb, VerbArguments } from './verb.ts';

const DEFAULT_OUTPUT = 'frame.png';
const DEFAULT_STILL = '2s';

export const screenshot: Verb = {
  summary: "Write a machine's screen to a PNG.",
  usage: [
    'NAME [--driver NAME] [--connect KEY=VALUE ...] [-o FILE]',
    '--driver vnc --connect address=HOST:PORT [-o FILE]',
    '[--driver NAME] [machine options] [--text TEXT] [--still DURATION] [-o FILE]',
  ],
  positionals: [0, 1],
  options: {
    output: { type: 'string', short: 'o', value: 'FILE', help: `where to (default ${DEFAULT_OUTPUT})` },
    still: {
      type: 'string',
      value: 'DURATION',
      help: `a started machine's screen must not change for so long (default ${DEFAULT_STILL})`,
    },
    text: { type: 'string', value: 'TEXT', help: "a started machine's screen must show this first" },
    timeout: { type: 'string', value: 'DURATION', help: 'how long to wait for each of them (default 30s)' },
    ...DRIVER_OPTIONS,
    ...MACHINE_OPTIONS,
  },
  notes:
    'With a NAME: of a machine that runs (see guestwright machines). Without: starts one, waits until its screen is still, and deletes it.',
  async run(args, context) {
    const [name] = args.positionals;
    const definition = await readMachine(args, context.cwd);
    const isDescribed = Object.keys(definition).length > 0;
    const showsOne = findsMachines({ driver: await chooseDriver(args) });
    if (isDescribed ? name !== undefined : name === undefined && !showsOne) {
      throw usageError(
        'guestwright screenshot: expected the name of a machine that runs, or machine options for a new one, not both',
      );
    }
    const still = readDuration(args, 'still', DEFAULT_STILL);
    const timeout = readDuration(args, 'timeout', '30s');
    const text = args.text('text');
    await using host = await connectHost(args, context);
    const frame = isDescribed
      ? await captureStarted(host, definition, { still, timeout, text }, context)
      : await captureRunning(host, name, context);
    const path = resolve(context.cwd, args.text('output') ?? DEFAULT_OUTPUT);
    await writeReferencePng(path, frame);
    context.print(`${path}: ${frame.width}x${frame.height}`);
    return EXIT.success;
  },
};

async function captureRunning(host: Host, name: string | undefined, { signal }: CliContext): Promise<Frame> {
  await using machine = await (name === undefined
    ? onlyMachine(host, { signal })
    : host.machine(name, { signal }));
  await using desktop = await machine.openDesktop({ signal });
  return await desktop.capture({ signal });
}

async function captureStarted(
  host: Host,
  definition: MachineDefinition,
  {
    still,
    timeout,
    text,
  }: { readonly still: number; readonly timeout: number; readonly text: string | undefined },
  { signal, cwd }: CliContext,
): Promise<Frame> {
  await using machine = await defineMachine(host, definition, { signal });
  await using guest = await createGuest({ machine, definition, screens: resolve(cwd, 'screens') });
  await guest.power.on({ signal });
  // A blank screen is still too: what is waited for by its looks is better.
  if (text !== undefined) await guest.text(text).waitFor({ timeout, signal });
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
