/** Certificates of a server for one test, made by openssl as QEMU wants them: a folder with an authority and a key. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeAuthority } from '../authority.ts';

const run = promisify(execFile);

export interface Certificates {
  /** What QEMU's `tls-creds-x509` is given. */
  readonly folder: string;
  /** Path of the authority's certificate. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the server's certificate, with colons. */
  readonly fingerprint256: string;
}

/** Writes them into `folder`, for a server called `name`. */
export async function makeCertificates(folder: string, name = 'localhost'): Promise<Certificates> {
  const [cert, key] = [join(folder, 'server-cert.pem'), join(folder, 'server-key.pem')];
  const authority = await makeAuthority(folder);
  const extensions = [`subjectAltName=DNS:${name},IP:127.0.0.1`];
  await authority.issue({ name, certificate: cert, key, extensions });
  const { stdout } = await run('openssl', ['x509', '-in', cert, '-noout', '-fingerprint', '-sha256']);
  const fingerprint256 = stdout.trim().split('=')[1] ?? '';
  return { folder, ca: authority.certificate, cert, key, fingerprint256 };
}
