/** Finds and loads libvixAllProducts, the library that picks the one of the product that is installed. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { bySystem } from '../../../base/platform.ts';
import { type LibrarySpec, loadLibrary } from '../../ffi/load-library.ts';
import { VmxFile } from '../vmx/vmx-file.ts';
import { OPTIONAL_FUNCTIONS, VIX_FUNCTIONS, type VixFunctions } from './functions.ts';
import type { VixLibrary } from './vix.ts';

export const LIBRARY_VARIABLE = 'GUESTWRIGHT_VIX_LIBRARY';

/** VMware's installer writes there where it put things. */
const VMWARE_CONFIG = '/etc/vmware/config';
const LINUX_NAME = 'libvixAllProducts.so';

/** `path`: what the user named, tried alone. Error `not-installed` with what was tried. */
export async function loadVix(path?: string): Promise<VixLibrary> {
  const spec: LibrarySpec<VixFunctions> = {
    product: 'VMware VIX',
    functions: VIX_FUNCTIONS,
    optional: OPTIONAL_FUNCTIONS,
    environment: LIBRARY_VARIABLE,
    places: places(),
    remedy: 'It comes with VMware Workstation and Fusion (their component "VIX" or "vmware-vix-core").',
  };
  return await loadLibrary(spec, path);
}

function places(): readonly string[] {
  const windows = 'C:\\Program Files (x86)\\VMware\\VMware VIX';
  return bySystem({
    linux: [
      ...configuredPlaces(),
      '/usr/lib/vmware-vix/libvixAllProducts.so',
      '/usr/lib/libvixAllProducts.so',
      '/usr/local/lib/vmware-vix/libvixAllProducts.so',
      '/usr/local/lib/libvixAllProducts.so',
      LINUX_NAME,
    ],
    macos: [
      '/Applications/VMware Fusion.app/Contents/Public/libvixAllProducts.dylib',
      join(homedir(), 'Applications/VMware Fusion.app/Contents/Public/libvixAllProducts.dylib'),
    ],
    windows: [
      `${windows}\\Vix64AllProductsDyn.dll`,
      `${windows}\\VixAllProductsDyn.dll`,
      'Vix64AllProductsDyn.dll',
    ],
  });
}

function configuredPlaces(): readonly string[] {
  if (!existsSync(VMWARE_CONFIG)) return [];
  try {
    const folder = VmxFile.parse(readFileSync(VMWARE_CONFIG)).get('vix.libdir');
    return folder ? [join(folder, LINUX_NAME), join(folder, 'lib', LINUX_NAME)] : [];
  } catch {
    return []; // not for us to read
  }
}
