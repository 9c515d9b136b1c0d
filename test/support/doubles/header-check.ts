/** Holds tables of a driver's functions and values against C headers: the compiler says where they differ. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a table says of a function: our names of C types (src/driver/ffi/types.ts), in the order of its prototype. */
export interface TableFunction {
  readonly returns: string;
  readonly takes: readonly string[];
  readonly symbol?: string;
  readonly variadic?: true;
}

export interface Headers {
  /** Given to the compiler, such as `-I FOLDER`. */
  readonly flags: readonly string[];
  /** Names as behind `#include`. */
  readonly include: readonly string[];
}

interface Prototype {
  readonly returns: string;
  readonly takes: readonly string[];
  readonly variadic: boolean;
}

/** What each of our types demands of the C type T. */
const DEMANDS: Readonly<Record<string, string>> = {
  void: 'SAME(T, void)',
  i8: 'INTEGER(T, 1) && SIGNED(T)',
  u8: 'INTEGER(T, 1) && !SIGNED(T)',
  i32: 'INTEGER(T, 4) && SIGNED(T)',
  u32: 'INTEGER(T, 4) && !SIGNED(T)',
  enum32: 'INTEGER(T, 4)',
  i64: 'INTEGER(T, 8) && SIGNED(T)',
  u64: 'INTEGER(T, 8) && !SIGNED(T)',
  f64: 'SAME(T, double)',
  bool8: 'INTEGER(T, 1)',
  bool32: 'INTEGER(T, 4) && !SIGNED(T)',
  handle: 'sizeof(T) == sizeof(void *)',
  pointer: 'POINTER(T)',
  callback: 'POINTER(T)',
  bytes: 'POINTER(T)',
  text: 'POINTER(T) && (SAME(T, char *) || SAME(T, const char *))',
  fd: 'INTEGER(T, 4) && SIGNED(T)',
};

const MACROS = `
#define SAME(T, U) __builtin_types_compatible_p(__typeof__(T), __typeof__(U))
/* 5: GCC's class of pointers. */
#define POINTER(T) (__builtin_classify_type(*(__typeof__(T) *)0) == 5)
#define INTEGER(T, size) (!POINTER(T) && !SAME(T, double) && sizeof(__typeof__(T)) == (size))
#define SIGNED(T) ((__typeof__(T))-1 < (__typeof__(T))1)
#define TARGET(T) __typeof__(*(__typeof__(T))0)
`;

/** Each difference as a sentence; functions that the headers do not declare are in `missing`. */
export async function compareFunctions(
  table: Readonly<Record<string, TableFunction>>,
  headers: Headers,
  folder: string,
): Promise<{ readonly differences: readonly string[]; readonly missing: readonly string[] }> {
  const declared = await prototypes(headers, folder);
  const checks: string[] = [];
  const missing: string[] = [];
  const differences: string[] = [];
  for (const [entry, { returns, takes, symbol = entry, variadic = false }] of Object.entries(table)) {
    const prototype = declared.get(symbol);
    if (!prototype) {
      missing.push(symbol);
      continue;
    }
    // A function with an ellipsis may be declared without it to call it with its named parameters only.
    if ((variadic && !prototype.variadic) || prototype.takes.length !== takes.length) {
      const count = `${prototype.takes.length}${prototype.variadic ? ' and more' : ''}`;
      differences.push(`${symbol}: the header has ${count} parameters, the table ${takes.length}`);
      continue;
    }
    checks.push(demand(prototype.returns, returns, `${symbol}: what it returns`));
    for (const [index, type] of takes.entries())
      checks.push(demand(prototype.takes[index] as string, type, `${symbol}: parameter ${index + 1}`));
  }
  return { missing, differences: [...differences, ...(await failures(checks, headers, folder))] };
}

/** Values by the headers' names; the signs of 32-bit values do not count. */
export async function compareValues(
  values: Readonly<Record<string, number>>,
  headers: Headers,
  folder: string,
): Promise<readonly string[]> {
  const checks = Object.entries(values).map(
    ([name, value]) =>
      `_Static_assert((unsigned)(${name}) == ${value >>> 0}u, "${name}: the table has ${value}");`,
  );
  return await failures(checks, headers, folder);
}

function demand(type: string, ours: string, what: string): string {
  const target = ours.endsWith('*') ? ours.slice(0, -1) : undefined;
  const [rule, subject] =
    target === undefined ? [DEMANDS[ours], `__typeof__(${type})`] : [DEMANDS[target], `TARGET(${type})`];
  if (rule === undefined) throw new Error(`no demands for the type '${ours}'`);
  const condition = rule.replaceAll(/\bT\b/g, subject);
  const pointer = target === undefined ? '' : `POINTER(__typeof__(${type})) && `;
  return `_Static_assert(${pointer}${condition}, "${what}: the table has ${ours}, the header ${type}");`;
}

/** All functions that the headers declare, by name. */
async function prototypes(headers: Headers, folder: string): Promise<ReadonlyMap<string, Prototype>> {
  const declarations = join(folder, 'declarations.txt');
  await compile(includes(headers), folder, [...headers.flags, '-aux-info', declarations]);
  const found = new Map<string, Prototype>();
  for (const line of (await readFile(declarations, 'utf8')).split('\n')) {
    const [, returns, name, list] = /^\/\*.*?\*\/ extern (.*?)(\w+) \((.*)\);/.exec(line) ?? [];
    if (returns === undefined || name === undefined || list === undefined) continue;
    const all = list === 'void' ? [] : topLevel(list);
    const takes = all.filter((type) => type !== '...');
    found.set(name, { returns, takes, variadic: takes.length < all.length });
  }
  return found;
}

/** Splits at the commas that are in no parentheses. */
function topLevel(list: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const character of list) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

/** What the static assertions that fail say, and any other complaint of the compiler. */
async function failures(
  checks: readonly string[],
  headers: Headers,
  folder: string,
): Promise<readonly string[]> {
  const source = `${includes(headers)}${MACROS}${checks.join('\n')}\n`;
  const errors = await compile(source, folder, headers.flags).then(
    () => '',
    ({ stderr }: { stderr: string }) => stderr,
  );
  const lines = errors.split('\n').filter((line) => /\berror:/.test(line));
  return lines.map((line) => /static assertion failed: "(.*)"/.exec(line)?.[1] ?? line);
}

function includes({ include }: Headers): string {
  return include.map((name) => `#include <${name}>\n`).join('');
}

async function compile(source: string, folder: string, flags: readonly string[]): Promise<void> {
  const path = join(folder, 'check.c');
  await writeFile(path, source);
  await promisify(execFile)('cc', ['-std=gnu11', '-w', '-fmax-errors=0', '-fsyntax-only', ...flags, path], {
    maxBuffer: 2 ** 26,
  });
}
