/** `guestwright record`: a machine in the browser; what a person does with it becomes an install script. */
import { resolve } from 'node:path';
import { raceSignal } from '../base/signals.ts';
import type { MachineDefinition } from '../driver/definition.ts';
import type { Host, Machine } from '../driver/driver.ts';
import { createGuest } from '../guest/create-guest.ts';
import { SILENT_OBSERVER } from '../guest/observer.ts';
import type { LayoutName } from '../input/layouts.ts';
import { screensFolder } from '../recorder/recording/emit.ts';
import { Recording } from '../recorder/recording/recording.ts';
import { RecordingPart } from '../recorder/recording-part.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { LIVE_OPTIONS, livePage } from './live.ts';
import {
  chooseDriver,
  connectHost,
  DRIVER_OPTIONS,
  defineMachine,
  MACHINE_OPTIONS,
  readMachine,
} from './machine-options.ts';
import { findsMachines, onlyMachine } from './only-machine.ts';
import type { CliContext, OptionSpec, Verb, VerbArguments } from './verb.ts';

const DEFAULT_NAME = 'recorded';

export const record: Verb = {
  summary: 'Record an install script by working with a machine in the browser.',
  usage: [
    '[--name SCRIPT] [--driver NAME] [machine options]',
    'MACHINE [--name SCRIPT] [--driver NAME] [--connect KEY=VALUE ...]',
    '--driver vnc --connect address=HOST:PORT [--name SCRIPT]',
  ],
  positionals: [0, 1],
  options: {
    name: { type: 'string', value: 'SCRIPT', help: `of SCRIPT.install.ts (default ${DEFAULT_NAME})` },
    folder: { type: 'string', value: 'DIR', help: 'where the script and its screens/ go (default .)' },
    resume: { type: 'boolean', help: 'go on with the recording of that name' },
    layout: { type: 'string', value: 'NAME', help: "the guest's keyboard layout (default us)" },
    headless: LIVE_OPTIONS.headless as OptionSpec,
    ...DRIVER_OPTIONS,
    ...MACHINE_OPTIONS,
  },
  notes: [
    'With a MACHINE: one that exists (see guestwright machines). Without: a new one, gone at the end.',
    'Everything is on disk as it happens, in .guestwright/recordings. Ctrl-C writes the script and ends.',
  ].join('\n'),
  async run(args, context) {
    const { signal } = context;
    const [name] = args.positionals;
    const definition = await describedMachine(args, context);
    const layout = args.text('layout');
    const folder = resolve(context.cwd, args.text('folder') ?? '.');
    const screens = screensFolder(folder);
    await using host = await connectHost(args, context);
    await using machine = await machineOf(host, definition, name, context);
    const parts: { part?: RecordingPart } = {};
    await using page = await livePage(args, context, {
      picture: async (file) => await parts.part?.picture(file),
    });
    const live = page.guests.guest({
      title: args.text('name') ?? DEFAULT_NAME,
      screens,
      observer: SILENT_OBSERVER,
      byHand: true,
    });
    await using guest = await createGuest({
      machine,
      ...(definition && { definition }),
      screens,
      observer: live.observer,
      holder: live.holder,
      ...(layout !== undefined && { layout: layout as LayoutName }), // an unknown name is createGuest's to refuse
    });
    await using recording = await Recording.open({
      guest,
      definition,
      folder,
      name: args.text('name') ?? DEFAULT_NAME,
      resume: args.flag('resume'),
    });
    using part = new RecordingPart(recording);
    parts.part = part;
    using shown = live.show(guest, part);
    part.in(shown.room);
    if ((await guest.power.state()) === 'off') {
      await recording.before({ type: 'power', action: 'on' }); // the first screen is waited for from here on
      await guest.power.on({ signal });
    }
    await page.place.open();
    await untilInterrupted(signal);
    await recording.settled();
    if (recording.view.steps.length > 0) context.print((await recording.emit()).script);
    return EXIT.success;
  },
};

/** Undefined where the machine exists already. */
async function describedMachine(
  args: VerbArguments,
  { cwd }: CliContext,
): Promise<MachineDefinition | undefined> {
  const definition = await readMachine(args, cwd);
  const isDescribed = Object.keys(definition).length > 0;
  const isNamed = args.positionals.length > 0;
  const showsOne = findsMachines({ driver: await chooseDriver(args) });
  if (isDescribed ? isNamed : !isNamed && !showsOne) {
    throw usageError(
      'guestwright record: expected the name of a machine, or machine options for a new one, not both',
      "Give a name that guestwright machines lists, or options such as --floppy FILE (see 'guestwright record --help').",
    );
  }
  return isDescribed ? definition : undefined;
}

async function machineOf(
  host: Host,
  definition: MachineDefinition | undefined,
  name: string | undefined,
  { signal }: CliContext,
): Promise<Machine> {
  if (definition) return await defineMachine(host, definition, { signal });
  return name === undefined ? await onlyMachine(host, { signal }) : await host.machine(name, { signal });
}

/** Ctrl-C is how it ends: no failure. */
async function untilInterrupted(signal: AbortSignal): Promise<void> {
  await raceSignal(new Promise<never>(() => {}), signal).catch(() => {});
}
