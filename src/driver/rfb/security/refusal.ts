/** How servers say no, and our errors for it. */
import { GuestwrightError } from '../../../base/errors.ts';
import type { ByteQueue } from '../byte-queue.ts';
import { checkLimit, type RfbLimits } from '../limits.ts';
import type { Parsing } from '../parsing.ts';
import type { Login } from '../protocol.ts';

/** A reason: its length, then text. */
export function* readReason(queue: ByteQueue, limits: RfbLimits): Parsing<string> {
  yield 4;
  const length = queue.u32();
  checkLimit('reason-length', length, limits.reasonBytes);
  yield length;
  return Buffer.from(queue.take(length)).toString('utf8').replace(/\0+$/, '').trim();
}

/** Before any security type: too many failures, too many clients, an unknown version. */
export function refusedError(peer: string, reason: string): GuestwrightError {
  return new GuestwrightError(`the VNC server at ${peer} refuses the connection: ${quote(reason)}`, {
    code: 'authentication',
    remedy: 'After too many wrong passwords, servers refuse everybody for a while: wait or restart it.',
    details: { reason: 'refused' },
  });
}

/** SecurityResult other than OK. */
export function resultError(peer: string, login: Login, reason: string | undefined): GuestwrightError {
  const words = reason ? `: ${quote(reason)}` : '';
  if (login === 'none')
    return new GuestwrightError(`the VNC server at ${peer} does not let us in${words}`, {
      code: 'authentication',
      remedy: 'See what the server wants in its log.',
      details: { reason: 'refused' },
    });
  const what = login === 'plain' ? 'user name or password' : 'password';
  return new GuestwrightError(`the VNC server at ${peer} does not accept the ${what}${words}`, {
    code: 'authentication',
    remedy:
      login === 'vnc'
        ? 'Correct it. VNC authentication looks at the first 8 characters only.'
        : 'Correct it, and see whether the user may connect.',
    details: { reason: 'wrong' },
  });
}

function quote(text: string): string {
  return text === '' ? 'it says no reason' : JSON.stringify(text);
}
