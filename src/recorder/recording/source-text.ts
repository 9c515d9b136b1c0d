/** Pieces of TypeScript as this project's formatter writes them. */

/** Columns of a line. */
export const LINE_WIDTH = 110;
export const INDENT = '  ';

/** Characters that take two columns. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/gu;

/** Columns that `source` takes. */
export function widthOf(source: string): number {
  return [...source].length + (source.match(WIDE)?.length ?? 0);
}

/** Something to be written as it is, where a value would be quoted. */
export class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A call of a function, broken into a line for each argument where it does not fit. */
export class CallCode extends Code {
  readonly #name: string;
  readonly #args: readonly unknown[];

  constructor(name: string, args: readonly unknown[]) {
    super(`${name}(${args.map(inline).join(', ')})`);
    this.#name = name;
    this.#args = args;
  }

  broken(depth: number): string {
    const lines = this.#args.map((each) => `${INDENT.repeat(depth + 1)}${inline(each)},\n`);
    return `${this.#name}(\n${lines.join('')}${INDENT.repeat(depth)})`;
  }
}

/** A string literal: single quotes, unless double ones save escapes. */
export function quoted(text: string): string {
  const quote = text.split("'").length > text.split('"').length ? '"' : "'";
  let body = '';
  for (const character of text) {
    if (character === quote || character === '\\') body += `\\${character}`;
    else if (character === '\n') body += '\\n';
    else if (character === '\t') body += '\\t';
    else if (character === '\r') body += '\\r';
    else if (/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(character)) body += escaped(character);
    else body += character;
  }
  return `${quote}${body}${quote}`;
}

/** A value of JSON, or with pieces of code in it, on one line. */
export function inline(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, each]) => each !== undefined);
    if (fields.length === 0) return '{}';
    return `{ ${fields.map(([name, each]) => `${keyOf(name)}: ${inline(each)}`).join(', ')} }`;
  }
  return String(value);
}

/** The same, broken into lines where it does not fit; `column` is where it begins, `depth` that line's indentation. */
export function literal(value: unknown, column: number, depth: number): string {
  const line = inline(value);
  if (column + widthOf(line) < LINE_WIDTH) return line; // a comma or semicolon follows
  if (value instanceof CallCode) return value.broken(depth);
  if (typeof value !== 'object' || value === null || value instanceof Code) return line;
  return Array.isArray(value) ? expandedList(value, depth) : expandedObject(value, depth);
}

/** An object with a line for each field. */
export function expandedObject(value: object, depth: number): string {
  const inner = INDENT.repeat(depth + 1);
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  const lines = fields.map(([name, each]) => {
    const head = `${inner}${keyOf(name)}: `;
    return `${head}${literal(each, head.length, depth + 1)},\n`;
  });
  return `{\n${lines.join('')}${INDENT.repeat(depth)}}`;
}

function expandedList(values: readonly unknown[], depth: number): string {
  const inner = INDENT.repeat(depth + 1);
  const lines = values.map((each) => `${inner}${literal(each, inner.length, depth + 1)},\n`);
  return `[\n${lines.join('')}${INDENT.repeat(depth)}]`;
}

function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
