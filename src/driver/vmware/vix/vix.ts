/** The VIX library in use: jobs as promises, properties as values, handles that are released once. */
import type { Deadline } from '../../../base/deadline.ts';
import { Background } from '../../ffi/background.ts';
import type { BoundLibrary } from '../../ffi/bound-library.ts';
import type { VariadicArgument } from '../../ffi/function-table.ts';
import { HandleTable, type OwnedHandle } from '../../ffi/handles.ts';
import { runJob } from '../../ffi/jobs.ts';
import { Out } from '../../ffi/types.ts';
import { vixError } from './error.ts';
import { readVixError } from './error-codes.ts';
import type { VixFunctions } from './functions.ts';
import { NO_PROPERTY, PROPERTIES, type PropertyName, type PropertyValue } from './properties.ts';

export type VixLibrary = BoundLibrary<VixFunctions>;
export type VixHandle = OwnedHandle<number>;
/** Of several properties. */
export type Properties<Name extends PropertyName> = { readonly [Each in Name]: PropertyValue<Each> };

export interface JobFacts<Name extends PropertyName> {
  /** Completes "VMware: ... failed". */
  readonly what: string;
  readonly deadline: Deadline;
  /** Read from the job when it has ended well. */
  readonly results?: readonly Name[];
  /** Holds `what` from the moment at which nobody waits any more until the job has really ended. */
  readonly draining?: Set<string> | undefined;
  /** Of a job that tells by a callback when it is complete: VIX forbids to wait for such a job in any other way. */
  readonly isComplete?: () => boolean;
  /** Takes back what a job that nobody waits for gave after all. */
  readonly discard?: (result: Properties<Name>) => void;
}

const OK = 0n;

export class Vix {
  readonly library: VixLibrary;
  /** Those that are held; jobs are handles too. */
  readonly handles: HandleTable<number>;
  readonly #background = new Background();
  readonly #abandon = new AbortController();
  /** While the library may call us back nothing is asked on this thread: both would wait for each other. */
  #callbacks: Promise<unknown> = Promise.resolve();

  constructor(library: VixLibrary) {
    this.library = library;
    this.handles = new HandleTable<number>(async (handle) => {
      await library.call('Vix_ReleaseHandle', handle);
    });
  }

  /**
   * Starts a job and resolves with its results when it has ended. VIX cannot cancel: after the deadline the job goes on, and
   * this settles when it has ended; run it within `withDeadline` or a turn, which tell the caller at once.
   */
  async run<Name extends PropertyName = never>(
    facts: JobFacts<Name>,
    start: () => Promise<number>,
  ): Promise<Properties<Name>> {
    return await this.#background.track(this.#run(facts, start));
  }

