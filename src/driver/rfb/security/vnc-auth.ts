/** VNC authentication (RFC 6143 section 7.2.2): a challenge encrypted with the password by DES. */
import { createCipheriv } from 'node:crypto';

/** What the server sends, and what it gets. */
export const CHALLENGE_BYTES = 16;
/** DES takes 8; what is longer is cut, by us as by servers. */
const KEY_BYTES = 8;

/** The 16 bytes that answer `challenge`. */
export function vncResponse(password: string, challenge: Uint8Array): Uint8Array {
  const key = Buffer.alloc(KEY_BYTES);
  key.set(Buffer.from(password, 'utf8').subarray(0, KEY_BYTES).map(reverseBits));
  // OpenSSL 3 has single DES only in its legacy provider; three times the same key is the same cipher.
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(challenge), cipher.final()]);
}

/** The first VNC had its key's bits the other way round. */
function reverseBits(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) reversed |= 0x80 >> bit;
  return reversed;
}
