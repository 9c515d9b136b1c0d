/** The shared hosts that a Playwright config names, for `guestwright hosts`. */
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createJiti } from 'jiti';
import { GuestwrightError, messageOf } from '../base/errors.ts';
import { type HostEntry, readHostEntries } from '../driver/hosts/host-entry.ts';
import { usageError } from './arguments.ts';

export interface ConfiguredHost {
  readonly entry: HostEntry;
  /** The driver's name, and what else it connects with. */
  readonly driver: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** What relative paths in the options are taken from. */
  readonly baseFolder: string;
}

/** As Playwright looks for them. */
const CONFIG_NAMES = ['ts', 'js', 'mts', 'mjs', 'cts', 'cjs'].map((ending) => `playwright.config.${ending}`);

/** What `use` of a config or of a project may say. */
interface Use {
  readonly driver?: string | ({ readonly name: string } & Readonly<Record<string, unknown>>);
  readonly hosts?: unknown;
}

/**
 * Each host once, by its URI, of the config and all of its projects. `file`: the config; default: Playwright's usual
 * names in `cwd`. Errors: a usage error without a config, `invalid-argument` for hosts that are wrong.
 */
export async function loadHosts(file: string | undefined, cwd: string): Promise<readonly ConfiguredHost[]> {
  const path = await findConfig(file, cwd);
  const config = await importConfig(path);
  const shared = config.use ?? {};
  const uses = [shared, ...(config.projects ?? []).map(({ use }) => ({ ...shared, ...use }))];
  const found = new Map<string, ConfiguredHost>();
  for (const { hosts, driver = 'libvirt' } of uses) {
    const { name, ...options } = typeof driver === 'string' ? { name: driver } : driver;
    for (const entry of hosts === undefined ? [] : readHostEntries(hosts))
      if (!found.has(entry.uri))
        found.set(entry.uri, { entry, driver: name, options, baseFolder: dirname(path) });
  }
  return [...found.values()];
}

async function findConfig(file: string | undefined, cwd: string): Promise<string> {
  for (const name of file === undefined ? CONFIG_NAMES : [file]) {
    const path = resolve(cwd, name);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  throw usageError(
    `guestwright hosts: no ${file ?? 'Playwright config'} in ${cwd}`,
    'Name the config with --config, or a host with --connect uri=URI.',
  );
}

async function importConfig(path: string): Promise<{ use?: Use; projects?: readonly { use?: Use }[] }> {
  try {
    const jiti = createJiti(import.meta.url, { fsCache: false });
    const config = await jiti.import<unknown>(path, { default: true });
    if (typeof config === 'object' && config !== null) return config;
  } catch (cause) {
    throw new GuestwrightError(`config: '${path}' could not be loaded: ${messageOf(cause)}`, {
      code: 'invalid-argument',
      cause,
    });
  }
  throw new GuestwrightError(`config: expected '${path}' to export a configuration`, {
    code: 'invalid-argument',
    remedy: 'export default defineConfig({ ... });',
  });
}
