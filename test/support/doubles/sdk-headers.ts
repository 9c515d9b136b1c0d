/** Headers to hold tables against: the doubles' own, always, and real ones where the environment names their folders. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Headers } from './header-check.ts';

const DOUBLES = join(import.meta.dirname, '../../../testbeds/doubles');

/** Those of Parallels' set that declare what drivers use; later ones bring in what they need. */
const PARALLELS_FILES = [
  'Parallels.h',
  'PrlApi.h',
  'PrlApiCore.h',
  'PrlApiDisp.h',
  'PrlApiVm.h',
  'PrlApiDeprecated.h',
  'PrlPorts.h',
];
/** The SDK's headers want to be told the system. */
const SYSTEM = process.platform === 'darwin' ? '-D_MAC_' : '-D_LIN_';

/** The double's own types and prototypes, of one flavour, as if they were the SDK's. */
export function parallelsDouble(flavour: 'desktop' | 'server'): Headers {
  const flags = ['-I', join(DOUBLES, 'parallels'), ...(flavour === 'server' ? ['-DVIRTUOZZO'] : [])];
  return { flags, include: ['prl.h'] };
}

/** Of the folder that PARALLELS_HEADERS names; undefined where it is not set. */
export function realParallels(): (Headers & { readonly flavour: 'desktop' | 'server' }) | undefined {
  const folder = process.env.PARALLELS_HEADERS;
  if (!folder) return undefined;
  const include = PARALLELS_FILES.filter((name) => existsSync(join(folder, name)));
  if (include.length === 0) {
    throw new Error(
      `PARALLELS_HEADERS: none of ${PARALLELS_FILES.join(', ')} in '${folder}' (${readdirSync(folder).length} files)`,
    );
  }
  const server = include.some((name) =>
    readFileSync(join(folder, name), 'utf8').includes('PrlVm_CaptureScreen'),
  );
  return { flags: ['-I', folder, SYSTEM], include, flavour: server ? 'server' : 'desktop' };
}

/** The VIX double's own types, prototypes and values, written into `folder` as a header. */
export async function vixDouble(folder: string): Promise<Headers> {
  const lines = [
    ...['types.h', 'prototypes.h', 'constants.h', 'errors.h'].map((name) => `#include "${name}"`),
    '#define E_(name, value) name = value,',
    '#define P_(name, value, type) name = value,',
    'enum { VIX_VALUES(E_) VIX_PROPERTIES(P_) VIX_OLDER_ERRORS(E_) VIX_NEWER_ERRORS(E_) };',
  ];
  await writeFile(join(folder, 'vix.h'), lines.join('\n'));
  return { flags: ['-I', folder, '-I', join(DOUBLES, 'vix')], include: ['vix.h'] };
}

/** Of the folder that VIX_HEADERS names; undefined where it is not set. */
export function realVix(): Headers | undefined {
  const folder = process.env.VIX_HEADERS;
  return folder ? { flags: ['-I', folder], include: ['vix.h'] } : undefined;
}
