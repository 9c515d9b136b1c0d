/** Certificates of a server for one test, made by openssl as QEMU wants them: a folder with an authority and a key. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

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

/** Elliptic curves: made in milliseconds. */
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** Writes them into `folder`, for a server called `name`. */
export async function makeCertificates(folder: string, name = 'localhost'): Promise<Certificates> {
  const path = (file: string) => join(folder, file);
  const [ca, caKey, cert, key] = ['ca-cert.pem', 'ca-key.pem', 'server-cert.pem', 'server-key.pem'].map(
    path,
  ) as [string, string, string, string];
  await run('openssl', ['req', '-x509', ...KEY, '-subj', '/CN=Test authority', '-keyout', caKey, '-out', ca]);
  const request = path('server.csr');
  await run('openssl', ['req', ...KEY, '-subj', `/CN=${name}`, '-keyout', key, '-out', request]);
  const extensions = path('server.ext');
  await writeFile(extensions, `subjectAltName=DNS:${name},IP:127.0.0.1\n`);
  await run('openssl', [
    ...['x509', '-req', '-in', request, '-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2'],
    ...['-extfile', extensions, '-out', cert],
  ]);
  const { stdout } = await run('openssl', ['x509', '-in', cert, '-noout', '-fingerprint', '-sha256']);
  return { folder, ca, cert, key, fingerprint256: stdout.trim().split('=')[1] ?? '' };
}
