/** Programs as lines for the guest's shell. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { shellCommand } from '../../../../src/driver/vmware/guest-command.ts';

test('any words arrive whole in a POSIX shell, with environment, input, output and exit code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shell-'));
  const places = { stdout: join(folder, 'out'), stderr: join(folder, "e'rr"), input: join(folder, 'in') };
  writeFileSync(places.input, 'given');
  const word = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));
  try {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), word, (args, value) => {
        const script = 'cat; printf "%s|" "$V" "$@"; echo bad >&2; exit 3';
        const command = shellCommand(
          { path: '/bin/sh', args: ['-c', script, 'sh', ...args], env: { V: value }, windows: false },
          places,
        );
        expect(() => execFileSync('/bin/sh', ['-c', command])).toThrow(
          expect.objectContaining({ status: 3 }),
        );
        expect(readFileSync(places.stdout, 'utf8')).toBe(
          `given${[value, ...args].map((each) => `${each}|`).join('')}`,
        );
        expect(readFileSync(places.stderr, 'utf8')).toBe('bad\n');
      }),
      { numRuns: 30 },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('for cmd.exe words are quoted, and those that it would change are refused', () => {
  const places = { stdout: 'C:\\out', stderr: 'C:\\err', input: undefined };
  const program = { path: 'C:\\Program Files\\x.exe', args: ['a b', 'c'], env: { V: '1 2' }, windows: true };
  expect(shellCommand(program, places)).toBe(
    '/d /s /c "set "V=1 2"&& "C:\\Program Files\\x.exe" "a b" "c" <NUL >"C:\\out" 2>"C:\\err""',
  );
  for (const bad of ['%PATH%', 'say "x"', 'two\nlines'])
    expect(() => shellCommand({ ...program, args: [bad] }, places), bad).toThrow(/cmd\.exe cannot be told/);
  expect(() => shellCommand({ ...program, env: { 'A B': '' } }, places)).toThrow(
    /'A B' has no name for a shell/,
  );
});
