/** Reads single files of a zip (APPNOTE 4.3), as far as traces use it: stored or deflated, without zip64. */
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { GuestwrightError, messageOf } from '../../base/errors.ts';

const END_RECORD = 0x06054b50;
const END_RECORD_SIZE = 22;
/** The end record is followed by a comment of at most 64 KiB. */
const LONGEST_TAIL = END_RECORD_SIZE + 0xffff;
const CENTRAL_RECORD = 0x02014b50;
const CENTRAL_RECORD_SIZE = 46;
const LOCAL_RECORD = 0x04034b50;
const LOCAL_RECORD_SIZE = 30;
const STORED = 0;
const DEFLATED = 8;
/** What a field says whose value stands elsewhere (zip64). */
const ELSEWHERE = 0xffffffff;
/** Larger files are refused: a trace's events are tens of megabytes. */
const LARGEST_FILE = 2 ** 30;

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  /** Of its local record. */
  readonly offset: number;
}

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

export class ZipReader implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(path: string, file: FileHandle, entries: ReadonlyMap<string, Entry>) {
    this.#path = path;
    this.#file = file;
    this.#entries = entries;
  }

  /** Error `io` if it cannot be read or is no such zip. */
  static async open(path: string): Promise<ZipReader> {
    const file = await open(path).catch((cause: unknown) => {
      throw notZip(path, messageOf(cause), cause);
    });
    try {
      return new ZipReader(path, file, await readDirectory(path, file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** The content of the file of that name. Error `io` if there is none or it is broken. */
  async read(name: string): Promise<Buffer> {
    const entry = this.#entries.get(name);
    if (!entry) throw notZip(this.#path, `it has no '${name}'`);
    const { method, packed, size, offset } = entry;
    if (size > LARGEST_FILE || packed > LARGEST_FILE) throw notZip(this.#path, `'${name}' is too large`);
    const local = await this.#bytes(offset, LOCAL_RECORD_SIZE);
    if (local.readUInt32LE(0) !== LOCAL_RECORD)
      throw notZip(this.#path, `'${name}' is not where it should be`);
    const start = offset + LOCAL_RECORD_SIZE + local.readUInt16LE(26) + local.readUInt16LE(28);
    const body = await this.#bytes(start, packed);
    if (method === STORED) return body;
    if (method !== DEFLATED) throw notZip(this.#path, `'${name}' is packed by method ${method}`);
    return await inflate(body, { maxOutputLength: Math.max(size, 1) }).catch((cause: unknown) => {
      throw notZip(this.#path, `'${name}' is broken`, cause);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }

  async #bytes(position: number, length: number): Promise<Buffer> {
    return await readBytes(this.#path, this.#file, position, length);
  }
}

async function readDirectory(path: string, file: FileHandle): Promise<ReadonlyMap<string, Entry>> {
  const { size } = await file.stat();
  const tailLength = Math.min(size, LONGEST_TAIL);
  const tail = await readBytes(path, file, size - tailLength, tailLength);
  const end = lastEndRecord(tail);
  if (end === undefined) throw notZip(path, 'it has no end record');
  const [count, length, offset] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ];
  if (offset === ELSEWHERE || offset + length > size) throw notZip(path, 'its directory is not within it');
  const directory = await readBytes(path, file, offset, length);
  const entries = new Map<string, Entry>();
  for (let index = 0, at = 0; index < count; index++) {
    if (at + CENTRAL_RECORD_SIZE > length || directory.readUInt32LE(at) !== CENTRAL_RECORD)
      throw notZip(path, 'its directory is broken');
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const nameAt = at + CENTRAL_RECORD_SIZE;
    const name = directory.toString('utf8', nameAt, nameAt + (nameLength as number));
    entries.set(name, {
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at = nameAt + (nameLength as number) + (extra as number) + (comment as number);
  }
  return entries;
}

function lastEndRecord(tail: Buffer): number | undefined {
  for (let at = tail.length - END_RECORD_SIZE; at >= 0; at--) {
    if (tail.readUInt32LE(at) === END_RECORD) return at;
  }
  return undefined;
}

async function readBytes(path: string, file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw notZip(path, 'it ends too soon');
  return buffer;
}

function notZip(path: string, why: string, cause?: unknown): GuestwrightError {
  return new GuestwrightError(`'${path}' cannot be read as a trace: ${why}`, {
    code: 'io',
    remedy: 'Name the zip of a trace, or the folder that a killed run left.',
    ...(cause !== undefined && { cause }),
  });
}
