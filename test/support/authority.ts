/** A certificate authority for one test, made by openssl: what it signs is worth something to nobody else. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Elliptic curves: made in milliseconds. */
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

export interface CertificateRequest {
  /** Common name. */
  readonly name: string;
  /** Paths that are written. */
  readonly certificate: string;
  readonly key: string;
  /** Lines of openssl's extensions, such as `subjectAltName=IP:127.0.0.1`. */
  readonly extensions: readonly string[];
}

export interface Authority {
  /** Path of its certificate. */
  readonly certificate: string;
  issue(request: CertificateRequest): Promise<void>;
}

/** Writes `ca-cert.pem` and `ca-key.pem` into `folder`. */
export async function makeAuthority(folder: string): Promise<Authority> {
  const [ca, caKey] = [join(folder, 'ca-cert.pem'), join(folder, 'ca-key.pem')];
  await run('openssl', ['req', '-x509', ...KEY, '-subj', '/CN=Test authority', '-keyout', caKey, '-out', ca]);
  return {
    certificate: ca,
    async issue({ name, certificate, key, extensions }) {
      const [request, wishes] = [`${certificate}.csr`, `${certificate}.ext`];
      await run('openssl', ['req', ...KEY, '-subj', `/CN=${name}`, '-keyout', key, '-out', request]);
      await writeFile(wishes, `${extensions.join('\n')}\n`);
      await run('openssl', [
        ...['x509', '-req', '-in', request, '-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2'],
        ...['-extfile', wishes, '-out', certificate],
      ]);
    },
  };
}
