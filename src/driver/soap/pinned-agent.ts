/** HTTPS connections to a server with one certain certificate: nothing is sent to any other. */
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';
import { GuestwrightError } from '../../base/errors.ts';

type Connected = (error: Error | null, socket?: Duplex) => void;

/** `fingerprint` is the certificate's SHA-256 in hexadecimal, colons allowed; `where` names the server in messages. */
export function pinnedAgent(where: string, fingerprint: string, options: https.AgentOptions): https.Agent {
  const agent = new https.Agent({ ...options, maxCachedSessions: 0 }); // a resumed session shows no certificate
  const open = (target: ConnectionOptions, connected: Connected): undefined => {
    // Neither authority nor name is asked: being this certificate is more than both.
    const socket = connect({ ...target, rejectUnauthorized: false });
    const fail = (error: Error) => connected(error);
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      socket.off('error', fail);
      const found = socket.getPeerCertificate().fingerprint256 ?? 'none';
      if (plain(found) === plain(fingerprint)) return connected(null, socket);
      socket.destroy();
      connected(wrongCertificate(where, fingerprint, found));
    });
  };
  return Object.assign(agent, { createConnection: open });
}

function wrongCertificate(where: string, expected: string, found: string): GuestwrightError {
  return new GuestwrightError(`${where}: expected the certificate ${expected}, got ${found}`, {
    code: 'authentication',
    remedy: 'Somebody may stand between; if the certificate was renewed, give its fingerprint.',
  });
}

function plain(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}
