/** Passwords for VNC servers that we switch on. */
import { randomBytes } from 'node:crypto';

/** VNC's authentication takes so many characters. */
const LENGTH = 8;

export function randomPassword(): string {
  return randomBytes(LENGTH).toString('hex').slice(0, LENGTH);
}
