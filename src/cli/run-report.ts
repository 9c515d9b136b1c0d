/** The report folder of one run: the page, the frames of its steps, the evidence of its failure. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { messageOf } from '../base/errors.ts';
import { acquireLock, type Lock } from '../base/lock.ts';
import { maskSecrets } from '../base/secret.ts';
import { evidenceOf } from '../guest/evidence.ts';
import type { Guest } from '../guest/guest.ts';
import { type EvidenceFile, trailFiles, trailOf, waitPictures } from '../report/evidence.ts';
import type { FindScreen } from '../report/expected-screen.ts';
import { FrameWriter } from '../report/frame-writer.ts';
import { FRAMES_FOLDER, type PictureSet, type RunSummary, runPage } from '../report/run-page.ts';
import { RunRecord } from '../report/run-record.ts';
import { prepareReportFolder } from './report-folder.ts';
import { TRACE_FOLDER, TRACE_ZIP } from './trace-paths.ts';

const PAGE = 'index.html';
const EVIDENCE_FOLDER = 'evidence';

export interface RunOutcome {
  readonly status: RunSummary['status'];
  readonly error?: unknown;
}

export class RunReport implements AsyncDisposable {
  /** Absolute path. */
  readonly folder: string;
  readonly record: RunRecord;
  readonly #frames: FrameWriter;
  readonly #lock: Lock;

  private constructor(folder: string, lock: Lock) {
    this.folder = folder;
    this.#lock = lock;
    this.#frames = new FrameWriter(join(folder, FRAMES_FOLDER));
    this.record = new RunRecord((frame) => this.#frames.add(frame));
  }

  /**
   * Makes `folder`, or empties it of an older report. Errors: `machine-in-use` while another run writes there, `io` if
   * it has files under a report's names that no run wrote.
   */
  static async create(folder: string): Promise<RunReport> {
    const lock = await acquireLock(`${folder}.lock`, { owner: 'guestwright run' });
    try {
      await prepareReportFolder(folder, [PAGE, FRAMES_FOLDER, EVIDENCE_FOLDER, TRACE_FOLDER, TRACE_ZIP]);
      await mkdir(join(folder, FRAMES_FOLDER), { recursive: true });
      return new RunReport(folder, lock);
    } catch (error) {
      await lock[Symbol.asyncDispose]();
      throw error;
    }
  }

  get filmstrip(): string {
    return join(this.folder, FRAMES_FOLDER);
  }

  get page(): string {
    return join(this.folder, PAGE);
  }

  /** Writes evidence, which it gives, and page. `guest` is undefined if the run failed before there was one. */
  async finish(
    outcome: RunOutcome,
    facts: { readonly title: string; readonly facts: Readonly<Record<string, string>> },
    guest: Guest | undefined,
    findScreen: FindScreen,
  ): Promise<readonly EvidenceFile[]> {
    const evidence = evidenceOf(outcome.error);
    const pictures = evidence ? await waitPictures(evidence, findScreen) : [];
    const trail = guest ? await trailFiles(trailOf(guest)) : [];
    const files = [...pictures, ...trail];
    await this.#write(files);
    const hasSheet = trail.some(({ name }) => name === 'filmstrip.png');
    const message = outcome.error === undefined ? undefined : maskSecrets(messageOf(outcome.error));
    const { startedAt, elapsed, steps } = this.record;
    const page = runPage({
      ...facts,
      status: outcome.status,
      startedAt,
      duration: elapsed,
      steps,
      logs: logsOf(trail),
      failure: pictureSets(pictures),
      ...(message !== undefined && { error: message }),
      ...(hasSheet && { lastFrames: `${EVIDENCE_FOLDER}/filmstrip.png` }),
    });
    await writeFile(this.page, page);
    await this.#frames.flush();
    return files;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lock[Symbol.asyncDispose]();
  }

  async #write(files: readonly EvidenceFile[]): Promise<void> {
    if (files.length === 0) return;
    const folder = join(this.folder, EVIDENCE_FOLDER);
    await mkdir(folder, { recursive: true });
    for (const { name, body } of files) await writeFile(join(folder, name), body);
  }
}

/** The folder of a run without `--report`: its own, so that two runs in one folder do not meet. */
export function ownReportFolder(cwd: string, scriptPath: string, now = new Date()): string {
  const time = now.toISOString().replaceAll(/[:.]/g, '-');
  const name = basename(scriptPath).replace(/(\.install)?\.[cm]?[jt]s$/, '');
  return resolve(cwd, '.guestwright', 'runs', `${time}-${name}-${process.pid}`);
}

const LOG_HEADINGS: Readonly<Record<string, string>> = {
  'call-log.txt': 'Call log',
  'serial.txt': 'Serial output',
  'input-log.txt': 'Input log',
  'http-log.txt': 'HTTP requests',
};

function logsOf(files: readonly EvidenceFile[]): Readonly<Record<string, string>> {
  const logs: Record<string, string> = {};
  for (const { name, body } of files) {
    const heading = LOG_HEADINGS[name];
    if (heading !== undefined) logs[heading] = body.toString();
  }
  return logs;
}

function pictureSets(files: readonly EvidenceFile[]): readonly PictureSet[] {
  const names = files.flatMap(({ name }) => /^(.*)-diff\.png$/.exec(name)?.[1] ?? []);
  const at = (name: string, kind: string) => `${EVIDENCE_FOLDER}/${name}-${kind}.png`;
  return names.map((name) => ({
    name,
    expected: at(name, 'expected'),
    actual: at(name, 'actual'),
    diff: at(name, 'diff'),
  }));
}
