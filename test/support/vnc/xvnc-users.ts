/** Who may come into an Xvnc: a password file, and users with passwords that PAM knows for this server alone. */
import { createCipheriv } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** From Debian's libpam-wrapper: PAM with services and users of our own, as any user, without changing the system. */
const WRAPPER = 'libpam_wrapper.so';
const MODULE = 'pam_wrapper/pam_matrix.so';
/** Libraries are in a folder of the machine's architecture below it. */
const LIBRARIES = '/usr/lib';
const SERVICE = 'vnc';

export interface XvncUsers extends AsyncDisposable {
  /** For an Xvnc with `-PAMService vnc`. */
  readonly env: Readonly<Record<string, string>>;
}

/** `users`: names and passwords. Dispose them behind the server. */
export async function usersOfXvnc(
  folder: string,
  users: Readonly<Record<string, string>>,
): Promise<XvncUsers> {
  const services = join(folder, 'pam.d');
  await mkdir(services, { recursive: true });
  const database = join(folder, 'users');
  const lines = Object.entries(users).map(([name, password]) => `${name}:${password}:${SERVICE}\n`);
  await writeFile(database, lines.join(''));
  const rules = ['auth', 'account'].map((kind) => `${kind} required ${module()} passdb=${database}\n`);
  await writeFile(join(services, SERVICE), rules.join(''));
  return {
    env: { LD_PRELOAD: WRAPPER, PAM_WRAPPER: '1', PAM_WRAPPER_SERVICE_DIR: services },
    [Symbol.asyncDispose]: () => removeCopies(database),
  };
}

/** The wrapper works on a copy of its services in /tmp, whatever TMPDIR says, and forgets those of a server that ends. */
async function removeCopies(database: string): Promise<void> {
  for (const name of await readdir('/tmp')) {
    if (!name.startsWith('pam.')) continue;
    const rules = await readFile(join('/tmp', name, SERVICE), 'utf8').catch(() => '');
    if (rules.includes(database)) await rm(join('/tmp', name), { recursive: true });
  }
}

function module(): string {
  const found = readdirSync(LIBRARIES)
    .map((folder) => join(LIBRARIES, folder, MODULE))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`no ${LIBRARIES}/*/${MODULE}: apt-get install libpam-wrapper`);
  return found;
}

/** The key of all VNC servers' password files, which hide nothing from anybody; with its bits mirrored. */
const FILE_KEY = Buffer.from('e84ad660c4721ae0', 'hex');

/** A file with VNC's own password; its path. */
export async function passwordFile(folder: string, password: string): Promise<string> {
  const path = join(folder, 'password');
  const key = Buffer.concat([FILE_KEY, FILE_KEY, FILE_KEY]); // OpenSSL 3 has single DES as three times the same key
  const cipher = createCipheriv('des-ede3-ecb', key, null).setAutoPadding(false);
  await writeFile(path, cipher.update(password.padEnd(8, '\0').slice(0, 8)));
  return path;
}
