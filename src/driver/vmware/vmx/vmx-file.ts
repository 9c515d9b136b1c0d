/** A .vmx file line by line: what is not changed stays as it was, byte by byte, whatever it is. */
import { GuestwrightError } from '../../../base/errors.ts';
import { decodeValue, encodeValue } from './vmx-text.ts';

interface Line {
  /** The whole line with its end, each byte a character (latin1). */
  readonly text: string;
  /** Of an assignment, in small letters: VMware does not tell capitals from them. */
  readonly key?: string;
  /** Where its value stands in `text`, without quotes. */
  readonly value?: { readonly from: number; readonly to: number; readonly quoted: boolean };
}

/** Key, equals sign, and a value in quotes or bare; anything behind it, such as a comment, is kept. */
const QUOTED = /^([ \t]*)([^\s=#"]+)([ \t]*=[ \t]*)"([^"\r\n]*)"[^\r\n]*(?:\r\n|\r|\n)?$/;
const BARE = /^([ \t]*)([^\s=#"]+)([ \t]*=[ \t]*)([^"\s#][^"#\r\n]*?)?[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)?$/;
const LINES = /[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g;
const END = /\r\n|\r|\n/;
const ENCODING_KEY = '.encoding';
/** What VMware took for granted before files said so. */
const DEFAULT_ENCODING = 'windows-1252';
/** ASCII without blanks and what ends a key. */
const KEY = /^[!$-<>-~]+$/;

export class VmxFile {
  #lines: readonly Line[];

  private constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  /** Any bytes are taken: lines that are no assignments are kept and have no key. */
  static parse(bytes: Uint8Array): VmxFile {
    const text = Buffer.from(bytes).toString('latin1');
    return new VmxFile((text.match(LINES) ?? []).map(parseLine));
  }

  /** A new file in UTF-8 with these values, in this order. */
  static create(values: Readonly<Record<string, string>>): VmxFile {
    const file = new VmxFile([parseLine(`${ENCODING_KEY} = "UTF-8"\n`)]);
    for (const [key, value] of Object.entries(values)) file.set(key, value);
    return file;
  }

  /** The bytes that were parsed, where nothing was changed. */
  serialise(): Buffer {
    return Buffer.from(this.#lines.map(({ text }) => text).join(''), 'latin1');
  }

  /** The value; of a key that stands twice the last one. */
  get(key: string): string | undefined {
    const raw = this.#raw(key);
    return raw === undefined ? undefined : decodeValue(raw, this.#encoding);
  }

  has(key: string): boolean {
    return this.#raw(key) !== undefined;
  }

  /** 'TRUE', in any letters. */
  isTrue(key: string): boolean {
    return this.get(key)?.toUpperCase() === 'TRUE';
  }

  /** All keys in small letters, each once, in the order in which they first stand. */
  keys(): readonly string[] {
    return [...new Set(this.#lines.flatMap(({ key }) => key ?? []))];
  }

  /** Changes the value in its place, or adds a line. Error `invalid-argument` for a key or text that cannot be written. */
  set(key: string, value: string): void {
    if (!KEY.test(key)) throw unwritable(key, 'expected a key of ASCII without blanks, quotes, = or #');
    const written = encodeValue(value, this.#encoding);
    if (written === undefined)
      throw unwritable(key, `the file's encoding ${this.#encoding} lacks a character of '${value}'`);
    const known = this.#lines.findLastIndex((line) => line.key === key.toLowerCase());
    const line = this.#lines[known];
    if (!line?.value) {
      this.#append(key, written);
      return;
    }
    const { from, to, quoted } = line.value;
    const quote = quoted ? '' : '"';
    const text = `${line.text.slice(0, from)}${quote}${written}${quote}${line.text.slice(to)}`;
    this.#lines = this.#lines.with(known, parseLine(text));
  }

  /** Removes all lines of the key. Whether there was one. */
  delete(key: string): boolean {
    const kept = this.#lines.filter((line) => line.key !== key.toLowerCase());
    const found = kept.length < this.#lines.length;
    this.#lines = kept;
    return found;
  }

  get #encoding(): string {
    const raw = this.#raw(ENCODING_KEY);
    return raw === undefined ? DEFAULT_ENCODING : decodeValue(raw, 'us-ascii');
  }

  #raw(key: string): string | undefined {
    const line = this.#lines.findLast((each) => each.key === key.toLowerCase());
    return line?.value && line.text.slice(line.value.from, line.value.to);
  }

  /** With the line end that the file uses. */
  #append(key: string, written: string): void {
    const end =
      this.#lines.map(({ text }) => END.exec(text)?.[0]).find((found) => found !== undefined) ?? '\n';
    const last = this.#lines.at(-1);
    const closed = last === undefined || END.test(last.text);
    const lines = closed ? this.#lines : this.#lines.with(-1, parseLine(`${last.text}${end}`));
    this.#lines = [...lines, parseLine(`${key} = "${written}"${end}`)];
  }
}

function parseLine(text: string): Line {
  const quoted = QUOTED.exec(text);
  const match = quoted ?? BARE.exec(text);
  if (!match) return { text };
  const [, indent = '', key = '', equals = '', value = ''] = match;
  const from = indent.length + key.length + equals.length + (quoted ? 1 : 0);
  return { text, key: key.toLowerCase(), value: { from, to: from + value.length, quoted: quoted !== null } };
}

function unwritable(key: string, why: string): GuestwrightError {
  return new GuestwrightError(`.vmx: '${key}' cannot be written: ${why}`, {
    code: 'invalid-argument',
    remedy: 'Use characters that the file can hold.',
  });
}
