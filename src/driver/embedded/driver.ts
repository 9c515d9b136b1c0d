/** The driver of the embedded emulator: v86 in a worker thread per guest, everything from npm. */
import { GuestwrightError } from '../../base/errors.ts';
import type { Driver } from '../driver.ts';
import { missingPackages } from './assets.ts';
import { EmbeddedHost } from './host.ts';
import { DRIVER_NAME } from './plan.ts';

export const embeddedDriver: Driver = {
  name: DRIVER_NAME,
  capabilities: new Set([
    'define',
    'reset',
    'pause',
    'suspend',
    'snapshots.live',
    'snapshots.off',
    'snapshots.files',
    'media.running',
    'floppy',
    'optical',
    'disks',
    'bootOrder',
    'keys',
    'scancodes',
    'leds',
    'pointer.relative',
    'pointer.absolute',
    'wheel',
    'serial',
    'clock',
    'exact',
  ] as const),
  exportFormats: ['raw'],
  async probe() {
    const missing = missingPackages();
    if (missing.length === 0) return undefined;
    return { missing: `npm packages ${missing.join(', ')}`, remedy: 'npm ci' };
  },
  async connect(options) {
    const unknown = Object.keys(options)[0];
    if (unknown === undefined) return new EmbeddedHost(embeddedDriver);
    throw new GuestwrightError(`driver 'embedded': expected no options, got '${unknown}'`, {
      code: 'invalid-argument',
      remedy: 'Leave the option out: the emulator runs in this process.',
    });
  },
};
