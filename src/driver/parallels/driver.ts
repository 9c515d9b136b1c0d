/** The parallels driver: machines of Parallels Desktop or Virtuozzo, through the Virtualization SDK's C library. */
import { POWER_TIMEOUT, withDeadline } from '../../base/deadline.ts';
import { isGuestwrightError } from '../../base/errors.ts';
import type { Capability } from '../capabilities.ts';
import type { Driver } from '../driver.ts';
import { cleanAbandoned } from './abandoned.ts';
import { ParallelsHost } from './host.ts';
import { loadPrlLibrary } from './library.ts';
import { parallelsOptions } from './options.ts';
import { PrlSession } from './session.ts';

const CAPABILITIES: readonly Capability[] = [
  'define',
  'attach',
  'reset',
  'shutdown',
  'pause',
  'suspend',
  'snapshots.live',
  'snapshots.off',
  'media.running',
  'floppy',
  'optical',
  'disks',
  'bootOrder',
  'keys',
  'scancodes',
  'pointer.relative',
  'pointer.absolute',
  'wheel',
  'serial',
  'agent',
  'exact',
];

export const parallelsDriver: Driver = {
  name: 'parallels',
  capabilities: new Set(CAPABILITIES),
  exportFormats: ['raw'],

  async probe() {
    try {
      await loadPrlLibrary(undefined);
      return undefined;
    } catch (error) {
      if (!isGuestwrightError(error, 'not-installed')) throw error;
      return { missing: error.shortMessage, remedy: error.remedy ?? '' };
    }
  },

  async connect(options, call = {}) {
    const resolved = parallelsOptions(options, call.baseFolder);
    const session = await PrlSession.login(resolved, call);
    return new ParallelsHost(parallelsDriver, session, resolved);
  },

  async clean(options, call = {}) {
    const resolved = parallelsOptions(options);
    const work = async () => {
      await using session = await PrlSession.login(resolved, call);
      return await withDeadline(
        'cleaning up',
        call,
        (deadline) => cleanAbandoned(session, deadline),
        POWER_TIMEOUT,
      );
    };
    return await work();
  },
};
