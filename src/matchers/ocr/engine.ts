/** One warm tesseract.js worker: a thread of this process that never keeps it alive. */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import { raceSignal } from '../../base/signals.ts';
import type { RecognizedBlock } from './recognized.ts';

/** Tesseract's page segmentation mode for pictures of one line: finding lines is done here, and better. */
const SINGLE_LINE = '7';
/** LSTM only: the data of 2021 has no other model worth its time. */
const ENGINE_MODE = 1;
/** The worker script of tesseract.js, whose messages are used directly: its own client ends the process on errors. */
const SCRIPT = 'tesseract.js/src/worker-script/node/index.js';
/** The engine would otherwise read every picture at a guessed 70 dpi and warn. */
const DOTS_PER_INCH = '144';

interface Answer {
  readonly jobId: string;
  readonly status: 'resolve' | 'reject' | 'progress';
  readonly data: unknown;
}

interface Job {
  resolve(data: unknown): void;
  reject(error: unknown): void;
}

/** A running worker. */
export class Engine {
  readonly #worker: Worker;
  readonly #jobs = new Map<string, Job>();
  #count = 0;
  #ended: GuestwrightError | undefined;

  constructor() {
    const script = createRequire(import.meta.url).resolve(SCRIPT);
    this.#worker = new Worker(script, { stdout: true, stderr: true, execArgv: [], name: 'guestwright-ocr' });
    this.#worker.unref();
    this.#worker.on('message', (answer: Answer) => this.#settle(answer));
    this.#worker.on('error', (cause) => this.#end(died(messageOf(cause), cause)));
    this.#worker.on('exit', (code) => this.#end(died(`exit code ${code}`)));
  }

  /** Whether it can be asked. */
  get alive(): boolean {
    return this.#ended === undefined;
  }

  /** Loads each language's data from its folder. Must be called once, before anything is recognised. */
  async load(languages: readonly { readonly name: string; readonly folder: string }[]): Promise<void> {
    await this.#ask('load', { options: { lstmOnly: true, corePath: undefined, logging: false } });
    for (const { name, folder } of languages) {
      const options = { langPath: folder, cacheMethod: 'none', gzip: true, lstmOnly: true };
      await this.#ask('loadLanguage', { langs: name, options });
    }
    const langs = languages.map(({ name }) => name).join('+');
    await this.#ask('initialize', { langs, oem: ENGINE_MODE, config: {} });
    await this.#ask('setParameters', {
      params: { user_defined_dpi: DOTS_PER_INCH, debug_file: '/dev/null' },
    });
  }

  /** Reads a picture file (PNG, PGM) of one line; one after the other. Rejects at once when `signal` fires, and drains then. */
  async recognize(file: Uint8Array, signal?: AbortSignal): Promise<RecognizedBlock[]> {
    const asked = this.#ask('recognize', {
      image: file,
      options: { tessedit_pageseg_mode: SINGLE_LINE },
      output: { blocks: true, text: false },
    });
    const answer = await (signal ? raceSignal(asked, signal) : asked);
    return (answer as { blocks: RecognizedBlock[] | null }).blocks ?? [];
  }

  /** Ends the thread; jobs under way reject. */
  async terminate(): Promise<void> {
    this.#end(died('it was disposed'));
    await this.#worker.terminate();
  }

  #ask(action: string, payload: object): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const jobId = `${action}-${this.#count++}`;
    this.#worker.ref(); // somebody waits for it: now it may keep the process alive
    return new Promise((resolve, reject) => {
      this.#jobs.set(jobId, { resolve, reject });
      this.#worker.postMessage({ workerId: 'ocr', jobId, action, payload });
    });
  }

  #settle({ jobId, status, data }: Answer): void {
    const job = this.#jobs.get(jobId);
    if (!job || status === 'progress') return;
    this.#jobs.delete(jobId);
    if (this.#jobs.size === 0) this.#worker.unref();
    if (status === 'resolve') job.resolve(data);
    else job.reject(died(String(data)));
  }

  #end(error: GuestwrightError): void {
    this.#ended ??= error;
    for (const { reject } of this.#jobs.values()) reject(this.#ended);
    this.#jobs.clear();
    this.#worker.unref();
  }
}

function died(why: string, cause?: unknown): GuestwrightError {
  return new GuestwrightError(`OCR: tesseract failed: ${why.split('\n')[0]}`, {
    code: 'protocol',
    cause,
    remedy: 'Read text that a console draws by glyphs, or look for a screen instead.',
  });
}