  async #run<Name extends PropertyName>(
    { what, deadline, results = [], draining, isComplete, discard }: JobFacts<Name>,
    start: () => Promise<number>,
  ): Promise<Properties<Name>> {
    const { signal } = deadline;
    const drain = () => draining?.add(what);
    signal.addEventListener('abort', drain, { once: true });
    try {
      const handle = this.handles.own(await start(), 'job');
      return await runJob(
        {
          ended: async () => (isComplete ? isComplete() : await this.#hasEnded(handle.value)),
          result: () => this.#result(handle.value, what, results),
          release: () => handle[Symbol.dispose](),
          ...(discard && { discard }),
        },
        { signal: deadline.signal, drain: this.#abandon.signal },
      );
    } finally {
      signal.removeEventListener('abort', drain);
      draining?.delete(what);
    }
  }

  /** Properties of a handle. Strings and bytes are copied and freed. */
  async properties<Name extends PropertyName>(
    handle: number,
    names: readonly Name[],
    what = 'reading a property',
  ): Promise<Properties<Name>> {
    if (names.length > 0) await this.#callbacks;
    return this.propertiesNow(handle, names, what);
  }

  /** The same on the spot: within a callback. */
  propertiesNow<Name extends PropertyName>(
    handle: number,
    names: readonly Name[],
    what = 'reading a property',
  ): Properties<Name> {
    const slots = names.map((name) => ({ name, ...PROPERTIES[name], ...makeSlot(PROPERTIES[name].kind) }));
    const [first] = slots;
    if (!first) return {} as Properties<Name>;
    // The first number is a named parameter in C; a zero ends the list.
    const tail = slots.flatMap(({ id, memory }) => [['i32', id] as const, ...memory]).slice(1);
    const error = this.library.callVariadic('Vix_GetProperties', [handle, first.id], [
      ...tail,
      ['i32', NO_PROPERTY],
    ] as readonly VariadicArgument[]);
    if (error !== OK) throw this.errorNow(error, what);
    return Object.fromEntries(slots.map(({ name, read }) => [name, read(this.library)])) as Properties<Name>;
  }

  /** Calls a function that gives a VixError. */
  async check(error: Promise<bigint>, what: string): Promise<void> {
    const value = await error;
    if (value !== OK) throw this.errorNow(value, what);
  }

  /** A handle that a function writes through its last parameter. */
  async handleFrom(
    kind: string,
    what: string,
    ask: (out: Out<'i32'>) => Promise<bigint>,
  ): Promise<VixHandle> {
    const out = new Out('i32');
    await this.check(ask(out), what);
    return this.handles.own(out.value, kind);
  }

  /** A list of one property, to hand to a function of that host. */
  async propertyList(host: number, name: PropertyName, value: string): Promise<VixHandle> {
    await this.#callbacks;
    const { id } = PROPERTIES[name];
    const allocate = async (out: Out<'i32'>) =>
      this.library.callVariadic(
        'VixPropertyList_AllocPropertyList',
        [host, out, id],
        [
          ['text', value],
          ['i32', NO_PROPERTY],
        ],
      );
    return await this.handleFrom('property list', 'making a list of properties', allocate);
  }

  errorNow(error: bigint, what: string, message?: string): Error {
    const text = this.library.callNow('Vix_GetErrorText', error, null);
    return vixError(error, { what, text: text ?? undefined, message });
  }

  /** Runs `work`, during which the library may call us back, while nothing is asked on this thread. */
  async withCallbacks<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#callbacks.then(work);
    this.#callbacks = turn.catch(() => {});
    return await turn;
  }

  /** Resolves when all jobs have ended and all that was disposed is released; false when `signal` fired before. */
  async idle(signal: AbortSignal): Promise<boolean> {
    const fired = new Promise<false>((resolve) => {
      if (signal.aborted) resolve(false);
      signal.addEventListener('abort', () => resolve(false), { once: true });
    });
    const idle = this.#background.idle().then(() => this.handles.settled());
    return await Promise.race([idle.then(() => true as const), fired]);
  }

  /** Stops looking after jobs that nobody waits for. */
  abandon(): void {
    this.#abandon.abort();
  }

  async #hasEnded(job: number): Promise<boolean> {
    const complete = new Out('bool8');
    await this.check(this.library.call('VixJob_CheckCompletion', job, complete), 'asking after a job');
    return complete.value;
  }

  async #result<Name extends PropertyName>(
    job: number,
    what: string,
    names: readonly Name[],
  ): Promise<Properties<Name>> {
    const error = await this.library.call('VixJob_GetError', job);
    if (error !== OK) throw this.errorNow(error, what, await this.#messageOf(job, error));
    return await this.properties(job, names, what);
  }

  /** What VMware would ask or show, where the job has it. */
  async #messageOf(job: number, error: bigint): Promise<string | undefined> {
    if (readVixError(error).name !== 'VMX_MSG_DIALOG_AND_NO_UI') return undefined;
    const read = this.properties(job, ['JOB_RESULT_USER_MESSAGE']);
    return await read.then(
      (found) => found.JOB_RESULT_USER_MESSAGE,
      () => undefined,
    );
  }
}

interface Slot {
  /** Behind the property's number. */
  readonly memory: readonly VariadicArgument[];
  read(library: VixLibrary): unknown;
}

function makeSlot(kind: (typeof PROPERTIES)[PropertyName]['kind']): Slot {
  switch (kind) {
    case 'bool': {
      const value = new Out('bool8');
      return { memory: [['bool8*', value]], read: () => value.value };
    }
    case 'i64': {
      const value = new Out('i64');
      return { memory: [['i64*', value]], read: () => value.value };
    }
    case 'u64': {
      const value = new Out('u64');
      return { memory: [['u64*', value]], read: () => value.value };
    }
    case 'string': {
      const address = new Out('pointer');
      const read = (library: VixLibrary) =>
        freed(library, address.value, () => library.readText(address.value));
      return { memory: [['pointer*', address]], read };
    }
    case 'blob': {
      const size = new Out('i32');
      const address = new Out('pointer');
      const read = (library: VixLibrary) =>
        freed(library, address.value, () => library.readBytes(address.value, size.value));
      return {
        memory: [
          ['i32*', size],
          ['pointer*', address],
        ],
        read,
      };
    }
    default: {
      const value = new Out('i32');
      return { memory: [['i32*', value]], read: () => value.value };
    }
  }
}

function freed<T>(library: VixLibrary, address: bigint, read: () => T): T {
  const value = read();
  if (address !== 0n) library.callNow('Vix_FreeBuffer', address);
  return value;
}
