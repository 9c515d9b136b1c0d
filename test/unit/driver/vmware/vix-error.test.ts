/** Errors of VIX, told apart by what a caller can do about them. */
import { expect, test } from '@playwright/test';
import type { GuestwrightError } from '../../../../src/base/errors.ts';
import { hindranceOf, vixError, vixNameOf } from '../../../../src/driver/vmware/vix/error.ts';
import { readVixError, VIX_ERRORS } from '../../../../src/driver/vmware/vix/error-codes.ts';

function error(code: number, upper = 0n): GuestwrightError {
  return vixError(BigInt(code) | (upper << 16n), { what: "starting 'test'", text: 'So it is' });
}

test('the machine that is encrypted, locked, running, without tools, or asks something, is told apart', () => {
  for (const [code, hindrance, kind] of [
    [VIX_ERRORS.CRYPTO_NEED_PASSWORD, 'encrypted', 'authentication'],
    [VIX_ERRORS.NEED_KEY, 'encrypted', 'authentication'],
    [VIX_ERRORS.FILE_ALREADY_LOCKED, 'locked', 'machine-in-use'],
    [VIX_ERRORS.VM_IS_RUNNING, 'running', 'machine-state'],
    [VIX_ERRORS.VM_NOT_RUNNING, 'not-running', 'machine-state'],
    [VIX_ERRORS.TOOLS_NOT_RUNNING, 'tools', 'machine-state'],
    [VIX_ERRORS.VMX_MSG_DIALOG_AND_NO_UI, 'question', 'machine-state'],
    [VIX_ERRORS.CANNOT_AUTHENTICATE_WITH_GUEST, 'login', 'authentication'],
    [VIX_ERRORS.HOST_CONNECTION_LOST, 'lost', 'connection-lost'],
    [VIX_ERRORS.VM_NOT_FOUND, 'missing', 'unknown-machine'],
  ] as const) {
    const thrown = error(code);
    expect(hindranceOf(thrown), String(code)).toBe(hindrance);
    expect(thrown.code).toBe(kind);
    expect(thrown.shortMessage).toContain(`starting 'test' failed: So it is (VIX error ${code} `);
  }
});

test('the code is the low 16 bits, whatever stands above', () => {
  const thrown = error(VIX_ERRORS.FILE_ALREADY_LOCKED, 0xdead_beef_1234n);
  expect(vixNameOf(thrown)).toBe('FILE_ALREADY_LOCKED');
  expect(thrown.details.vix).toEqual({ code: 15, name: 'FILE_ALREADY_LOCKED', error: '0xdeadbeef1234000f' });
  expect(readVixError(0xffff_ffff_0000_0000n)).toEqual({ code: 0, name: 'OK' });
});

test('a code that nobody knows is an error of the hypervisor with its number', () => {
  expect(error(64_999).code).toBe('hypervisor');
  expect(error(64_999).shortMessage).toContain('(VIX error 64999)');
  expect(error(VIX_ERRORS.SNAPSHOT_MAXSNAPSHOTS).code).toBe('snapshot');
  expect(error(VIX_ERRORS.WRAPPER_VERSION_NOT_FOUND).code).toBe('not-installed');
});

test('no two names have one code', () => {
  const codes = Object.values(VIX_ERRORS);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.every((code) => code >= 0 && code <= 0xffff)).toBe(true);
});
