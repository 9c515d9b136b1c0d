/** Finds and loads a C library: a named path, the environment, or the usual places; says what was tried, and why not. */
import { existsSync } from 'node:fs';
import { GuestwrightError, messageOf } from '../../base/errors.ts';
import { bindsDeep } from '../../base/platform.ts';
import { architecturesOf } from './binary-format.ts';
import { BoundLibrary } from './bound-library.ts';
import type { FunctionShape, FunctionTable } from './function-table.ts';
import { type Koffi, type KoffiFunction, type KoffiLibrary, loadKoffi } from './koffi.ts';
import { expandPlace } from './library-places.ts';
import { nativeName } from './types.ts';

export interface LibrarySpec<Table extends FunctionTable> {
  /** For messages, such as 'Parallels Virtualization SDK'. */
  readonly product: string;
  readonly functions: Table;
  /** Functions that a usable library may lack; `has` tells. */
  readonly optional?: readonly (keyof Table & string)[];
  /** The environment variable that names the library's path. */
  readonly environment: string;
  /**
   * Usual paths on this system, tried in order. A segment may have a `*`, tried newest first; a name without a slash is
   * left to the system's loader.
   */
  readonly places: readonly string[];
  /** How a user gets it: one sentence. */
  readonly remedy: string;
  /** Why a library that has all functions is of no use, such as its version; undefined if it is. Run once after loading. */
  readonly check?: (library: BoundLibrary<Table>) => Promise<string | undefined>;
}

/** Why a candidate was not taken. */
export type RefusedBecause =
  | 'missing'
  | 'wrong-architecture'
  | 'not-a-library'
  | 'unloadable'
  | 'symbol-missing'
  | 'too-old';

export interface Tried {
  readonly path: string;
  readonly because: RefusedBecause;
  /** For people. */
  readonly reason: string;
}

/** Libraries stay loaded: their threads may outlive the last of us who uses them. By product and path. */
const loaded = new Map<string, BoundLibrary<FunctionTable>>();

/** `path`: what the user named, tried alone. Error `not-installed`, `details.tried` tells of each candidate. */
export async function loadLibrary<Table extends FunctionTable>(
  spec: LibrarySpec<Table>,
  path?: string,
): Promise<BoundLibrary<Table>> {
  const koffi = await loadKoffi();
  const named = path ?? (process.env[spec.environment] || undefined);
  const places = named === undefined ? spec.places : [named];
  const candidates = (await Promise.all(places.map(expandPlace))).flat();
  const tried: Tried[] = [];
  for (const candidate of candidates) {
    const key = `${spec.product}\0${candidate}`;
    const known = loaded.get(key);
    if (known) return known as unknown as BoundLibrary<Table>;
    const found = await tryCandidate(koffi, spec, candidate);
    if (found instanceof BoundLibrary) {
      loaded.set(key, found as unknown as BoundLibrary<FunctionTable>);
      return found;
    }
    tried.push(found);
  }
  throw notFound(spec, tried);
}

async function tryCandidate<Table extends FunctionTable>(
  koffi: Koffi,
  spec: LibrarySpec<Table>,
  path: string,
): Promise<BoundLibrary<Table> | Tried> {
  if (/[\\/]/.test(path)) {
    const refused = await lookAt(path);
    if (refused) return refused;
  }
  let library: KoffiLibrary;
  try {
    // Its own OpenSSL and zlib come before those that are linked into node.
    library = koffi.load(path, { deep: bindsDeep() });
  } catch (cause) {
    const reason = messageOf(cause).replace(/^Failed to load shared library: /, '');
    return { path, because: isAbsence(path, reason) ? 'missing' : 'unloadable', reason };
  }
  const { functions, absent } = bind(library, spec.functions);
  const lacking = absent.filter((name) => !spec.optional?.includes(name));
  if (lacking.length > 0) {
    const names = lacking.map((name) => spec.functions[name]?.symbol ?? name).join(', ');
    return { path, because: 'symbol-missing', reason: `it lacks ${names}` };
  }
  const facts = { path, product: spec.product, table: spec.functions };
  const bound = new BoundLibrary(facts, koffi, functions);
  const tooOld = await spec.check?.(bound);
  return tooOld === undefined ? bound : { path, because: 'too-old', reason: tooOld };
}

async function lookAt(path: string): Promise<Tried | undefined> {
  if (!existsSync(path)) return { path, because: 'missing', reason: 'there is no such file' };
  const architectures = await architecturesOf(path);
  if (architectures?.length === 0) return { path, because: 'not-a-library', reason: 'it is not a library' };
  if (architectures === undefined || architectures.includes(process.arch)) return undefined;
  const reason = `it is built for ${architectures.join(' and ')}, this Node for ${process.arch}`;
  return { path, because: 'wrong-architecture', reason };
}

function bind<Table extends FunctionTable>(
  library: KoffiLibrary,
  table: Table,
): { functions: Map<string, KoffiFunction>; absent: (keyof Table & string)[] } {
  const functions = new Map<string, KoffiFunction>();
  const absent: (keyof Table & string)[] = [];
  for (const [name, shape] of Object.entries<FunctionShape>(table)) {
    const parameters = [...shape.takes.map(nativeName), ...(shape.variadic ? ['...'] : [])];
    try {
      functions.set(name, library.func(shape.symbol ?? name, nativeName(shape.returns), parameters));
    } catch {
      absent.push(name);
    }
  }
  return { functions, absent };
}

/** A name that the system's loader did not find. */
function isAbsence(path: string, reason: string): boolean {
  return !/[\\/]/.test(path) && /no such file|cannot open|not found/i.test(reason);
}

function notFound<Table extends FunctionTable>(
  { product, environment, remedy }: LibrarySpec<Table>,
  tried: readonly Tried[],
): GuestwrightError {
  const [only] = tried;
  const summary =
    tried.length === 1 && only
      ? `${product}: '${only.path}' cannot be used: ${only.reason}`
      : `${product}: no library that can be used was found`;
  return new GuestwrightError(summary, {
    code: 'not-installed',
    remedy: `${remedy} Another place can be named by the option 'library' or by ${environment}.`,
    ...(tried.length > 1 && { output: tried.map(({ path, reason }) => `  ${path}: ${reason}`).join('\n') }),
    details: { tried },
  });
}
