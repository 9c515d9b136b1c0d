/** Tables of a library's functions as plain data; what calls take and give follows from them. */
import type { Argument, ParameterType, ValueType, ValueTypes } from './types.ts';

/** One function, in the order of its C prototype. */
export interface FunctionShape {
  readonly returns: ValueType;
  readonly takes: readonly ParameterType[];
  /** Where it differs from the entry's name: one symbol may be declared in several ways. */
  readonly symbol?: string;
  /** Ends with an ellipsis in C: called by `callVariadic` only, as such a call cannot be asynchronous. */
  readonly variadic?: true;
}

/** By the names under which they are called. Written `as const satisfies FunctionTable`. */
export type FunctionTable = Readonly<Record<string, FunctionShape>>;

/** A function that a library calls back. */
export interface CallbackShape {
  readonly returns: ValueType;
  readonly takes: readonly ValueType[];
}

/** What is handed over for each of several parameters. */
export type Arguments<T extends readonly ParameterType[]> = {
  [Index in keyof T]: Argument<T[Index]>;
};

export type ArgumentsOf<F extends FunctionShape> = Arguments<F['takes']>;

export type ResultOf<F extends FunctionShape> = ValueTypes[F['returns']];

export type Values<T extends readonly ValueType[]> = { [Index in keyof T]: ValueTypes[T[Index]] };

export type CallbackOf<F extends CallbackShape> = (...values: Values<F['takes']>) => ValueTypes[F['returns']];

/** One argument behind the ellipsis: its type and what is handed over. */
export type VariadicArgument = {
  [T in ParameterType]: readonly [type: T, value: Argument<T>];
}[ParameterType];
