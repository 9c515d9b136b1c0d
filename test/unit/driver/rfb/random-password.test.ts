/** Passwords for VNC servers that we switch on. */
import { expect, test } from '@playwright/test';
import { randomPassword } from '../../../../src/driver/rfb/random-password.ts';

test("passwords are new each time and as long as VNC's authentication takes", () => {
  const passwords = Array.from({ length: 20 }, randomPassword);
  expect(new Set(passwords).size).toBe(20);
  expect(passwords.every((password) => /^[0-9a-f]{8}$/.test(password))).toBe(true);
});
