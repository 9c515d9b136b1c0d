/** The main thread's hold on one power-on: a worker with an emulator in it, its calls, its events, its end. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import type { DesktopStates } from '../driver.ts';
import type { WorkerCalls, WorkerEvents } from './protocol.ts';
import { RpcClient, type RpcOptions } from './rpc.ts';

export interface SessionEvents extends WorkerEvents, Record<string, unknown> {
  /** The worker ended without being asked. */
  died: GuestwrightError;
}

/** Characters of the worker's output that are kept for the error if it dies. */
const OUTPUT_KEPT = 2000;

export class Session {
  readonly events = new Emitter<SessionEvents>();
  readonly threadId: number;
  /** Whether the guest listens to absolute positions. */
  absolute = false;
  /** The lock lights, once the guest has set them. */
  leds: DesktopStates['leds'];
  readonly #worker: Worker;
  readonly #client: RpcClient<WorkerCalls, WorkerEvents>;
  #output = '';
  #error: unknown;
  #ended = false;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.threadId = worker.threadId;
    this.#client = new RpcClient(worker, (name, value) => this.events.emit(name, value as never));
    this.events.on('absolute', (absolute) => {
      this.absolute = absolute;
    });
    this.events.on('leds', (leds) => {
      this.leds = leds;
    });
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.on('data', (data: Buffer) => {
        this.#output = (this.#output + data.toString()).slice(-OUTPUT_KEPT);
      });
    }
    worker.on('error', (error) => {
      this.#error = error;
    });
    worker.on('exit', () => this.#end());
  }

  /** Starts a worker; its first call must be `boot`. */
  static start(): Session {
    const options = { stdout: true, stderr: true, execArgv: [], name: 'guestwright-v86' };
    return new Session(new Worker(workerUrl(), options));
  }

  async call<Name extends keyof WorkerCalls>(
    name: Name,
    asked: WorkerCalls[Name]['asks'],
    options: RpcOptions = {},
  ): Promise<WorkerCalls[Name]['answers']> {
    return await this.#client.call(name, asked, options);
  }

  /** Ends the worker at once; `why` completes "the machine is off: ...". Calls under way reject. */
  async terminate(why: string): Promise<void> {
    this.#ended = true;
    this.#client.close(
      new GuestwrightError(`embedded emulator: the machine is off: ${why}`, {
        code: 'machine-state',
        remedy: 'Start the machine first.',
      }),
    );
    await this.#worker.terminate();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const reason = this.#error === undefined ? 'it exited' : messageOf(this.#error);
    const died = new GuestwrightError(`embedded emulator: its worker thread ended unexpectedly: ${reason}`, {
      code: 'machine-died',
      remedy: 'The content of its disks is lost: define the machine anew.',
      cause: this.#error,
      output: this.#output,
    });
    this.#client.close(died);
    this.events.emit('died', died);
  }
}

/** A worker thread cannot load TypeScript. */
function workerUrl(): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL('./worker.js', import.meta.url);
  throw new GuestwrightError(
    `embedded driver: its worker thread runs from built files only, not beside ${fileURLToPath(import.meta.url)}`,
    { code: 'not-installed', remedy: 'Run `npm run build` and import the package by its name.' },
  );
}
