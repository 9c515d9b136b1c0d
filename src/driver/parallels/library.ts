/** Where the Parallels SDK's library is, and how it is loaded. */
import { bySystem } from '../../base/platform.ts';
import type { BoundLibrary } from '../ffi/bound-library.ts';
import { type LibrarySpec, loadLibrary } from '../ffi/load-library.ts';
import { OPTIONAL_FUNCTIONS, PRL_FUNCTIONS, type PrlFunctions } from './abi/functions.ts';

export type PrlLibrary = BoundLibrary<PrlFunctions>;

const SPEC: LibrarySpec<PrlFunctions> = {
  product: 'Parallels Virtualization SDK',
  functions: PRL_FUNCTIONS,
  optional: OPTIONAL_FUNCTIONS,
  environment: 'PARALLELS_LIBRARY',
  places: bySystem({
    linux: ['/usr/lib64/libprl_sdk.so.*', '/usr/lib/libprl_sdk.so.*', 'libprl_sdk.so.9', 'libprl_sdk.so'],
    macos: [
      '/Applications/Parallels Desktop.app/Contents/Frameworks/ParallelsVirtualizationSDK.framework/Versions/*/libprl_sdk.*.dylib',
      '/Library/Frameworks/ParallelsVirtualizationSDK.framework/Versions/*/libprl_sdk.*.dylib',
      '/Library/Frameworks/ParallelsVirtualizationSDK.framework/libprl_sdk.dylib',
    ],
    windows: ['prl_sdk.dll'],
  }),
  remedy: 'Install Parallels Desktop (Pro or Business edition), Virtuozzo, or its Virtualization SDK.',
};

/** `path`: what the user named. Error `not-installed` tells of all that was tried. */
export async function loadPrlLibrary(path: string | undefined): Promise<PrlLibrary> {
  return await loadLibrary(SPEC, path);
}
