/** The virtualbox driver: machines of a VirtualBox server, through its web service. */
import { type CallOptions, POWER_TIMEOUT, withDeadline } from '../../base/deadline.ts';
import type { Capability } from '../capabilities.ts';
import type { ConnectCall, Driver } from '../driver.ts';
import { cleanAbandoned } from './abandoned.ts';
import { parseApiVersion } from './api-version.ts';
import { VirtualBoxHost } from './host.ts';
import { MISSING_KEYS } from './keys.ts';
import { withScope } from './objects.ts';
import { virtualboxOptions } from './options.ts';
import { WebSession } from './web-session.ts';

const CAPABILITIES: readonly Capability[] = [
  'define',
  'attach',
  'reset',
  'shutdown',
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
  'network',
  'agent',
  'uefi',
  'clock',
  'exact',
];

export const virtualboxDriver: Driver = {
  name: 'virtualbox',
  capabilities: new Set(CAPABILITIES),
  exportFormats: ['raw'],
  missingKeys: MISSING_KEYS,

  /** Nothing is needed on this computer: the server may be another one. */
  async probe() {
    return undefined;
  },

  async connect(options, call: ConnectCall = {}) {
    const { url, user, password, tls, ...rest } = virtualboxOptions(options, call.baseFolder);
    const web = await WebSession.logon({ url, user, password, tls }, call);
    try {
      const { version, api } = await withScope(web, async ({ virtualBox }) => ({
        version: await virtualBox.call('getVersion', {}, call),
        api: parseApiVersion(await virtualBox.call('getAPIVersion', {}, call)),
      }));
      const host = new VirtualBoxHost(web, { driver: virtualboxDriver, version, api, ...rest });
      await host.watch.start(call);
      return host;
    } catch (error) {
      await web[Symbol.asyncDispose]();
      throw error;
    }
  },

  async clean(options, call: CallOptions = {}) {
    const { url, user, password, tls } = virtualboxOptions(options);
    return await withDeadline(
      'cleaning up',
      call,
      async (deadline) => {
        await using web = await WebSession.logon({ url, user, password, tls }, deadline.options);
        return await cleanAbandoned(web, deadline);
      },
      POWER_TIMEOUT,
    );
  },
};
