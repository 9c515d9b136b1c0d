/** koffi, which calls C libraries: an optional dependency, loaded when a driver first needs it. */
import { GuestwrightError, messageOf } from '../../base/errors.ts';

/** As much of koffi as we use. */
export interface Koffi {
  load(path: string | null, options?: { readonly deep?: boolean }): KoffiLibrary;
  proto(result: string, parameters: readonly string[]): KoffiType;
  pointer(type: KoffiType): KoffiType;
  register(callback: (...values: unknown[]) => unknown, type: KoffiType): bigint;
  unregister(callback: bigint): void;
  decode(pointer: bigint, type: string, length?: number): unknown;
  view(pointer: bigint, length: number): ArrayBuffer;
}

export interface KoffiLibrary {
  func(name: string, result: string, parameters: readonly string[]): KoffiFunction;
}

export interface KoffiFunction {
  (...values: unknown[]): unknown;
  async(...valuesAndDone: unknown[]): void;
}

export type KoffiType = { readonly __koffiType: never };

let loading: Promise<Koffi> | undefined;

/** Error `not-installed` where it is not there: npm leaves optional dependencies out where they do not install. */
export async function loadKoffi(): Promise<Koffi> {
  loading ??= importKoffi(() => import('koffi'));
  return await loading;
}

/** The same by another import. */
export async function importKoffi(load: () => Promise<{ readonly default: unknown }>): Promise<Koffi> {
  try {
    return (await load()).default as Koffi;
  } catch (cause) {
    throw new GuestwrightError("the package 'koffi', which calls C libraries, cannot be loaded", {
      code: 'not-installed',
      cause,
      output: messageOf(cause),
      remedy: 'Install it: npm install koffi',
    });
  }
}
