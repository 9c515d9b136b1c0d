/** A process that gets a tenth of the time, as on a host where nine others want the core too. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starved until it is disposed, or we end. */
export function starve(pid: number): AsyncDisposable {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'starve.mjs'), String(pid)], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit');
  const end = async () => {
    child.stdin.end();
    await ended;
  };
  return { [Symbol.asyncDispose]: end };
}
