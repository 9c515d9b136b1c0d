/** OpenSSH between a fleet's hosts and who reaches them: keys and configuration of one test, none of the system's. */
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from './host.ts';

const run = promisify(execFile);

/** Where `npm test` unpacks the server. */
const UNPACKED = join(PROJECT, '.cache', 'sshd');
/** testbeds/libvirt/commands.sh calls the host's only user so. */
const USER = 'tester';
/** Below 1024 only root may listen. */
const PORT = 2222;

export interface SshHost {
  /** The host's folder, into which the server's files go. */
  readonly folder: string;
  readonly address: string;
  /** A folder of the client's own. */
  readonly clientFolder: string;
}

/** Writes the files of both ends; `start_sshd` of commands.sh then starts the server. Gives the URI that reaches it. */
export async function prepareSsh({ folder, address, clientFolder }: SshHost): Promise<string> {
  const [hostKey, clientKey] = [join(folder, 'host-key'), join(clientFolder, 'key')];
  await mkdir(clientFolder, { recursive: true });
  for (const path of [hostKey, clientKey]) {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);
  }
  await prepareServer(folder, address, hostKey, clientKey);
  const [config, program, known] = ['config', 'ssh', 'known_hosts'].map((name) =>
    join(clientFolder, name),
  ) as [string, string, string];
  await writeFile(known, `[${address}]:${PORT} ${await readFile(`${hostKey}.pub`, 'utf8')}`);
  const lines = [
    `IdentityFile ${clientKey}`,
    'IdentitiesOnly yes',
    'IdentityAgent none',
    `UserKnownHostsFile ${known}`,
    'GlobalKnownHostsFile none',
    'StrictHostKeyChecking yes',
    'BatchMode yes',
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  await writeFile(program, `#!/bin/sh\nexec ssh -F ${config} "$@"\n`);
  await chmod(program, EXECUTABLE);
  return `qemu+ssh://${USER}@${address}:${PORT}/session?command=${program}`;
}

const EXECUTABLE = 0o700;

async function prepareServer(
  folder: string,
  address: string,
  hostKey: string,
  clientKey: string,
): Promise<void> {
  await cp(UNPACKED, join(folder, 'sshd'), { recursive: true, verbatimSymlinks: true });
  const settings = join(folder, 'home', '.ssh');
  await mkdir(settings, { recursive: true });
  await cp(`${clientKey}.pub`, join(settings, 'authorized_keys'));
  const lines = [
    `ListenAddress ${address}:${PORT}`,
    `HostKey ${hostKey}`,
    'AuthorizedKeysFile .ssh/authorized_keys',
    'AuthenticationMethods publickey',
    'UsePAM no',
    'PidFile none',
    `SetEnv XDG_RUNTIME_DIR=${join(folder, 'run')}`,
  ];
  await writeFile(join(folder, 'sshd_config'), `${lines.join('\n')}\n`);
}
