/** Says who we are, by the agreed method. Passwords go to the server only. */
import { Secret } from '../../../base/secret.ts';
import type { ByteStream } from '../byte-stream.ts';
import type { Parsing } from '../parsing.ts';
import type { Login } from '../protocol.ts';
import type { SecurityOptions } from './choose.ts';
import { CHALLENGE_BYTES, vncResponse } from './vnc-auth.ts';

export async function logIn(stream: ByteStream, login: Login, options: SecurityOptions): Promise<void> {
  const password = reveal(options.password);
  if (login === 'vnc') {
    const challenge = await stream.read("VNC authentication's challenge", readChallenge());
    await stream.write(vncResponse(password, challenge));
  } else if (login === 'plain') await stream.write(plainCredentials(reveal(options.username), password));

  function* readChallenge(): Parsing<Uint8Array> {
    yield CHALLENGE_BYTES;
    return stream.queue.take(CHALLENGE_BYTES).slice();
  }
}

/** VeNCrypt's Plain: both lengths, then both texts. */
function plainCredentials(username: string, password: string): Uint8Array {
  const [user, pass] = [Buffer.from(username, 'utf8'), Buffer.from(password, 'utf8')];
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(user.length, 0);
  lengths.writeUInt32BE(pass.length, 4);
  return Buffer.concat([lengths, user, pass]);
}

function reveal(text: string | Secret | undefined): string {
  return Secret.is(text) ? text.reveal() : (text ?? '');
}
