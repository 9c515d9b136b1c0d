/** The trace of one `guestwright run`: grows in its report's folder, and is a zip there afterwards. */
import { join } from 'node:path';
import { messageOf } from '../base/errors.ts';
import type { Host } from '../driver/driver.ts';
import { bothObservers } from '../guest/both-observers.ts';
import type { GuestObserver } from '../guest/observer.ts';
import { FONT_FOLDER } from '../matchers/glyphs/font-folder.ts';
import { CONTACT_SHEET, type EvidenceFile } from '../report/evidence.ts';
import { discardTrace, finishTrace } from '../report/trace/finish.ts';
import { Trace } from '../report/trace/trace.ts';
import type { TraceMode } from '../report/trace/trace-mode.ts';
import { TracedGuest } from '../report/trace/traced-guest.ts';
import { TRACE_FOLDER, TRACE_ZIP } from './trace-paths.ts';

export interface RunTraceOptions {
  readonly mode: Exclude<TraceMode, 'off'>;
  /** The report's folder. */
  readonly report: string;
  readonly title: string;
  readonly host: Host;
  /** Folder of the reference screens. */
  readonly screens: string;
}

export class RunTrace {
  readonly #options: RunTraceOptions;
  readonly #trace: Trace;
  readonly #guest: TracedGuest;
  /** What went wrong, in words: a run does not fail for its trace. */
  problem: string | undefined;

  private constructor(options: RunTraceOptions, trace: Trace) {
    this.#options = options;
    this.#trace = trace;
    this.#guest = new TracedGuest(trace);
  }

  /** Errors `disk-full`, `io`. */
  static async start(options: RunTraceOptions): Promise<RunTrace> {
    const { report, title, host } = options;
    const product = `${host.driver.name} (${host.version})`;
    return new RunTrace(options, await Trace.create({ folder: join(report, TRACE_FOLDER), title, product }));
  }

  /** Watches the guest beside `outer`. */
  observer(outer: GuestObserver): GuestObserver {
    return bothObservers(outer, this.#guest);
  }

  stdout(line: string): void {
    this.#trace.stdout(`${line}\n`);
  }

  /** Keeps or deletes it; gives the zip's path if it is kept. Never rejects: `problem` tells. */
  async finish(failed: boolean, evidence: readonly EvidenceFile[]): Promise<string | undefined> {
    const { mode, report, screens } = this.#options;
    try {
      await this.#guest[Symbol.asyncDispose]();
      if (mode === 'retain-on-failure' && !failed) {
        await discardTrace(this.#trace);
        return undefined;
      }
      this.#trace.attach(evidence.filter(({ name }) => name !== CONTACT_SHEET));
      const zip = join(report, TRACE_ZIP);
      await finishTrace(this.#trace, zip, { fonts: join(screens, FONT_FOLDER) });
      return zip;
    } catch (error) {
      this.problem = messageOf(error);
      return undefined;
    }
  }
}
