/** Which file of a folder a request asks for, and which part of it: everything outside the folder is refused. */
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

export type FoundFile =
  | {
      readonly found: true;
      /** Open for reading; the caller closes it. */
      readonly file: FileHandle;
      readonly size: number;
      readonly modified: Date;
    }
  | { readonly found: false; readonly status: 400 | 403 | 404; readonly reason: string };

/** The part of a file that is sent: first and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Opens the file that `path`, percent-encoded and without a leading slash, names in `folder`, a real path. */
export async function openServed(folder: string, path: string): Promise<FoundFile> {
  const names = decode(path);
  if (!names) return refusal(400, 'not a path in UTF-8');
  if (names.some((name) => name === '..' || name.includes('\0') || /[\\/]/.test(name))) {
    return refusal(403, 'leads outside of the folder');
  }
  const target = await realpath(join(folder, ...names)).catch(() => undefined);
  if (target === undefined) return refusal(404, 'no such file');
  if (!target.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
    return refusal(
      target === folder ? 404 : 403,
      target === folder ? 'a folder' : 'a link that leads outside of the folder',
    );
  }
  const file = await open(target, 'r').catch(() => undefined);
  if (!file) return refusal(403, 'cannot be read');
  const facts = await file.stat();
  if (facts.isFile()) return { found: true, file, size: facts.size, modified: facts.mtime };
  await file.close();
  return refusal(404, facts.isDirectory() ? 'a folder' : 'no file');
}

/**
 * What a Range header (RFC 9110 section 14.2) asks for of a file of `size` bytes. `whole`: there is none, or one that may
 * be ignored, such as one for several parts.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return 'whole'; // no valid range: to be ignored
  return start < size ? { start, end } : 'unsatisfiable';
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.xml': 'text/xml',
};
/** Installers ask for files without an end, or with one of their own, and read them as text. */
const TEXT = new Set(['', '.cfg', '.ipxe', '.ks', '.md', '.preseed', '.sh', '.txt', '.yaml', '.yml']);

/** The media type that a file's name tells. */
export function mediaType(path: string): string {
  const extension = extname(path).toLowerCase();
  return TYPES[extension] ?? (TEXT.has(extension) ? 'text/plain; charset=utf-8' : 'application/octet-stream');
}

function decode(path: string): readonly string[] | undefined {
  try {
    return path
      .split('/')
      .map(decodeURIComponent)
      .filter((name) => name !== '' && name !== '.');
  } catch {
    return undefined;
  }
}

function refusal(status: 400 | 403 | 404, reason: string): FoundFile {
  return { found: false, status, reason };
}
