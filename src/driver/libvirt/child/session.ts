/** One connection of the library's: its calls one after the other, each failure with the library's own words. */
import type { BoundLibrary } from '../../ffi/bound-library.ts';
import type { ArgumentsOf, FunctionTable, ResultOf } from '../../ffi/function-table.ts';
import { Out } from '../../ffi/types.ts';
import type { LIBVIRT, LIBVIRT_QEMU } from '../library/functions.ts';
import { loadLibvirt, loadLibvirtQemu } from '../library/library.ts';
import { type FaultFacts, LibvirtFault, NO_WORDS } from './fault.ts';

/** Functions of a table that return so. */
type Returning<Table extends FunctionTable, Type> = {
  [Name in keyof Table & string]: Table[Name]['returns'] extends Type ? Name : never;
}[keyof Table & string];

type Libvirt = typeof LIBVIRT;

/** code, domain, message of virError: two ints and a pointer. */
const ERROR_HEAD = 16;
const MESSAGE_AT = 8;
const POINTER = 8;

/**
 * The library keeps its last error by thread, and each call of ours runs on another: what its error function was told
 * meanwhile belongs to the call, because there is only one at a time. That also avoids hangs that were seen with several.
 */
export class Session {
  readonly library: BoundLibrary<Libvirt>;
  /** virConnectPtr; 0n until it is open. */
  connection = 0n;
  #last: Promise<unknown> = Promise.resolve();
  #failure: FaultFacts | undefined;
  #qemu: Promise<BoundLibrary<typeof LIBVIRT_QEMU>> | undefined;

  private constructor(library: BoundLibrary<Libvirt>) {
    this.library = library;
  }

  /** Loads the library; nothing is connected yet. Error `not-installed`. */
  static async load(path: string | undefined): Promise<Session> {
    const library = await loadLibvirt(path);
    const session = new Session(library);
    const listener = library.callback({ returns: 'void', takes: ['pointer', 'pointer'] }, (_, error) => {
      session.#noteFailure(error);
      return undefined;
    });
    library.callNow('virSetErrorFunc', 0n, listener.pointer); // before there is a second thread
    await library.call('virInitialize');
    return session;
  }

  /** The part for QEMU. Error `not-installed`. */
  async qemu(): Promise<BoundLibrary<typeof LIBVIRT_QEMU>> {
    this.#qemu ??= loadLibvirtQemu();
    return await this.#qemu;
  }

  /** Calls when all calls before have ended. What it returns is not judged. */
  async call<Name extends keyof Libvirt & string>(
    name: Name,
    ...values: ArgumentsOf<Libvirt[Name]>
  ): Promise<ResultOf<Libvirt[Name]>> {
    return await this.inTurn(() => this.library.call(name, ...values));
  }

  /** Throws `LibvirtFault` for a negative result. */
  async int<Name extends Returning<Libvirt, 'i32'>>(
    name: Name,
    ...values: ArgumentsOf<Libvirt[Name]>
  ): Promise<number> {
    return await this.judged(
      name,
      () => this.library.call(name, ...values) as Promise<number>,
      (result) => result < 0,
    );
  }

  /** Throws `LibvirtFault` for null. */
  async pointer<Name extends Returning<Libvirt, 'pointer'>>(
    name: Name,
    ...values: ArgumentsOf<Libvirt[Name]>
  ): Promise<bigint> {
    const work = () => this.library.call(name, ...values) as Promise<bigint>;
    return await this.judged(name, work, (result) => result === 0n);
  }

  /** A text that the library allocated: read and given back. */
  async text<Name extends Returning<Libvirt, 'pointer'>>(
    name: Name,
    ...values: ArgumentsOf<Libvirt[Name]>
  ): Promise<string> {
    return this.takeText(await this.pointer(name, ...values));
  }

  /** Reads a text of the library's and gives it back. */
  takeText(address: bigint): string {
    const text = this.library.readText(address);
    this.library.callNow('free', address);
    return text;
  }

  /** What a function that fills an array of pointers for us gave; the caller frees each. */
  async list(
    name:
      | 'virConnectListAllDomains'
      | 'virDomainListAllSnapshots'
      | 'virConnectListAllStoragePools'
      | 'virStoragePoolListAllVolumes',
    of: bigint,
  ): Promise<bigint[]> {
    const array = new Out('pointer');
    const count = await this.int(name, of, array, 0);
    const bytes = this.library.readBytes(array.value, count * POINTER);
    this.library.callNow('free', array.value);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: count }, (_, index) => view.getBigUint64(index * POINTER, true));
  }

  /** Runs `work` when all calls before have ended; throws what the library said if `failed` finds so. */
  async judged<T>(symbol: string, work: () => Promise<T>, failed: (result: T) => boolean): Promise<T> {
    return await this.inTurn(async () => {
      this.#failure = undefined;
      const result = await work();
      if (failed(result)) throw new LibvirtFault(symbol, this.#failure ?? NO_WORDS);
      return result;
    });
  }

  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return await turn;
  }

  #noteFailure(error: bigint): void {
    if (error === 0n) return;
    const bytes = this.library.readBytes(error, ERROR_HEAD);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const message = this.library.readText(view.getBigUint64(MESSAGE_AT, true));
    this.#failure = { code: view.getInt32(0, true), domain: view.getInt32(4, true), message };
  }
}
