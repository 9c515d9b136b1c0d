/** A byte stream to an address or Unix socket of an ssh host, by the ssh program, as libvirt's own URIs start it. */
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { type GuardedChild, startGuarded } from '../../../base/child-process.ts';
import { type Deadline, poll } from '../../../base/deadline.ts';
import { GuestwrightError } from '../../../base/errors.ts';
import { privateFolder } from '../../../base/temporary.ts';
import { openTransport } from '../../rfb/transport.ts';

/** Asked so often whether ssh has come in, ms. */
const INTERVAL = 50;

/** `target`: 'host:port' as the other end sees it, or a socket's path there. ssh ends with the stream, and with us. */
export async function openSshStream(uri: string, target: string, deadline: Deadline): Promise<Duplex> {
  const folder = await privateFolder(); // -W, which needs none, takes no paths
  const path = join(folder.path, 'tunnel');
  const [program = 'ssh', ...args] = sshCommand(uri, path, target);
  let child: GuardedChild | undefined;
  const end = async () => {
    await child?.[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  };
  try {
    const ssh = await startGuarded(program, args);
    child = ssh;
    const socket = await poll(deadline, INTERVAL, async () => {
      if (ssh.ended) throw endedError(uri, target, ssh.stderr);
      return await openTransport({ path }, undefined, deadline).catch(() => undefined); // it does not listen yet
    });
    socket.once('close', () => void end());
    return socket;
  } catch (error) {
    await end();
    throw error;
  }
}

/** With what the URI says of user, port, key and program. Nobody is there to be asked for more. */
export function sshCommand(uri: string, path: string, target: string): readonly string[] {
  const { username, hostname, port, searchParams } = new URL(uri);
  const key = searchParams.get('keyfile');
  const known = searchParams.get('known_hosts');
  return [
    searchParams.get('command') ?? 'ssh',
    ...(port === '' ? [] : ['-p', port]),
    ...(username === '' ? [] : ['-l', decodeURIComponent(username)]),
    ...(key === null ? [] : ['-i', key]),
    ...(known === null ? [] : ['-o', `UserKnownHostsFile=${known}`]),
    ...(searchParams.get('no_verify') === '1' ? ['-o', 'StrictHostKeyChecking=no'] : []),
    ...['-o', 'BatchMode=yes', '-o', 'ExitOnForwardFailure=yes', '-N', '-L', `${path}:${target}`],
    ...['--', hostname.replace(/^\[|\]$/g, '')],
  ];
}

function endedError(uri: string, target: string, words: string): GuestwrightError {
  const last = words.trim().split('\n').at(-1);
  return new GuestwrightError(`the ssh tunnel to '${target}' of ${uri} ended${last ? `: ${last}` : ''}`, {
    code: 'connection-lost',
    remedy:
      'See that the host forwards streams (AllowStreamLocalForwarding, AllowTcpForwarding) for this user.',
    ...(words !== '' && { output: words }),
  });
}
