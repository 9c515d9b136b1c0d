/** The VIX double through koffi, by prototypes of the tests' own: the thinnest way to call it. */
import koffi, { type LibraryHandle } from 'koffi';
import { buildDouble } from './build-double.ts';
import { type JobName, VIX_JOBS } from './vix-jobs.ts';

type KoffiFunction = ReturnType<LibraryHandle['func']>;

/** Ids and constants that tests use, from the facts. */
export const VIX = {
  apiVersion: -1,
  workstation: 3,
  server: 2,
  player: 4,
  viServer: 10,
  handle: { host: 2, vm: 3, job: 6, snapshot: 7, list: 9 },
  power: { off: 2, on: 8, suspended: 0x20, tools: 0x40, blocked: 0x100, paused: 0x200 },
  fromGuest: 4,
  event: { completed: 2, progress: 3, findItem: 8 },
} as const;

export type Kind = 'int' | 'int64' | 'bool' | 'string' | 'blob' | 'handle';

/** Callback of a job: `void (int, int, int, void *)`. */
const EVENT = koffi.proto('void VixDoubleEvent(int handle, int event, int more, void *data)');
const CALLBACK = 'VixDoubleEvent *callback, void *data';

/** What a callback was told, in order. */
export interface Told {
  readonly job: number;
  readonly event: number;
  /** Of a found item. */
  readonly location?: string;
}

export class VixLibrary {
  readonly #library: LibraryHandle;
  readonly #functions = new Map<string, KoffiFunction>();

  static async load(): Promise<VixLibrary> {
    return new VixLibrary(koffi.load(await buildDouble('vix')));
  }

  private constructor(library: LibraryHandle) {
    this.#library = library;
  }

