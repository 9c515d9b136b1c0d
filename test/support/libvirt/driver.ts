/** The libvirt driver for tests: a host of its own for each connection, gone with it. */
import { join } from 'node:path';
import { type Driver, type Host, loadDriver, registerDriver } from 'guestwright';
import { withTestbed } from '../with-testbed.ts';
import { type LibvirtHost, startLibvirtHost } from './host.ts';

/** The names of the drivers under which tests run on hosts of their own. */
export const LIBVIRT_TESTBED = 'libvirt-testbed';
/** The same with libvirt's screenshots for frames, and images uploaded, as another computer has it. */
export const LIBVIRT_FAR = 'libvirt-far';

/** The same as the first, with frames over VNC. */
export const LIBVIRT_VNC = 'libvirt-vnc';

/** A host and the driver's connection to it. */
export interface LibvirtTestbed extends AsyncDisposable {
  readonly host: Host;
  readonly daemon: LibvirtHost;
}

export async function startLibvirt(
  options: Readonly<Record<string, unknown>> = {},
  call?: Parameters<Driver['connect']>[1],
): Promise<LibvirtTestbed> {
  const daemon = await startLibvirtHost();
  try {
    const host = await connectLibvirt(daemon, options, call);
    const end = async () => {
      try {
        await host[Symbol.asyncDispose]();
      } finally {
        await daemon[Symbol.asyncDispose]();
      }
    };
    return { host, daemon, [Symbol.asyncDispose]: end };
  } catch (error) {
    await daemon[Symbol.asyncDispose]();
    throw error;
  }
}

/** Another connection to the same host. */
export async function connectLibvirt(
  { uri, folder }: Pick<LibvirtHost, 'uri' | 'folder'>,
  options: Readonly<Record<string, unknown>> = {},
  call?: Parameters<Driver['connect']>[1],
): Promise<Host> {
  const libvirt = await loadDriver('libvirt');
  return await libvirt.connect({ uri, poolPath: join(folder, 'pool'), ...options }, call);
}

function register(name: string, testbedOptions: Readonly<Record<string, unknown>>): void {
  registerDriver(name, async () => {
    const libvirt = await loadDriver('libvirt');
    return {
      ...libvirt,
      name,
      async connect(options, call) {
        const { host, daemon } = await startLibvirt({ ...testbedOptions, ...options }, call);
        return withTestbed(host, daemon);
      },
    };
  });
}

register(LIBVIRT_TESTBED, {});
register(LIBVIRT_VNC, { frames: 'vnc' });
register(LIBVIRT_FAR, { frames: 'screenshot', images: 'upload' });
