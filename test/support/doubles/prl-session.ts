/** A log-in to Parallels' double, for its own tests: calls as promises, results as values, every handle freed. */
import { buildDouble, type DoubleKind } from './build-double.ts';
import type { DoubleService } from './double-service.ts';
import { openPrlLibrary, type PrlLibrary, type PrlName } from './prl-library.ts';

/** A handle, as koffi gives 64-bit numbers. */
export type Handle = number | bigint;
type Argument = Handle | string | Buffer | null | unknown;

const VERSION = 0x90000;
const DESKTOP_MODE = 1;
const WAIT_MS = 40_000;
const NORMAL_SECURITY = 1;

/** A call that failed, with its code as 8 hexadecimal digits. */
export class PrlError extends Error {
  readonly code: string;

  constructor(name: string, code: number) {
    const digits = (code >>> 0).toString(16).padStart(8, '0');
    super(`${name}: ${digits}`);
    this.code = digits;
  }
}

export class PrlSession implements AsyncDisposable {
  readonly library: PrlLibrary;
  readonly server: Handle;
  readonly #folder: string;

  /** Initialised, not logged in. */
  static async open(service: DoubleService, kind: DoubleKind = 'parallels'): Promise<PrlSession> {
    const library = openPrlLibrary(await buildDouble(kind));
    process.env.GUESTWRIGHT_DOUBLE_FOLDER = service.folder;
    check('PrlApi_InitEx', library.PrlApi_InitEx(VERSION, DESKTOP_MODE, 0, 0));
    return new PrlSession(library, service.folder);
  }

  /** Logged in as the user of this process. */
  static async local(service: DoubleService, kind: DoubleKind = 'parallels'): Promise<PrlSession> {
    const session = await PrlSession.open(service, kind);
    await session.run('PrlSrv_LoginLocal', session.server, null, 0, NORMAL_SECURITY);
    return session;
  }

  private constructor(library: PrlLibrary, folder: string) {
    this.library = library;
    this.#folder = folder;
    this.server = this.out('PrlSrv_Create');
  }

  /** A call that gives a code; on a thread of its own, as a driver must call what blocks. */
  async call(name: PrlName, ...args: readonly Argument[]): Promise<void> {
    const code = await new Promise<number>((resolve, reject) => {
      this.library[name].async(...args, (error: Error | null, value: number) =>
        error ? reject(error) : resolve(value),
      );
    });
    check(name, code);
  }

  /** A call whose last argument takes a value. */
  out(name: PrlName, ...args: readonly Argument[]): Handle {
    const to: Handle[] = [0];
    check(name, this.library[name](...args, to));
    return to[0] as Handle;
  }

  number(name: PrlName, ...args: readonly Argument[]): number {
    return Number(this.out(name, ...args));
  }

  /** By the two-call pattern. */
  text(name: PrlName, ...args: readonly Argument[]): string {
    for (;;) {
      const length = [0];
      check(name, this.library[name](...args, null, length));
      const room = Buffer.alloc(length[0] as number);
      const code = this.library[name](...args, room, length) as number;
      if ((code >>> 0).toString(16) === OVERRUN) continue;
      check(name, code);
      return room.toString('utf8', 0, (length[0] as number) - 1);
    }
  }

  start(name: PrlName, ...args: readonly Argument[]): Handle {
    return this.library[name](...args) as Handle;
  }

  /** Waits for a job; its result's handle, to be freed. */
  async finish(name: string, job: Handle): Promise<Handle> {
    try {
      await this.call('PrlJob_Wait', job, WAIT_MS);
      check(name, this.number('PrlJob_GetRetCode', job));
      return this.out('PrlJob_GetResult', job);
    } finally {
      this.free(job);
    }
  }

  /** A job to its end. */
  async run(name: PrlName, ...args: readonly Argument[]): Promise<void> {
    this.free(await this.finish(name, this.start(name, ...args)));
  }

  /** All handles that a job's result holds. */
  async list(name: PrlName, ...args: readonly Argument[]): Promise<readonly Handle[]> {
    const result = await this.finish(name, this.start(name, ...args));
    const count = this.number('PrlResult_GetParamsCount', result);
    const handles = Array.from({ length: count }, (_, index) =>
      this.out('PrlResult_GetParamByIndex', result, index),
    );
    this.free(result);
    return handles;
  }

  async result(name: PrlName, ...args: readonly Argument[]): Promise<Handle> {
    const [handle] = await this.list(name, ...args);
    if (handle === undefined) throw new Error(`${name}: no result`);
    return handle;
  }

  async resultText(name: PrlName, ...args: readonly Argument[]): Promise<string> {
    const result = await this.finish(name, this.start(name, ...args));
    try {
      return this.text('PrlResult_GetParamAsString', result);
    } finally {
      this.free(result);
    }
  }

  async state(vm: Handle): Promise<number> {
    const info = await this.result('PrlVm_GetState', vm);
    const state = this.number('PrlVmInfo_GetState', info);
    this.free(info);
    return state;
  }

  free(...handles: readonly Handle[]): void {
    for (const handle of handles) check('PrlHandle_Free', this.library.PrlHandle_Free(handle));
  }

  /** How many handles of any type there are. */
  get handles(): number {
    return this.number0('PrlDbg_GetHandlesNum');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.env.GUESTWRIGHT_DOUBLE_FOLDER = this.#folder;
    await this.run('PrlSrv_Logoff', this.server).catch(() => {}); // the connection may be lost
    this.free(this.server);
    await this.call('PrlApi_Deinit');
    delete process.env.GUESTWRIGHT_DOUBLE_FOLDER;
  }

  private number0(name: PrlName): number {
    const to = [0];
    check(name, this.library[name](to, 0));
    return to[0] as number;
  }
}

const OVERRUN = '80000006';

function check(name: string, code: number): void {
  if (code < 0) throw new PrlError(name, code);
}
