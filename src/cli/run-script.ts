/** Runs one script on a machine of its own and leaves a report, an image, and nothing else. */
import { join } from 'node:path';
import type { MachineDefinition } from '../driver/definition.ts';
import type { Host, Machine } from '../driver/driver.ts';
import { createGuest } from '../guest/create-guest.ts';
import type { Guest } from '../guest/guest.ts';
import type { Script, ScriptProgress } from '../guest/script-contract.ts';
import type { LayoutName } from '../input/layouts.ts';
import { ScreenLibrary } from '../matchers/screen-library.ts';
import type { LiveGuest, LiveGuests } from '../recorder/live-guests.ts';
import type { EvidenceFile } from '../report/evidence.ts';
import { screenFinder } from '../report/expected-screen.ts';
import type { TraceMode } from '../report/trace/trace-mode.ts';
import { runFacts } from './image-manifest.ts';
import { connectHost, defineMachine } from './machine-options.ts';
import { findsMachines, onlyMachine } from './only-machine.ts';
import type { OutputPlan } from './output.ts';
import { progressLine } from './progress.ts';
import { keptDiskName } from './report-folder.ts';
import type { RunOutcome, RunReport } from './run-report.ts';
import type { RunTrace } from './run-trace.ts';
import type { VerbArguments } from './verb.ts';
import { EXPORT_TIMEOUT, keepDisk, writeImage } from './write-image.ts';

export interface RunPlan {
  /** For the driver's options. */
  readonly args: VerbArguments;
  readonly script: Script;
  readonly scriptPath: string;
  /** Absolute paths. */
  readonly definition: MachineDefinition;
  /** Folder of reference screens, absolute. */
  readonly screens: string;
  /** Keep the disks of a failed run. */
  readonly keep: boolean;
  /** Where the first disk goes afterwards. */
  readonly output?: OutputPlan;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly layout?: string;
  readonly trace: TraceMode;
}

export interface RunCall {
  /** Shows and holds the guest. */
  readonly live: LiveGuests;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ScriptProgress) => void;
}

export interface RunResult {
  readonly error?: unknown;
  /** The disk's image, if one was asked for and the script passed. */
  readonly image?: string;
  /** What says where the image comes from. */
  readonly manifest?: string;
  /** Disks of a failed run, or of one whose image could not be written. */
  readonly kept: readonly string[];
  /** The trace's zip, if it is kept. */
  readonly trace?: string;
  /** Why there is no trace though one was asked for. */
  readonly traceProblem?: string;
}

/** Rejects only if the report cannot be written: what the script or the machine did is in the result. */
export async function runScript(plan: RunPlan, report: RunReport, options: RunCall): Promise<RunResult> {
  const facts: Record<string, string> = { script: plan.scriptPath };
  const findScreen = screenFinder(new ScreenLibrary(plan.screens));
  let evidence: readonly EvidenceFile[] = [];
  const finish = async (result: RunResult, guest?: Guest) => {
    const outcome = outcomeOf(result, options.signal);
    evidence = await report.finish(outcome, { title: plan.script.name, facts }, guest, findScreen);
  };
  let result: RunResult = { kept: [] };
  let reported = false;
  let trace: RunTrace | undefined;
  try {
    await using host = await connectHost(plan.args, options);
    facts.driver = `${host.driver.name} (${host.version})`;
    trace = await startTrace(plan, host, report);
    await using machine = findsMachines(host)
      ? await onlyMachine(host, options)
      : await defineMachine(host, plan.definition, options);
    const seen = options.live.guest({
      title: plan.script.name,
      screens: plan.screens,
      observer: trace?.observer(report.record) ?? report.record,
    });
    await using guest = await openGuest(plan, machine, seen);
    using _shown = seen.show(guest);
    result = await attempt(plan, machine, guest, report, {
      ...options,
      onProgress: tellingBoth(options, trace),
    });
    await finish(result, guest);
    reported = true;
  } catch (error) {
    result = { ...result, error: result.error ?? error };
    if (!reported) await finish(result);
  }
  const zip = await trace?.finish(result.error !== undefined, evidence);
  return {
    ...result,
    ...(zip !== undefined && { trace: zip }),
    ...(trace?.problem !== undefined && { traceProblem: trace.problem }),
  };
}

async function startTrace(plan: RunPlan, host: Host, { folder }: RunReport): Promise<RunTrace | undefined> {
  const { trace: mode, screens, script } = plan;
  if (mode === 'off') return undefined;
  const { RunTrace } = await import('./run-trace.ts'); // a run without one has none of it in its memory
  return await RunTrace.start({ mode, report: folder, title: script.name, host, screens });
}

/** What a run prints is its output in the trace too. */
function tellingBoth({ onProgress }: RunCall, trace: RunTrace | undefined): RunCall['onProgress'] {
  return (progress) => {
    onProgress(progress);
    const line = progressLine(progress);
    if (line !== undefined) trace?.stdout(line);
  };
}

async function attempt(
  plan: RunPlan,
  machine: Machine,
  guest: Guest,
  report: RunReport,
  { signal, onProgress }: RunCall,
): Promise<RunResult> {
  try {
    const runs = machine.borrowed && (await machine.state({ signal })).state === 'running';
    if (!runs) await guest.power.on({ signal });
    await guest.run(plan.script, {
      signal,
      onProgress,
      ...(plan.timeout !== undefined && { timeout: plan.timeout }),
    });
  } catch (error) {
    return { error, kept: plan.keep ? await keepDisks(machine, plan, report) : [] };
  }
  if (plan.output === undefined) return { kept: [] };
  try {
    const script = { name: plan.script.name, path: plan.scriptPath };
    const facts = await runFacts(script, machine.host, report.record);
    const manifest = await writeImage(machine, plan.output, facts, { signal, timeout: EXPORT_TIMEOUT });
    return { image: plan.output.path, manifest, kept: [] };
  } catch (error) {
    // What took an hour to install is not thrown away for a full disk; who pressed Ctrl-C wants to go.
    const keep = plan.keep || !signal.aborted;
    return { error, kept: keep ? await keepDisks(machine, plan, report) : [] };
  }
}

async function openGuest(plan: RunPlan, machine: Machine, { observer, holder }: LiveGuest): Promise<Guest> {
  return await createGuest({
    machine,
    definition: plan.definition,
    screens: plan.screens,
    observer,
    holder,
    ...(plan.layout !== undefined && { layout: plan.layout as LayoutName }), // an unknown name is createGuest's to refuse
  });
}

/** The disks as they are now, in the report's folder: what a failed install left is worth a look. Never rejects. */
async function keepDisks(
  machine: Machine,
  { definition }: RunPlan,
  report: RunReport,
): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const index of (definition.disks ?? []).keys()) {
    const path = join(report.folder, keptDiskName(index));
    const done = await keepDisk(machine, index, path, { timeout: EXPORT_TIMEOUT }).then(
      () => true,
      () => false, // why the run failed is worth more than why its disk could not be kept
    );
    if (done) kept.push(path);
  }
  return kept;
}

function outcomeOf({ error }: RunResult, signal: AbortSignal): RunOutcome {
  if (error === undefined) return { status: 'passed' };
  return { status: signal.aborted ? 'interrupted' : 'failed', error };
}
