/** The blocks and attributes of an HCL file; of expressions what boot commands are written with, the rest as it stands. */
import { type HclToken, hclTokens } from './hcl-tokens.ts';

/** `reference`: `var.name`. `other`: an expression that only Packer evaluates. */
export type HclValue = { readonly line: number } & (
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'template'; readonly parts: readonly HclValue[] }
  | { readonly kind: 'list'; readonly items: readonly HclValue[] }
  | { readonly kind: 'reference'; readonly path: string }
  | { readonly kind: 'other'; readonly source: string }
);

export interface HclBody {
  readonly attributes: ReadonlyMap<string, HclValue>;
  readonly blocks: readonly HclBlock[];
}

export interface HclBlock extends HclBody {
  readonly type: string;
  readonly labels: readonly string[];
}

const OPENING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Throws `invalid-argument` for a string that does not end. */
export function parseHcl(text: string, file: string): HclBody {
  return new Parser(hclTokens(text, file), file).body();
}

class Parser {
  readonly #tokens: readonly HclToken[];
  readonly #file: string;
  #at = 0;

  constructor(tokens: readonly HclToken[], file: string) {
    this.#tokens = tokens;
    this.#file = file;
  }

  /** Up to the brace that ends it, or the end. */
  body(): HclBody {
    const attributes = new Map<string, HclValue>();
    const blocks: HclBlock[] = [];
    for (let token = this.#next(); token && token.source !== '}'; token = this.#next()) {
      if (token.kind !== 'name') continue;
      const labels: string[] = [];
      while (this.#peek()?.kind === 'name' || this.#peek()?.kind === 'template')
        labels.push((this.#next()?.source ?? '').replace(/^"|"$/g, ''));
      const sign = this.#next()?.source;
      if (sign === '=') attributes.set(token.source, this.#expression());
      else if (sign === '{') blocks.push({ type: token.source, labels, ...this.body() });
    }
    return { attributes, blocks };
  }

  /** Up to the end of its line, or to what ends the list that it stands in. */
  #expression(): HclValue {
    const start = this.#at;
    const value = this.#simple();
    const next = this.#peek();
    if (value && (!next || next.kind === 'newline' || [',', ']', ')', '}'].includes(next.source)))
      return value;
    this.#at = start;
    return this.#other();
  }

  #simple(): HclValue | undefined {
    const token = this.#next();
    if (!token) return undefined;
    const { line, source } = token;
    if (token.kind === 'template') return templateValue(token.parts, line, this.#file);
    if (token.kind === 'number') return { kind: 'literal', value: Number(source), line };
    if (source === '[') return this.#list(line);
    const constant = CONSTANTS.get(source);
    if (constant !== undefined) return { kind: 'literal', value: constant, line };
    if (token.kind !== 'name') return undefined;
    let path = source;
    while (this.#peek()?.source === '.') path += `${this.#next()?.source}${this.#next()?.source ?? ''}`;
    return { kind: 'reference', path, line };
  }

  #list(line: number): HclValue {
    const items: HclValue[] = [];
    for (;;) {
      while (this.#peek()?.kind === 'newline' || this.#peek()?.source === ',') this.#next();
      const next = this.#peek();
      if (!next || next.source === ']') break;
      const before = this.#at;
      items.push(this.#expression());
      if (this.#at === before) this.#next(); // a closing bracket that belongs nowhere
    }
    this.#next();
    return { kind: 'list', items, line };
  }

  #other(): HclValue {
    const line = this.#peek()?.line ?? 0;
    const expected: string[] = [];
    const sources: string[] = [];
    for (let next = this.#peek(); next; next = this.#peek()) {
      const ends = next.kind === 'newline' || [',', ']', ')', '}'].includes(next.source);
      if (expected.length === 0 && ends) break;
      if (next.source === expected.at(-1)) expected.pop();
      const closing = next.kind === 'sign' ? OPENING[next.source] : undefined;
      if (closing !== undefined) expected.push(closing);
      sources.push(next.source);
      this.#next();
    }
    return { kind: 'other', source: sources.join(' '), line };
  }

  #peek(): HclToken | undefined {
    return this.#tokens[this.#at];
  }

  #next(): HclToken | undefined {
    return this.#tokens[this.#at++];
  }
}

function templateValue(
  parts: Extract<HclToken, { kind: 'template' }>['parts'],
  line: number,
  file: string,
): HclValue {
  const values = parts.map((part): HclValue => {
    if (typeof part === 'string') return { kind: 'literal', value: part, line };
    const inner = parseHcl(`value = ${part.source}\n`, file).attributes.get('value');
    return inner && !part.source.includes('\n')
      ? { ...inner, line }
      : { kind: 'other', source: part.source, line };
  });
  return { kind: 'template', parts: values, line };
}
