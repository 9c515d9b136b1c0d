/** Drivers by name, each loaded when first asked for: nobody needs koffi to drive QEMU. */
import { GuestwrightError } from '../base/errors.ts';
import type { Driver } from './driver.ts';

const LOADERS: Record<string, () => Promise<Driver>> = {
  embedded: async () => (await import('./embedded/driver.ts')).embeddedDriver,
  libvirt: async () => (await import('./libvirt/driver.ts')).libvirtDriver,
  parallels: async () => (await import('./parallels/driver.ts')).parallelsDriver,
  qemu: async () => (await import('./qemu/driver.ts')).qemuDriver,
  virtualbox: async () => (await import('./virtualbox/driver.ts')).virtualboxDriver,
  vmware: async () => (await import('./vmware/driver.ts')).vmwareDriver,
  vnc: async () => (await import('./vnc/driver.ts')).vncDriver,
};

/** Adds a driver, or replaces one of the same name. */
export function registerDriver(name: string, load: () => Promise<Driver>): void {
  LOADERS[name] = load;
}

export function driverNames(): readonly string[] {
  return Object.keys(LOADERS);
}

export async function loadDriver(name: string): Promise<Driver> {
  const load = Object.hasOwn(LOADERS, name) ? LOADERS[name] : undefined;
  if (load) return await load();
  throw new GuestwrightError(`driver: expected one of ${driverNames().join(', ')}, got '${name}'`, {
    code: 'unknown-driver',
    remedy: 'Name a driver of the list, or register your own with registerDriver().',
  });
}
