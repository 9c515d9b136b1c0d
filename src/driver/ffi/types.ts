/** The C types that cross into a library, what they are in TypeScript, and how values are made and read. */

import { bySystem } from '../../base/platform.ts';

/** One value of each C type, by our name of the type. Integers that 53 bits cannot hold are bigints, always. */
export interface ValueTypes {
  void: undefined;
  i8: number;
  u8: number;
  i32: number;
  u32: number;
  /** An enumeration of C: 32 bits; bit 31 may be in use. */
  enum32: number;
  i64: bigint;
  u64: bigint;
  f64: number;
  /** C's `char` as a truth value. */
  bool8: boolean;
  /** C's `unsigned int` as a truth value. */
  bool32: boolean;
  /** An opaque pointer-sized value; 0n is none. */
  handle: bigint;
  /** An address of memory that is not ours; 0n is null. */
  pointer: bigint;
  /** NUL-terminated UTF-8, copied in both directions. */
  text: string | null;
  /** A file descriptor; on Windows a HANDLE, as wide as a pointer. */
  fd: number;
}

export type ValueType = keyof ValueTypes;
/** What a parameter may be: a value, the address of one, bytes of ours (structures too), or a registered callback. */
export type ParameterType =
  | Exclude<ValueType, 'void'>
  | `${Exclude<ValueType, 'void'>}*`
  | 'bytes'
  | 'callback';

/** What is handed over for a parameter. */
export type Argument<T extends ParameterType> = T extends ValueType
  ? ValueTypes[T]
  : T extends `${infer Value extends Exclude<ValueType, 'void'>}*`
    ? Out<Value> | null
    : T extends 'bytes'
      ? Uint8Array | null
      : bigint | null;

/** koffi's names. Pointers to values and bytes are plain memory of ours. */
const C_NAMES: Readonly<Record<ValueType, string>> = {
  void: 'void',
  i8: 'int8',
  u8: 'uint8',
  i32: 'int32',
  u32: 'uint32',
  enum32: 'uint32',
  i64: 'int64',
  u64: 'uint64',
  f64: 'double',
  bool8: 'int8',
  bool32: 'uint32',
  handle: 'uintptr_t',
  pointer: 'void *',
  text: 'str',
  fd: bySystem({ linux: 'int32', macos: 'int32', windows: 'uintptr_t' }),
};

/** The name by which koffi knows a type. */
export function nativeName(type: ParameterType | 'void'): string {
  return Object.hasOwn(C_NAMES, type) ? C_NAMES[type as ValueType] : 'void *';
}

/** An argument as koffi takes it. */
export function toNative(value: unknown): unknown {
  if (value instanceof Out) return value.memory;
  return typeof value === 'boolean' ? Number(value) : value;
}

/** A result as koffi gives it: 64-bit integers come as numbers or bigints there, depending on their value. */
export function fromNative<T extends ValueType>(type: T, value: unknown): ValueTypes[T] {
  return convert(type, value) as ValueTypes[T];
}

function convert(type: ValueType, value: unknown): ValueTypes[ValueType] {
  switch (type) {
    case 'void':
      return undefined;
    case 'i64':
    case 'u64':
    case 'handle':
    case 'pointer':
      return value === null || value === undefined ? 0n : BigInt(value as number | bigint);
    case 'bool8':
    case 'bool32':
      return value !== 0;
    case 'text':
      return value as string | null;
    default:
      return value as number;
  }
}

/** Room for the largest value, 8 bytes; zeroed, as libraries may write less than they own. */
const ROOM = 8;

/** Memory for one value that a function writes through a pointer: `const count = new Out('u32')`. */
export class Out<T extends Exclude<ValueType, 'void'>> {
  readonly type: T;
  readonly memory = new Uint8Array(new ArrayBuffer(ROOM));

  /** `initial`: what the function reads there, such as the size of a buffer. */
  constructor(type: T, initial?: ValueTypes[T]) {
    this.type = type;
    if (initial !== undefined) this.value = initial;
  }

  get value(): ValueTypes[T] {
    return readValue(this.type, new DataView(this.memory.buffer)) as ValueTypes[T];
  }

  set value(value: ValueTypes[T]) {
    writeValue(this.type, new DataView(this.memory.buffer), value);
  }
}

/** All platforms that we run on are little-endian. */
const LITTLE = true;

function readValue(type: ValueType, view: DataView): unknown {
  switch (type) {
    case 'i8':
      return view.getInt8(0);
    case 'u8':
      return view.getUint8(0);
    case 'bool8':
      return view.getInt8(0) !== 0;
    case 'i32':
      return view.getInt32(0, LITTLE);
    case 'bool32':
      return view.getUint32(0, LITTLE) !== 0;
    case 'i64':
      return view.getBigInt64(0, LITTLE);
    case 'u64':
    case 'handle':
    case 'pointer':
      return view.getBigUint64(0, LITTLE);
    case 'f64':
      return view.getFloat64(0, LITTLE);
    case 'text':
      throw new TypeError("ffi: a text that a function hands out is a 'pointer*', read by readText()");
    default:
      return view.getUint32(0, LITTLE);
  }
}

function writeValue(type: ValueType, view: DataView, value: unknown): void {
  switch (type) {
    case 'i64':
      view.setBigInt64(0, value as bigint, LITTLE);
      break;
    case 'u64':
    case 'handle':
    case 'pointer':
      view.setBigUint64(0, value as bigint, LITTLE);
      break;
    case 'f64':
      view.setFloat64(0, value as number, LITTLE);
      break;
    default:
      view.setUint32(0, Number(value) >>> 0, LITTLE);
  }
}
