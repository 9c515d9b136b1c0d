/** Runs an install script with `guestwright run` as a user would, and prints its steps for people. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { root } from './run.mjs';

/**
 * `guestwright run` with `args`; a line a step. Gives its exit code and its last JSON line (undefined if it wrote none),
 * how long all of it took and what of that was waiting for the guest, in ms.
 */
export async function guestwrightRun(args, env = {}) {
  const started = performance.now();
  const child = spawn(process.execPath, ['dist/src/cli/main.js', 'run', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const exited = new Promise((resolve) => child.on('exit', (exitCode) => resolve(exitCode ?? 1)));
  let result;
  let waited = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.type === 'step-end') console.log(stepLine(event));
    if (event.type === 'script-end') waited = event.waited;
    if (event.report !== undefined) result = event;
  }
  return { code: await exited, result, total: performance.now() - started, waited };
}

function stepLine({ index, total, name, waited, acted }) {
  const step = `[${index + 1}/${total}] ${name}`;
  return `${step.padEnd(32)} shown after ${seconds(waited)}, answered in ${seconds(acted)}`;
}

export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
