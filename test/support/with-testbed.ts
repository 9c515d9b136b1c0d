/** A host whose testbed ends with it. */
import type { Host } from 'guestwright';

export function withTestbed(host: Host, testbed: AsyncDisposable): Host {
  return new Proxy(host, {
    get(target, name) {
      if (name === Symbol.asyncDispose) {
        return async () => {
          await target[Symbol.asyncDispose]();
          await testbed[Symbol.asyncDispose]();
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
