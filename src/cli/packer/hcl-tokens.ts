/** The tokens of HCL: enough of the language to find an attribute and read what it is made of (HCL Native Syntax Specification). */
import { GuestwrightError } from '../../base/errors.ts';

/** A piece of a quoted template: text, or the source of a `${...}`. */
export type TemplatePart = string | { readonly source: string };

export type HclToken = { readonly line: number /** As it stands in the file. */; readonly source: string } & (
  | { readonly kind: 'name' | 'number' | 'sign' | 'newline' }
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
);

const BLANK = /[ \t\r]+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const NAME = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const HEREDOC = /<<(-?)([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** All tokens. Throws `invalid-argument` with the line for a string that does not end. */
export function hclTokens(text: string, file: string): readonly HclToken[] {
  const tokens: HclToken[] = [];
  for (let at = 0; at < text.length; ) {
    const line = text.slice(0, at).split('\n').length;
    const blank = found(BLANK, text, at)?.[0];
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const token = readToken(text, at, line, file);
    tokens.push(token);
    at += token.source.length;
  }
  return tokens;
}

function readToken(text: string, at: number, line: number, file: string): HclToken {
  if (text[at] === '\n') return { kind: 'newline', line, source: '\n' };
  const name = found(NAME, text, at)?.[0];
  if (name !== undefined) return { kind: 'name', line, source: name };
  const number = found(NUMBER, text, at)?.[0];
  if (number !== undefined) return { kind: 'number', line, source: number };
  const heredoc = found(HEREDOC, text, at);
  if (heredoc) return readHeredoc(text, at, line, file, heredoc);
  if (text[at] !== '"') return { kind: 'sign', line, source: text[at] as string };
  const end = endOfString(text, at + 1);
  if (end === undefined) throw unended(file, line, 'string');
  const parts = templateParts(text.slice(at + 1, end), true);
  return { kind: 'template', line, source: text.slice(at, end + 1), parts };
}

function readHeredoc(
  text: string,
  at: number,
  line: number,
  file: string,
  [head, dash, word = '']: readonly string[],
): HclToken {
  const start = at + (head?.length ?? 0);
  const rest = text.slice(start);
  const end = new RegExp(`^[ \\t]*${word}[ \\t]*\\r?$`, 'mu').exec(rest);
  if (!end) throw unended(file, line, `<<${word}`);
  const lines = rest.slice(0, end.index).split('\n');
  const indents = lines.filter((each) => each.trim() !== '').map((each) => each.search(/\S/));
  const indent = dash === '-' ? Math.min(...indents) : 0;
  const body = lines.map((each) => each.slice(indent)).join('\n');
  const source = text.slice(at, start + end.index + end[0].length);
  return { kind: 'template', line, source, parts: templateParts(body, false) };
}

/** Index of the quote that ends the string; quotes within `${...}` do not. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = start; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '"') return at;
    if (text[at] === '\\') at++;
    else if (/^[$%]\{/.test(text.slice(at, at + 2)) && text[at - 1] !== text[at])
      at = endOfReference(text, at + 2);
  }
  return undefined;
}

/** Index of the brace that ends a reference. */
function endOfReference(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '}') return at;
    if (text[at] === '{') at = endOfReference(text, at + 1);
    if (text[at] === '"') at = endOfString(text, at + 1) ?? text.length;
  }
  return text.length;
}

function templateParts(body: string, escapes: boolean): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = '';
  for (let at = 0; at < body.length; at++) {
    const two = body.slice(at, at + 2);
    if (/^\$\$\{|^%%\{/.test(body.slice(at, at + 3))) {
      literal += `${body[at]}{`;
      at += 2;
    } else if (two === '${' || two === '%{') {
      const end = endOfReference(body, at + 2);
      parts.push(literal, { source: two === '${' ? body.slice(at + 2, end) : body.slice(at, end + 1) });
      literal = '';
      at = end;
    } else if (escapes && body[at] === '\\') {
      const [all = '\\', code] = /^\\(?:u([\dA-Fa-f]{4})|U[\dA-Fa-f]{8}|.)/.exec(body.slice(at)) ?? [];
      const hex = code ?? (all[1] === 'U' ? all.slice(2) : undefined);
      literal +=
        hex === undefined ? (ESCAPES[all[1] ?? ''] ?? all) : String.fromCodePoint(Number.parseInt(hex, 16));
      at += all.length - 1;
    } else literal += body[at];
  }
  return [...parts, literal].filter((part) => part !== '');
}

function found(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function unended(file: string, line: number, what: string): GuestwrightError {
  return new GuestwrightError(`${file}:${line}: ${what} does not end`, {
    code: 'invalid-argument',
    remedy: 'See that Packer itself takes the template: packer validate.',
  });
}
