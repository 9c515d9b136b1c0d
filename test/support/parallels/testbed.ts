/** The parallels driver over the double of its library, with a service of the test's own behind it. */
import { type Driver, type Host, loadDriver, registerDriver } from 'guestwright';
import { buildDouble, type DoubleKind } from '../doubles/build-double.ts';
import { type DoubleService, startDoubleService } from '../doubles/double-service.ts';
import { withTestbed } from '../with-testbed.ts';

/** The names of the drivers under which tests run on the doubles. */
export const PARALLELS_DOUBLE = 'parallels-double';
export const VIRTUOZZO_DOUBLE = 'virtuozzo-double';

export interface ParallelsTestbed extends AsyncDisposable {
  readonly service: DoubleService;
  /** Path of the double. */
  readonly library: string;
  /** Logs in; the host is not ended with the testbed. */
  connect(options?: Readonly<Record<string, unknown>>): Promise<Host>;
}

/** A service and a library that leads to it. `kind`: Parallels Desktop's library, or Virtuozzo's without Remote Desktop. */
export async function startParallels(
  kind: DoubleKind & ('parallels' | 'virtuozzo') = 'parallels',
): Promise<ParallelsTestbed> {
  const [library, driver] = [await buildDouble(kind), await loadDriver('parallels')];
  const service = await startDoubleService();
  return {
    service,
    library,
    connect: async (options = {}) => {
      Object.assign(process.env, service.env); // the double reads it at each log-in
      return await driver.connect({ library, ...options });
    },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}

for (const [name, kind] of [
  [PARALLELS_DOUBLE, 'parallels'],
  [VIRTUOZZO_DOUBLE, 'virtuozzo'],
] as const) {
  registerDriver(name, async () => {
    const parallels = await loadDriver('parallels');
    const driver: Driver = {
      ...parallels,
      name,
      async connect(options) {
        const testbed = await startParallels(kind);
        try {
          return withTestbed(await testbed.connect(options), testbed);
        } catch (error) {
          await testbed[Symbol.asyncDispose]();
          throw error;
        }
      },
    };
    return driver;
  });
}
