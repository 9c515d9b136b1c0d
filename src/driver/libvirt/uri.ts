/** Connection URIs of libvirt's, and which of them are let pass. Pure. */
import { GuestwrightError } from '../../base/errors.ts';

export interface ConnectionUri {
  readonly text: string;
  /** Of the host: 'qemu', 'test', 'xen', 'esx' ... */
  readonly hypervisor: string;
  /** 'local': by a Unix socket or inside of the library. */
  readonly transport: 'local' | 'ssh' | 'tls' | 'tcp' | 'other';
  /** A user's own daemon, without root's rights. */
  readonly session: boolean;
  /** The name of the other computer; '' for this one. */
  readonly host: string;
  /** A socket that the URI names. */
  readonly socket: string | undefined;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i;
const SSH = ['ssh', 'libssh', 'libssh2'];

/** Error `invalid-argument` for what is no URI, and for unprotected TCP to another computer unless `plainTcp`. */
export function parseUri(text: string, { plainTcp = false } = {}): ConnectionUri {
  const match = /^([a-z][a-z0-9]*)(?:\+([a-z0-9]+))?:\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?$/i.exec(text);
  if (!match) {
    throw new GuestwrightError(
      `driver 'libvirt': uri: expected a URI such as qemu:///session, got '${text}'`,
      {
        code: 'invalid-argument',
        remedy: 'See https://libvirt.org/uri.html for all of them.',
      },
    );
  }
  const [, hypervisor = '', named, authority = '', path = '', query = ''] = match;
  const host = authority.replace(/^.*@/, '').replace(/:\d+$/, '');
  const transport = transportOf(named?.toLowerCase(), host);
  if (transport === 'tcp' && !plainTcp && !LOOPBACK.test(host)) {
    throw new GuestwrightError(
      `driver 'libvirt': uri: expected a protected way to '${host}', got '${text}', which is plain TCP`,
      {
        code: 'invalid-argument',
        remedy:
          'Use +tls or +ssh, or set plainTcp: true for a network of your own: whoever reads along gets in.',
      },
    );
  }
  const socket = new URLSearchParams(query).get('socket') ?? undefined;
  return {
    text,
    hypervisor: hypervisor.toLowerCase(),
    transport,
    session: path === '/session',
    host,
    socket,
  };
}

/** A host without a transport means TLS, as libvirt has it. */
function transportOf(named: string | undefined, host: string): ConnectionUri['transport'] {
  if (named === undefined) return host === '' ? 'local' : 'tls';
  if (named === 'unix') return 'local';
  if (named === 'tls' || named === 'tcp') return named;
  return SSH.includes(named) ? 'ssh' : 'other';
}
