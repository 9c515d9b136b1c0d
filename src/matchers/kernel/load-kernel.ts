/** The kernel's WebAssembly module, compiled when the first search wants it. */
import { KERNEL } from './kernel.generated.ts';
import { type WasmMemory, wasm } from './wasm.ts';

/** The kernel's functions; places in its memory are byte offsets. See `assembly/` for what they do. */
export interface Kernel {
  readonly memory: WasmMemory;
  makePlane(request: number, pixels: number, from: number, to: number): void;
  scan(request: number): number;
  settle(area: number, candidates: number, count: number): number;
  fits(area: number, x: number, y: number): number;
  countUnequal(area: number, x: number, y: number): number;
  takeCells(row: number): void;
}

let compiled: object | undefined | 'not yet' = 'not yet';

/** GUESTWRIGHT_SIMD=0 in the environment asks for plain TypeScript. */
export function isKernelWanted(): boolean {
  return process.env.GUESTWRIGHT_SIMD !== '0';
}

/** A kernel with memory of its own; undefined where WebAssembly has no SIMD. */
export function loadKernel(): Kernel | undefined {
  if (compiled === 'not yet') compiled = compile();
  if (!compiled) return undefined;
  const memory = new wasm.Memory({ initial: 1 });
  const { exports } = new wasm.Instance(compiled, { env: { memory } });
  return { ...(exports as Omit<Kernel, 'memory'>), memory };
}

function compile(): object | undefined {
  const bytes = Buffer.from(KERNEL, 'base64');
  return wasm.validate(bytes) ? new wasm.Module(bytes) : undefined;
}
