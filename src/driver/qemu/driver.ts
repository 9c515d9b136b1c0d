/** The QEMU driver: starts and owns QEMU processes, or attaches to a running one. */
import { resolve } from 'node:path';
import { GuestwrightError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { requirePosix } from '../../base/platform.ts';
import { describeValue } from '../../base/units.ts';
import { PHYSICAL_KEYS, qcode } from '../../input/keys.ts';
import type { Driver } from '../driver.ts';
import { attach } from './attach.ts';
import { QEMU_CAPABILITIES } from './capabilities.ts';
import { QemuHost, qemuVersion } from './host.ts';
import { DEFAULT_BINARY } from './plan.ts';
import { missingRequirement } from './requirements.ts';

export const qemuDriver: Driver = {
  name: 'qemu',
  capabilities: new Set(QEMU_CAPABILITIES),
  exportFormats: ['raw', 'qcow2', 'vmdk', 'vdi'],
  missingKeys: PHYSICAL_KEYS.filter((key) => qcode(key) === undefined),

  async probe() {
    return missingRequirement();
  },

  /** `{ qmp: path, owner? }` also attaches to the QEMU behind that socket. `binary`: whose version it tells. */
  async connect(options, call) {
    requirePosix("driver 'qemu'");
    const { binary = DEFAULT_BINARY, qmp, owner } = connectOptions(options);
    const host = new QemuHost(qemuDriver, await qemuVersion(binary, call));
    if (qmp !== undefined) {
      const path = resolve(call?.baseFolder ?? '.', qmp);
      host.adopt(await attach(host, { qmp: path, ...(owner !== undefined && { owner }) }, call));
    }
    return host;
  },
};

const CONNECT_OPTIONS = ['binary', 'qmp', 'owner'] as const;

function connectOptions(options: Readonly<Record<string, unknown>>): {
  [name in (typeof CONNECT_OPTIONS)[number]]?: string;
} {
  for (const [name, value] of Object.entries(options)) {
    if (!CONNECT_OPTIONS.some((known) => known === name)) {
      throw new GuestwrightError(
        `driver 'qemu': unknown option '${name}'${didYouMean(name, CONNECT_OPTIONS)}`,
        {
          code: 'invalid-argument',
          remedy: `Its options are ${CONNECT_OPTIONS.join(', ')}.`,
        },
      );
    }
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new GuestwrightError(`driver 'qemu': ${name}: expected a string, got ${describeValue(value)}`, {
        code: 'invalid-argument',
        remedy: 'Correct it where the driver is named.',
      });
    }
  }
  return options;
}
