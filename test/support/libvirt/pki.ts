/** Certificates of a fleet's hosts and of who may reach them, as libvirt wants them. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Authority, makeAuthority } from '../authority.ts';

/** libvirt refuses a server's certificate that does not allow key encipherment, and opens no port. */
const KEY_USAGE = 'keyUsage=critical,digitalSignature,keyEncipherment';

export interface FleetAuthority {
  /** The client's files, for a URI's `pkipath`. */
  readonly clientFolder: string;
  /** Writes a host's files into `folder` and gives the lines of libvirtd.conf that name them. */
  hostFiles(folder: string, address: string): Promise<readonly string[]>;
}

/** Makes an authority and the client's certificate below `folder`. */
export async function makeFleetAuthority(folder: string): Promise<FleetAuthority> {
  const clientFolder = join(folder, 'client');
  await mkdir(clientFolder, { recursive: true });
  const authority = await makeAuthority(folder);
  await authority.issue({
    name: 'tester',
    certificate: join(clientFolder, 'clientcert.pem'),
    key: join(clientFolder, 'clientkey.pem'),
    extensions: [KEY_USAGE, 'extendedKeyUsage=clientAuth'],
  });
  await copyFile(authority.certificate, join(clientFolder, 'cacert.pem'));
  return { clientFolder, hostFiles: (where, address) => issueForHost(authority, where, address) };
}

async function issueForHost(
  authority: Authority,
  folder: string,
  address: string,
): Promise<readonly string[]> {
  const [ca, certificate, key] = ['ca.pem', 'server.pem', 'server-key.pem'].map((file) =>
    join(folder, file),
  ) as [string, string, string];
  await copyFile(authority.certificate, ca);
  const extensions = [KEY_USAGE, 'extendedKeyUsage=serverAuth', `subjectAltName=IP:${address}`];
  await authority.issue({ name: address, certificate, key, extensions });
  return [`ca_file = "${ca}"`, `cert_file = "${certificate}"`, `key_file = "${key}"`];
}
