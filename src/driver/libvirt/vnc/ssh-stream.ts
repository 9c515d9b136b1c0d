/** A byte stream to an address or Unix socket of an ssh host, by the ssh program, as libvirt's own URIs start it. */
import type { Duplex } from 'node:stream';
import { FIRST_CHANNEL, startGuarded } from '../../../base/child-process.ts';
import { GuestwrightError } from '../../../base/errors.ts';

/** One socket is both its standard input and its output. */
const ON_CHANNEL = `exec "$@" <&${FIRST_CHANNEL} >&${FIRST_CHANNEL} ${FIRST_CHANNEL}<&-`;

/** `target`: 'host:port' as the other end sees it, or a path there. The stream fails with what ssh said. */
export async function openSshStream(uri: string, target: string): Promise<Duplex> {
  const child = await startGuarded('/bin/sh', ['-c', ON_CHANNEL, 'sh', ...sshCommand(uri, target)], {
    channels: 1,
  });
  const [stream] = child.channels as [Duplex];
  stream.once('close', () => child.kill());
  void child.exited.then(() => {
    if (!stream.destroyed) stream.destroy(endedError(uri, target, child.stderr));
  });
  return stream;
}

/** With what the URI says of user, port, key and program. Nobody is there to be asked for more. */
export function sshCommand(uri: string, target: string): readonly string[] {
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
    ...['-o', 'BatchMode=yes', '-W', target, '--', hostname.replace(/^\[|\]$/g, '')],
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
