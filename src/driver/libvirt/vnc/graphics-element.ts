/** The VNC device that a machine of ours gets when it is asked for: one that nobody reaches but us. Pure. */
import { GuestwrightError } from '../../../base/errors.ts';
import { randomPassword } from '../../rfb/random-password.ts';
import type { ConnectionUri } from '../uri.ts';
import { element } from '../xml.ts';

/**
 * Here it listens nowhere, behind ssh on a Unix socket of its user; elsewhere on `listen`, an address of the host, with a
 * password of the moment. Error `invalid-argument` where `listen` is missing.
 */
export function graphicsElement({ transport, text }: ConnectionUri, listen: string | undefined): string {
  const vnc = (attributes: Readonly<Record<string, string>>, where: Readonly<Record<string, string>>) =>
    element('graphics', { type: 'vnc', ...attributes }, element('listen', where));
  if (transport === 'local') return vnc({}, { type: 'none' });
  if (transport === 'ssh') return vnc({}, { type: 'socket' });
  if (listen !== undefined) {
    const anyPort = { port: '-1', autoport: 'yes', passwd: randomPassword() };
    return vnc(anyPort, { type: 'address', address: listen });
  }
  throw new GuestwrightError(
    `driver 'libvirt': frames: 'vnc' over '${text}' needs an address of the host to listen on`,
    {
      code: 'invalid-argument',
      remedy:
        "Give vncListen, an address in a network of your own: passwords protect VNC's input, nothing its pictures. Or use +ssh, which tunnels it.",
    },
  );
}