  /** A function by its prototype, declared once. */
  #function(prototype: string): KoffiFunction {
    const known = this.#functions.get(prototype);
    if (known) return known;
    const declared = this.#library.func(prototype);
    this.#functions.set(prototype, declared);
    return declared;
  }

  /** References that are not released yet. */
  handles(type = 0): number {
    return this.#function('int VixDouble_CountHandles(int type)')(type);
  }

  buffers(): number {
    return this.#function('int VixDouble_CountBuffers()')();
  }

  release(...handles: readonly number[]): void {
    for (const handle of handles) this.#function('void Vix_ReleaseHandle(int handle)')(handle);
  }

  addRef(handle: number): void {
    this.#function('void Vix_AddRefHandle(int handle)')(handle);
  }

  disconnect(host: number): void {
    this.#function('void VixHost_Disconnect(int host)')(host);
  }

  typeOf(handle: number): number {
    return this.#function('int Vix_GetHandleType(int handle)')(handle);
  }

  errorText(error: bigint | number): string {
    return this.#function('const char *Vix_GetErrorText(uint64 error, str locale)')(error, null);
  }

  /** The job of a function of `VIX_JOBS`, without a callback. */
  start(name: JobName, handle: number, ...args: readonly unknown[]): number {
    return this.#starter(name)(handle, ...args, null, null);
  }

  /** The same with a callback; it is told until the job has ended. */
  startWithCallback(
    name: JobName,
    handle: number,
    ...args: readonly unknown[]
  ): { readonly job: number; readonly told: Told[]; readonly ended: Promise<void> } {
    const told: Told[] = [];
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const callback = koffi.register((job: number, event: number, more: number) => {
      if (event === VIX.event.findItem) told.push({ job, event, location: this.text(more, 4010) });
      else told.push({ job, event });
      if (event !== VIX.event.completed) return;
      setImmediate(() => koffi.unregister(callback)); // not while it runs
      end();
    }, koffi.pointer(EVENT));
    return { job: this.#starter(name)(handle, ...args, callback, null), told, ended };
  }

  #starter(name: JobName): KoffiFunction {
    const own = VIX_JOBS[name] === '' ? '' : `${VIX_JOBS[name]}, `;
    return this.#function(`int ${name}(int handle, ${own}${CALLBACK})`);
  }

  startConnect({
    apiVersion = VIX.apiVersion as number,
    type = VIX.workstation as number,
    host = null as string | null,
    port = 0,
    user = null as string | null,
    password = null as string | null,
    options = 0,
  } = {}): number {
    const connect = this.#function(
      `int VixHost_Connect(int version, int type, str host, int port, str user, str password, int options, int list, ${CALLBACK})`,
    );
    return connect(apiVersion, type, host, port, user, password, options, 0, null, null);
  }

  /** Waits on a thread of koffi's, with no variadic arguments: right on every ABI. */
  wait(job: number): Promise<bigint> {
    const wait = this.#function('uint64 VixJob_Wait(int job, int first)');
    return new Promise((resolve, reject) => {
      wait.async(job, 0, (error: unknown, result: number | bigint) =>
        error ? reject(error) : resolve(BigInt(result)),
      );
    });
  }

  /** Waits and releases the job; throws the error's text where it failed. */
  async end(job: number): Promise<void> {
    const error = await this.wait(job);
    this.release(job);
    if (error !== 0n) throw new Error(this.errorText(error));
  }

  /** The same for a job whose result is a handle, which is the caller's. */
  async result(job: number): Promise<number> {
    const error = await this.wait(job);
    try {
      if (error !== 0n) throw new Error(this.errorText(error));
      return Number(this.property(job, 3010, 'handle'));
    } finally {
      this.release(job);
    }
  }

  /** Connects with the defaults; the host. */
  async connect(options: Parameters<VixLibrary['startConnect']>[0] = {}): Promise<number> {
    return await this.result(this.startConnect(options));
  }

  isComplete(job: number): boolean {
    const out = Buffer.alloc(4);
    this.#check(this.#function('uint64 VixJob_CheckCompletion(int job, void *out)')(job, out));
    return out[0] === 1;
  }

  errorOf(job: number): bigint {
    return BigInt(this.#function('uint64 VixJob_GetError(int job)')(job));
  }

  countOf(job: number, id: number): number {
    return this.#function('int VixJob_GetNumProperties(int job, int id)')(job, id);
  }

  /** One property; of item `index` of a job's list, if given. */
  property(handle: number, id: number, kind: Kind, index?: number): unknown {
    const [outs, read] = this.#outputs(kind);
    const pointers = outs.flatMap((out) => ['void *', out]);
    const nth = this.#function('uint64 VixJob_GetNthProperties(int job, int index, int id, ...)');
    const all = this.#function('uint64 Vix_GetProperties(int handle, int first, ...)');
    this.#check(
      index === undefined
        ? all(handle, id, ...pointers, 'int', 0)
        : nth(handle, index, id, ...pointers, 'int', 0),
    );
    return read();
  }

  number(handle: number, id: number): number {
    return Number(this.property(handle, id, 'int'));
  }

  text(handle: number, id: number, index?: number): string {
    return String(this.property(handle, id, 'string', index));
  }

  /** The memory for one value of that kind, and how to read it. A blob takes two pointers. */
  #outputs(kind: Kind): [readonly Buffer[], () => unknown] {
    const out = Buffer.alloc(8);
    const data = Buffer.alloc(8);
    const owned = (pointer: Buffer, size?: number) => {
      const address = koffi.decode(pointer, 'void *');
      const value =
        size === undefined
          ? koffi.decode(address, 'char', -1)
          : Buffer.from(koffi.decode(address, 'uint8', size));
      this.#function('void Vix_FreeBuffer(void *p)')(address);
      return value;
    };
    switch (kind) {
      case 'int64':
        return [[out], () => out.readBigInt64LE()];
      case 'bool':
        out.fill(0x5a); // one byte is written, no more
        return [[out], () => (out.subarray(1).every((byte) => byte === 0x5a) ? out[0] === 1 : 'too wide')];
      case 'string':
        return [[out], () => owned(out)];
      case 'blob':
        return [[out, data], () => owned(data, out.readInt32LE())];
      default:
        return [[out], () => out.readInt32LE()];
    }
  }

  /** A property list with one text. */
  listOf(host: number, id: number, text: string): number {
    const out = Buffer.alloc(4);
    const alloc = this.#function(
      'uint64 VixPropertyList_AllocPropertyList(int host, void *out, int first, ...)',
    );
    this.#check(alloc(host, out, id, 'str', text, 'int', 0));
    return out.readInt32LE();
  }

  propertyType(handle: number, id: number): number {
    const out = Buffer.alloc(4);
    this.#check(this.#function('uint64 Vix_GetPropertyType(int handle, int id, void *out)')(handle, id, out));
    return out.readInt32LE();
  }

  /** A function that answers at once, through its last parameter. */
  askNow(name: string, handle: number, ...args: readonly (number | string)[]): number {
    const out = Buffer.alloc(4);
    const types = args.map((value, index) => `${typeof value === 'string' ? 'str' : 'int'} a${index}, `);
    this.#check(
      this.#function(`uint64 ${name}(int handle, ${types.join('')}void *out)`)(handle, ...args, out),
    );
    return out.readInt32LE();
  }

  #check(error: number | bigint): void {
    if (BigInt(error) !== 0n) throw new Error(this.errorText(error));
  }
}
