/** The tests' C library as the layer under test sees it. */
import type { FunctionTable } from '../../../../src/driver/ffi/function-table.ts';
import type { LibrarySpec } from '../../../../src/driver/ffi/load-library.ts';

export const TINY_FUNCTIONS = {
  tiny_i8: { returns: 'i8', takes: ['i8'] },
  tiny_u8: { returns: 'u8', takes: ['u8'] },
  tiny_i32: { returns: 'i32', takes: ['i32'] },
  tiny_u32: { returns: 'u32', takes: ['u32'] },
  tiny_i64: { returns: 'i64', takes: ['i64'] },
  tiny_u64: { returns: 'u64', takes: ['u64'] },
  tiny_f64: { returns: 'f64', takes: ['f64'] },
  tiny_handle: { returns: 'handle', takes: ['handle'] },
  tiny_text: { returns: 'text', takes: ['text'] },
  tiny_bool8: { returns: 'bool8', takes: ['bool8'] },
  tiny_bool32: { returns: 'bool32', takes: ['bool32'] },
  tiny_outs: { returns: 'void', takes: ['i8*', 'u32*', 'u64*', 'handle*', 'bool8*', 'pointer*'] },
  tiny_words: { returns: 'i32', takes: ['bytes', 'u32*'] },
  tiny_variadic: { returns: 'i32', takes: ['i32'], variadic: true },
  tiny_only_named: { symbol: 'tiny_variadic', returns: 'i32', takes: ['i32'] },
  tiny_block: { returns: 'i32', takes: ['u32'] },
  tiny_call_back: { returns: 'i32', takes: ['callback', 'handle'] },
} as const satisfies FunctionTable;

export function tinySpec(
  more: Partial<LibrarySpec<typeof TINY_FUNCTIONS>> = {},
): LibrarySpec<typeof TINY_FUNCTIONS> {
  return {
    product: 'Tiny',
    functions: TINY_FUNCTIONS,
    environment: 'TINY_LIBRARY',
    places: [],
    remedy: 'Compile it.',
    ...more,
  };
}
