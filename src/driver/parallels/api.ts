/** The library's functions as promises: results checked, handles owned, jobs awaited, texts read. */
import type { Deadline } from '../../base/deadline.ts';
import { mergeSignals } from '../../base/signals.ts';
import { Background } from '../ffi/background.ts';
import type { ArgumentsOf } from '../ffi/function-table.ts';
import { HandleTable, type OwnedHandle } from '../ffi/handles.ts';
import { runJob } from '../ffi/jobs.ts';
import { readTwoCallText } from '../ffi/two-call-text.ts';
import { Out, type ValueType, type ValueTypes } from '../ffi/types.ts';
import { PJS_FINISHED } from './abi/constants.ts';
import { PRL_ERR } from './abi/errors.ts';
import type { PrlFunctions, PrlName } from './abi/functions.ts';
import { prlError } from './faults.ts';
import { JobResults } from './job-results.ts';
import type { PrlLibrary } from './library.ts';

/** Names of functions that give a PRL_RESULT, or a handle of a job. */
export type Checked = { [N in PrlName]: PrlFunctions[N]['returns'] extends 'i32' ? N : never }[PrlName];
export type Starter = { [N in PrlName]: PrlFunctions[N]['returns'] extends 'handle' ? N : never }[PrlName];

export interface JobCall<T> {
  /** Names it in errors. */
  readonly what: string;
  readonly deadline: Deadline;
  /** Takes what is wanted of the results, once the job has ended well. */
  readonly read?: (results: JobResults) => Promise<T>;
  /** Takes back what was read of a job that ended well after its caller was told that it failed. */
  readonly discard?: (result: T) => void | Promise<void>;
  readonly onProgress?: (percent: number) => void;
  /** Ends the job beside its deadline, such as a question that nobody answers. */
  readonly stop?: AbortSignal | undefined;
}

/** So long a cancelling job may take, ms. */
const CANCEL_TIMEOUT = 5000;

export class PrlApi {
  readonly library: PrlLibrary;
  readonly handles: HandleTable;
  /** Jobs that go on after their callers were told that they failed. */
  readonly background = new Background();

  constructor(library: PrlLibrary) {
    this.library = library;
    this.handles = new HandleTable(async (value) => {
      const result = await library.call('PrlHandle_Free', value);
      if (result < 0) throw prlError('freeing a handle', result, '');
    });
  }

  /** Calls a function; a negative result is an error. `what` names the call in it. */
  async do<Name extends Checked>(
    what: string,
    name: Name,
    ...values: ArgumentsOf<PrlFunctions[Name]>
  ): Promise<void> {
    const result = (await this.library.call(name, ...values)) as number;
    if (result < 0) throw prlError(what, result, await this.describe(result));
  }

  /** What a function writes through its last pointer: `get('u32', (out) => api.do(what, 'Prl..', handle, out))`. */
  async get<T extends Exclude<ValueType, 'void' | 'text'>>(
    type: T,
    ask: (out: Out<T>) => Promise<void>,
  ): Promise<ValueTypes[T]> {
    const out = new Out(type);
    await ask(out);
    return out.value;
  }

  /** A handle that a function writes through its last pointer. */
  async own(kind: string, ask: (out: Out<'handle'>) => Promise<void>): Promise<OwnedHandle> {
    return this.handles.own(await this.get('handle', ask), kind);
  }

  /** A text by the two-call pattern; `ask` gives the function's result. */
  async text(
    what: string,
    ask: (buffer: Uint8Array | null, length: Out<'u32'>) => Promise<number>,
  ): Promise<string> {
    return await readTwoCallText(what, async (buffer, length) => {
      const result = await ask(buffer, length);
      if (result >>> 0 === PRL_ERR.bufferOverrun) return 'short';
      if (result < 0) throw prlError(what, result, await this.describe(result));
      return 'done';
    });
  }

  /** Starts a job and waits for it. It settles when the job is really over: run it within a deadline or a turn. */
  async run<Name extends Starter, T = void>(
    name: Name,
    values: ArgumentsOf<PrlFunctions[Name]>,
    call: JobCall<T>,
  ): Promise<T> {
    call.deadline.throwIfDone();
    return await this.background.track(this.#run(name, values, call));
  }

  /** The library's generic word for a result code. */
  async describe(result: number): Promise<string> {
    const text = readTwoCallText('a result code', async (buffer, length) => {
      const call = ['PrlApi_GetResultDescription', result, true, false, buffer, length] as const;
      return (await this.library.call(...call)) >>> 0 === PRL_ERR.bufferOverrun ? 'short' : 'done';
    });
    return await text.catch(() => ''); // the code alone says enough
  }

  async #run<Name extends Starter, T>(
    name: Name,
    values: ArgumentsOf<PrlFunctions[Name]>,
    { what, deadline, read, discard, onProgress, stop }: JobCall<T>,
  ): Promise<T> {
    using merged = mergeSignals(deadline.signal, stop);
    const job = this.handles.own((await this.library.call(name, ...values)) as bigint, `job of ${name}`);
    const options = { signal: merged.signal, ...(onProgress && { onProgress }) };
    return await runJob<T>(
      {
        ended: () => this.#ended(job),
        progress: () =>
          this.get(
            'u32',
            async (out) => void (await this.library.call('PrlJob_GetProgress', job.value, out)),
          ),
        cancel: () => this.#cancel(job),
        result: async () => {
          await this.#checkJob(what, job);
          return (read ? await this.#read(what, job, read) : undefined) as T;
        },
        release: () => job[Symbol.dispose](),
        ...(discard && { discard }),
      },
      options,
    );
  }

  async #ended(job: OwnedHandle): Promise<boolean> {
    const status = await this.get('enum32', (out) =>
      this.do('asking for a job', 'PrlJob_GetStatus', job.value, out),
    );
    return status === PJS_FINISHED;
  }

  /** Cancelling is a job of its own. */
  async #cancel(job: OwnedHandle): Promise<void> {
    using cancelling = this.handles.own(
      await this.library.call('PrlJob_Cancel', job.value),
      'cancelling job',
    );
    const result = async () => {};
    const ended = () => this.#ended(cancelling);
    await runJob(
      { ended, result, release: () => {} },
      { signal: AbortSignal.timeout(CANCEL_TIMEOUT), drain: 0 },
    );
  }

  async #checkJob(what: string, job: OwnedHandle): Promise<void> {
    const result = await this.get('i32', (out) => this.do(what, 'PrlJob_GetRetCode', job.value, out));
    if (result < 0) throw prlError(what, result, await this.#jobError(job, result));
  }

  /** The service's own message has names filled in; the generic one has not. */
  async #jobError(job: OwnedHandle, result: number): Promise<string> {
    try {
      using event = await this.own('error', (out) =>
        this.do('asking for an error', 'PrlJob_GetError', job.value, out),
      );
      const text = await this.text('an error', (buffer, length) =>
        this.library.call('PrlEvent_GetErrString', event.value, true, false, buffer, length),
      );
      if (text !== '') return text;
    } catch {
      // a job that failed in the library itself has none
    }
    return await this.describe(result);
  }

  async #read<T>(what: string, job: OwnedHandle, read: (results: JobResults) => Promise<T>): Promise<T> {
    using result = await this.own('result', (out) => this.do(what, 'PrlJob_GetResult', job.value, out));
    return await read(new JobResults(this, result, what));
  }
}
