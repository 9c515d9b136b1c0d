/** `guestwright run`: an install script without the test runner, with progress, a report and an image. */
import { relative, resolve } from 'node:path';
import { isGuestwrightError, messageOf } from '../base/errors.ts';
import type { Duration } from '../base/units.ts';
import { parseDuration } from '../base/units.ts';
import { checkTraceMode, TRACE_MODES, type TraceMode } from '../report/trace/trace-mode.ts';
import { usageError } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { LIVE_OPTIONS, livePage } from './live.ts';
import { type LoadedScript, loadScript } from './load-script.ts';
import { chooseDriver, DRIVER_OPTIONS, MACHINE_OPTIONS, readMachine } from './machine-options.ts';
import { planOutput } from './output.ts';
import { progressPrinter } from './progress.ts';
import { ownReportFolder, RunReport } from './run-report.ts';
import { type RunPlan, runScript } from './run-script.ts';
import type { CliContext, Verb, VerbArguments } from './verb.ts';

const DEFAULT_SCREENS = './screens';

export const run: Verb = {
  summary: 'Run an install script without the test runner.',
  usage: ['FILE.install.ts [--driver NAME] [machine options] [--output FILE] [--report DIR]'],
  positionals: [1, 1],
  options: {
    script: { type: 'string', value: 'NAME', help: 'the export to run, where the file has several' },
    ...DRIVER_OPTIONS,
    ...MACHINE_OPTIONS,
    screens: {
      type: 'string',
      value: 'DIR',
      help: `reference screens (default: the file's export, or ${DEFAULT_SCREENS})`,
    },
    layout: { type: 'string', value: 'NAME', help: "the guest's keyboard layout (default us)" },
    timeout: {
      type: 'string',
      value: 'DURATION',
      help: "for the whole script, such as 20m (default: the script's own, or 2h)",
    },
    report: {
      type: 'string',
      value: 'DIR',
      help: 'where the report goes (default: a folder of its own in .guestwright/runs)',
    },
    output: {
      type: 'string',
      value: 'FILE',
      help: 'write the first disk there afterwards, and FILE.json about it; .qcow2, .vmdk, .vdi or raw (.img), by its name',
    },
    trace: {
      type: 'string',
      value: 'MODE',
      help: `${TRACE_MODES.join(', ')} (default off): trace.zip in the report, for Playwright's trace viewer`,
    },
    keep: {
      type: 'boolean',
      help: "keep a failed run's disks, in the report's folder (always if --output fails)",
    },
    ...LIVE_OPTIONS,
  },
  notes: [
    "The file exports the script as 'install' or by default; its exports 'machine' and 'screens' are used where no option says otherwise.",
    'Relative paths are taken from the working directory. On a terminal there is a line a step, else a JSON object a line;',
    'the last line is always JSON: { status, image, report, filmstrip }, with manifest beside an image, and trace where one was kept.',
  ].join('\n'),
  async run(args, context) {
    const loaded = await loadScript(args.positionals[0] ?? '', context.cwd, args.text('script'));
    const plan = await planOf(args, context, loaded);
    await using report = await RunReport.create(reportFolder(args, context, loaded));
    await using page = await livePage(args, context);
    const { error, image, manifest, kept, trace, traceProblem } = await runScript(plan, report, {
      live: page.guests,
      signal: context.signal,
      onProgress: progressPrinter(context),
    });
    // Lint and update can do without it; a full disk was told by the report.
    await report.record.seen
      .write(context.cwd, { title: relative(context.cwd, loaded.path), screens: plan.screens })
      .catch((cause: unknown) =>
        context.warn(`guestwright: what was seen is not recorded: ${messageOf(cause)}`),
      );
    const status = error === undefined ? 'passed' : context.signal.aborted ? 'interrupted' : 'failed';
    for (const path of kept) context.warn(`guestwright: kept ${path}`);
    if (traceProblem !== undefined) context.warn(`guestwright: no trace: ${traceProblem}`);
    context.print(
      JSON.stringify({
        status,
        image: image ?? null,
        ...(manifest !== undefined && { manifest }),
        report: report.page,
        filmstrip: report.filmstrip,
        ...(trace !== undefined && { trace }),
      }),
    );
    if (error !== undefined) throw error;
    return EXIT.success;
  },
};

async function planOf(args: VerbArguments, context: CliContext, loaded: LoadedScript): Promise<RunPlan> {
  const { cwd } = context;
  const definition = await readMachine(args, cwd, loaded.machine);
  if (Object.keys(definition).length === 0) {
    throw usageError(
      `guestwright run: '${args.positionals[0]}' does not say which machine it needs`,
      'Export one (export const machine = { ... }), or give --machine FILE, --floppy, --optical or --disk.',
    );
  }
  const driver = await chooseDriver(args); // before anything is written
  const output = args.text('output');
  const image = output === undefined ? undefined : await planOutput(resolve(cwd, output), definition, driver);
  const timeout = args.text('timeout');
  const layout = args.text('layout');
  return {
    args,
    script: loaded.script,
    scriptPath: loaded.path,
    definition,
    screens: resolve(cwd, args.text('screens') ?? loaded.screens ?? DEFAULT_SCREENS),
    keep: args.flag('keep'),
    trace: readTraceMode(args.text('trace')),
    ...(image && { output: image }),
    ...(timeout !== undefined && { timeout: readTimeout(timeout) }),
    ...(layout !== undefined && { layout }),
  };
}

function readTraceMode(text: string | undefined): TraceMode {
  try {
    return text === undefined ? 'off' : checkTraceMode(text, '--trace');
  } catch (error) {
    if (isGuestwrightError(error)) throw usageError(error.shortMessage, error.remedy);
    throw error;
  }
}

function readTimeout(text: string): number {
  try {
    return parseDuration((/^\d+$/.test(text) ? Number(text) : text) as Duration, '--timeout');
  } catch (error) {
    if (isGuestwrightError(error)) throw usageError(error.shortMessage, error.remedy);
    throw error;
  }
}

function reportFolder(args: VerbArguments, { cwd }: CliContext, { path }: LoadedScript): string {
  const given = args.text('report');
  return given === undefined ? ownReportFolder(cwd, path) : resolve(cwd, given);
}
