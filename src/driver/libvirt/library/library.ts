/** Where libvirt's client libraries are found, and how they are had. */
import { bySystem, installCommand } from '../../../base/platform.ts';
import type { BoundLibrary } from '../../ffi/bound-library.ts';
import type { FunctionTable } from '../../ffi/function-table.ts';
import { type LibrarySpec, loadLibrary } from '../../ffi/load-library.ts';
import { LIBVIRT, LIBVIRT_QEMU } from './functions.ts';

export const PACKAGES = { apt: 'libvirt0', brew: 'libvirt' } as const;

function places(name: string): readonly string[] {
  const mac = [`/opt/homebrew/lib/lib${name}.0.dylib`, `/usr/local/lib/lib${name}.0.dylib`];
  return bySystem({ linux: [`lib${name}.so.0`], macos: mac, windows: [`lib${name}-0.dll`] });
}

function spec<Table extends FunctionTable>(
  product: string,
  functions: Table,
  file: string,
  environment: string,
) {
  const remedy = `Install libvirt's client library: ${installCommand(PACKAGES)}.`;
  return { product, functions, environment, places: places(file), remedy } satisfies LibrarySpec<Table>;
}

/** `path`: what the user named. Error `not-installed`. */
export async function loadLibvirt(path?: string): Promise<BoundLibrary<typeof LIBVIRT>> {
  return await loadLibrary(spec('libvirt', LIBVIRT, 'virt', 'GUESTWRIGHT_LIBVIRT_LIBRARY'), path);
}

/** The part that talks to QEMU's monitor and its guest's agent. Error `not-installed`. */
export async function loadLibvirtQemu(): Promise<BoundLibrary<typeof LIBVIRT_QEMU>> {
  return await loadLibrary(
    spec("libvirt's QEMU part", LIBVIRT_QEMU, 'virt-qemu', 'GUESTWRIGHT_LIBVIRT_QEMU_LIBRARY'),
  );
}
