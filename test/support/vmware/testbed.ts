/** VMware for tests: the VIX double with real guests behind it, or the product of whoever names a machine of theirs. */
import { type CallOptions, type Driver, type Host, loadDriver, registerDriver } from 'guestwright';
import { buildDouble } from '../doubles/build-double.ts';
import { type DoubleService, startDoubleService } from '../doubles/double-service.ts';
import { withTestbed } from '../with-testbed.ts';

/** The name of the driver under which tests run on the double. */
export const VMWARE_DOUBLE = 'vmware-double';

/** The double's VNC server is QEMU's, which loses nothing: the pauses that VMware wants would only take time. */
export const QUICK_KEYS = { press: 10, interval: 10 } as const;

export interface VmwareTestbed extends AsyncDisposable {
  readonly host: Host;
  readonly service: DoubleService;
}

/** A service of the double's and a host connected to it. The double looks for its service where the environment says. */
export async function startVmware(
  options: Readonly<Record<string, unknown>> = {},
  call?: CallOptions,
): Promise<VmwareTestbed> {
  const library = await buildDouble('vix');
  const service = await startDoubleService();
  try {
    const host = await connectVmware(service, { library, ...options }, call);
    const end = async () => {
      try {
        await host[Symbol.asyncDispose]();
      } finally {
        await service[Symbol.asyncDispose]();
      }
    };
    return { host, service, [Symbol.asyncDispose]: end };
  } catch (error) {
    await service[Symbol.asyncDispose]();
    throw error;
  }
}

/** Another host on the same service. */
export async function connectVmware(
  service: DoubleService,
  options: Readonly<Record<string, unknown>> = {},
  call?: CallOptions,
): Promise<Host> {
  const library = await buildDouble('vix');
  Object.assign(process.env, service.env);
  const vmware = await loadDriver('vmware');
  return await vmware.connect({ library, keys: QUICK_KEYS, ...options }, call);
}

registerDriver(VMWARE_DOUBLE, async () => {
  const vmware = await loadDriver('vmware');
  const driver: Driver = {
    ...vmware,
    name: VMWARE_DOUBLE,
    async connect(_, call) {
      const { host, ...testbed } = await startVmware({}, call);
      return withTestbed(host, testbed);
    },
  };
  return driver;
});
