/** Removes what we leave behind when we are killed: a small shell that outlives us by a moment. */
import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { posixShell } from './platform.ts';

/**
 * Reads a path prefix a line; when the pipe closes, which a SIGKILL of ours does too, removes all that begins with
 * one of them. Twice, because a child that is dying with us may still write.
 */
const KEEPER = `
set --
while IFS= read -r prefix; do set -- "$@" "$prefix"; done
for prefix; do
  rm -rf -- "$prefix"* || { sleep 1; rm -rf -- "$prefix"*; }
done
`;

let keeper: Writable | undefined;
const told = new Set<string>();

/** After our death, however it comes, everything whose path begins with `prefix` is removed. */
export function removeAfterDeath(prefix: string): void {
  const shell = posixShell();
  // On Windows the next run sweeps. A part of a path is another path: rather leave something behind.
  if (shell === undefined || told.has(prefix) || prefix.includes('\n')) return;
  told.add(prefix);
  keeper ??= start(shell);
  keeper.write(`${prefix}\n`);
}

function start(shell: string): Writable {
  const child = spawn(shell, ['-c', KEEPER, 'guestwright-keeper'], {
    cwd: '/',
    detached: true, // Ctrl-C in the terminal must not end it before us
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const pipe = child.stdin;
  child.on('error', () => {});
  pipe.on('error', () => {}); // it was killed: the next run sweeps
  // It must not keep us alive.
  child.unref();
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  return pipe;
}
