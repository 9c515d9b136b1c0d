/** TLS over a connection: with certificates (a CA or a pinned one) or anonymous Diffie-Hellman, as VeNCrypt has it. */
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect,
  type PeerCertificate,
  type TLSSocket,
} from 'node:tls';
import { GuestwrightError, isGuestwrightError, messageOf } from '../../../base/errors.ts';

export interface TlsOptions {
  /** PEM of the certificate authorities that are trusted in place of the system's. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  /** SHA-256 of the one certificate that is accepted, whoever signed it: 64 hexadecimal digits, colons allowed. */
  readonly fingerprint256?: string;
  /** The name that the certificate must have. Default: the address's host. */
  readonly serverName?: string;
  /** PEM of our own certificate and its key, where the server asks for them. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** Any certificate, and TLS without one: safe from listeners, not from somebody in between. Default false. */
  readonly insecure?: boolean;
}

/** Anonymous key exchange ended with TLS 1.2; OpenSSL allows it only at security level 0. */
const ANONYMOUS: ConnectionOptions = {
  ciphers: 'aNULL:!eNULL:@SECLEVEL=0',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.2',
  rejectUnauthorized: false,
  checkServerIdentity: () => undefined,
};

/** The encrypted stream over `stream`. Errors: `certificate` for what is not trusted, `security-type` otherwise. */
export async function startTls(
  stream: Duplex,
  channel: 'anonymous' | 'certificate',
  options: TlsOptions,
  host: string | undefined,
  peer: string,
): Promise<TLSSocket> {
  const settings = channel === 'anonymous' ? ANONYMOUS : verificationOptions(options, host);
  const secure = connect({ socket: stream, ...settings });
  try {
    await handshaken(secure);
    if (channel === 'certificate') {
      const problem = certificateProblem(secure.getPeerCertificate(), options);
      if (problem) throw problem;
    }
    return secure;
  } catch (error) {
    secure.destroy();
    throw asCertificateError(error, peer) ?? tlsError(error, peer);
  }
}

/** How certificates are checked: against the pinned one by ourselves, else by their chain and name. */
function verificationOptions(options: TlsOptions, host: string | undefined): ConnectionOptions {
  const { ca, cert, key, fingerprint256, serverName, insecure = false } = options;
  const name = serverName ?? host;
  const byChain = fingerprint256 === undefined && !insecure;
  return {
    ...(ca !== undefined && { ca: ca as string }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(name !== undefined && isIP(name) === 0 && { servername: name }),
    rejectUnauthorized: byChain,
    // A Unix socket has no name that a certificate could have: its chain alone is checked.
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      byChain && name !== undefined ? checkServerIdentity(name, certificate) : undefined,
  };
}

/** Why the pinned fingerprint does not allow this certificate; undefined where it does, or none is pinned. */
function certificateProblem(certificate: PeerCertificate, options: TlsOptions): Error | undefined {
  if (options.fingerprint256 === undefined) return undefined;
  const plain = (text: string | undefined) => (text ?? '').replaceAll(':', '').toLowerCase();
  const got = certificate.fingerprint256;
  if (plain(got) === plain(options.fingerprint256)) return undefined;
  return new GuestwrightError(
    `tls.fingerprint256: expected the server's certificate to be ${options.fingerprint256}, got ${got ?? 'none'}`,
    {
      code: 'certificate',
      remedy: 'If the server has a new certificate, pin the new fingerprint; otherwise do not trust it.',
      details: { fingerprint256: got },
    },
  );
}

/** Node's and OpenSSL's codes of certificates that are missing, not trusted, too old, or of another name. */
const CERTIFICATE_CODES = /CERT|SELF_SIGNED|ISSUER|LEAF_SIGNATURE|ALTNAME|HOSTNAME_MISMATCH|UNKNOWN_CA/;

/** `error` as one of certificates, if it is. */
export function asCertificateError(error: unknown, peer: string): GuestwrightError | undefined {
  if (isGuestwrightError(error, 'certificate')) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!CERTIFICATE_CODES.test(code)) return undefined;
  const ours = /ALERT/.test(code);
  const problem = ours ? 'does not accept our certificate' : 'has a certificate that is not trusted';
  return new GuestwrightError(`the VNC server at ${peer} ${problem}: ${messageOf(error)}`, {
    code: 'certificate',
    remedy: ours
      ? 'Give tls.cert and tls.key of a client certificate that the server trusts.'
      : 'Give its authority (tls.ca), pin it (tls.fingerprint256), give the name it was made for (tls.serverName), or trust anybody (tls.insecure).',
    details: { reason: code },
    cause: error,
  });
}

function tlsError(cause: unknown, peer: string): GuestwrightError {
  return new GuestwrightError(`TLS with the VNC server at ${peer} failed: ${messageOf(cause)}`, {
    code: 'security-type',
    remedy: 'See which TLS versions and ciphers the server allows.',
    cause,
  });
}

function handshaken(secure: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    secure.once('secureConnect', resolve);
    secure.on('error', reject); // stays
    secure.once('close', () => reject(new Error('the connection was closed')));
  });
}
